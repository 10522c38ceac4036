import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HostError } from '../../../ipc/failure'
import type { KillReport } from '../../../ipc/model'
import type { SavedBefore } from '../../../ipc/saved-before'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { dialogsStore } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpId } from '../../state/made-up-checkpoints'
import { madeUpFleet } from '../../state/made-up-fleet'
import { settingsStore } from '../../state/settings-store'
import { toastsStore } from '../../state/toasts-store'
import { KillDialog } from './kill-dialog'

const target = { kind: 'session', sessionId: '$0' } as const
const madeUpInfo = {
  ...{ version: '1', shell: 'web' as const, platform: 'linux', dataFolder: '/data', readOnly: '' },
  ...{ notices: [], home: '/home/me' },
}
const report: KillReport = {
  ended: [{ pid: 4711, started: '1', command: '<img src=x>', signal: 'KILL' }],
  survivors: [],
  shared: [],
  spared: [{ pid: 4712, started: '1', command: 'tmux -L <b>', why: 'nested-server' }],
  panes: ['%0'],
  proven: true,
  tookMs: 12,
}

beforeEach(() => {
  settingsStore.setState({ settings: null, info: null })
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle'] }]), connection: 'open' })
  toastsStore.setState({ toasts: [] })
})
afterEach(cleanup)

const confirm = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Kill now' })

const told = (autoCheckpoints: boolean, readOnly: string) =>
  settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, autoCheckpoints }, info: { ...madeUpInfo, readOnly } })

it.each([
  [
    'with automatic checkpoints, of which way leads back',
    () => told(true, ''),
    /children included\. A checkpoint is taken/,
  ],
  ['without them, that none does', () => told(false, ''), /children included\. This cannot be undone\.$/],
  ['in a folder of another host, that none does', () => told(true, 'pid 7'), /This cannot be undone\.$/],
  ['before the settings are known, no more than holds', () => {}, /This cannot be undone\.$/],
])('says %s', async (_, tell, words) => {
  madeUpHost({ 'kill.preview': () => ({ panes: 1, processes: 3, shared: [] }) })
  tell()
  render(<KillDialog target={target} onClose={() => {}} />)
  expect(await screen.findByText(words)).toBeTruthy()
})

it('counts first, kills when told, and answers with the list and the proof', async () => {
  const { calls } = madeUpHost({
    'kill.preview': () => ({ panes: 1, processes: 3, shared: [] }),
    'kill.now': () => report,
  })
  render(<KillDialog target={target} onClose={() => {}} />)
  expect(screen.getByRole('dialog', { name: 'Kill now' }).textContent).toContain('Kill session api now')
  expect(confirm().disabled).toBe(true)
  await waitFor(() => expect(confirm().disabled).toBe(false))
  expect(screen.getByText(/Ends 3 processes in 1 pane/)).toBeTruthy()
  expect(calls.map(call => call.name)).toEqual(['kill.preview'])
  fireEvent.click(confirm())
  await screen.findByText('1 process ended, none left')
  expect(calls[1]).toEqual({ name: 'kill.now', input: { target, endShared: false } })
  expect(screen.getByText('4711')).toBeTruthy()
  expect(screen.getByText('<img src=x>')).toBeTruthy()
  expect(screen.getByText(/^tmux -L <b> \(pid 4712\) was left alone/)).toBeTruthy()
  expect(screen.getByText(/found none of them/)).toBeTruthy()
})

it('ends a shared daemon only with its last user, and only when told so', async () => {
  const { calls } = madeUpHost({
    'kill.preview': () => ({
      panes: 1,
      processes: 1,
      shared: [
        { name: 'mine', usedBy: [] },
        { name: 'theirs', usedBy: ['cod_1 in docs'] },
      ],
    }),
    'kill.now': () => report,
  })
  render(<KillDialog target={target} onClose={() => {}} />)
  const box = await screen.findByRole('checkbox')
  expect(screen.getAllByRole('checkbox')).toHaveLength(1)
  expect(screen.getByText('theirs is kept: cod_1 in docs still uses it.')).toBeTruthy()
  expect(screen.getByRole('checkbox', { name: 'End mine too: nothing else uses it' })).toBe(box)
  fireEvent.click(box)
  fireEvent.click(confirm())
  await waitFor(() => expect(calls[1]?.input).toEqual({ target, endShared: true }))
})

it('says when it failed and can be tried again', async () => {
  madeUpHost({
    'kill.preview': () => ({ panes: 1, processes: 1, shared: [] }),
    'kill.now': () => {
      throw new HostError('tmux-timeout', 'tmux did not answer within 5 s.')
    },
  })
  render(<KillDialog target={target} onClose={() => {}} />)
  await waitFor(() => expect(confirm().disabled).toBe(false))
  fireEvent.click(confirm())
  expect((await screen.findByRole('alert')).textContent).toContain('tmux did not answer within 5 s.')
  expect(confirm().disabled).toBe(false)
})

it('goes on without a checkpoint only when that failed and the person says so', async () => {
  const { calls } = madeUpHost({
    'kill.preview': () => ({ panes: 1, processes: 1, shared: [] }),
    'kill.now': ({ withoutCheckpoint }) => {
      if (withoutCheckpoint) return report
      throw new HostError('refused', 'No checkpoint could be taken, so nothing was ended.', 'no-checkpoint')
    },
  })
  render(<KillDialog target={target} onClose={() => {}} />)
  told(true, '')
  await waitFor(() => expect(confirm().disabled).toBe(false))
  expect(screen.getByText(/A checkpoint is taken first/)).toBeTruthy()
  fireEvent.click(confirm())
  const without = await screen.findByRole('button', { name: 'Kill without a checkpoint' })
  expect(screen.getByText(/This cannot be undone\.$/)).toBeTruthy()
  fireEvent.click(without)
  await screen.findByText('1 process ended, none left')
  expect(calls.slice(1).map(one => one.input)).toEqual([
    { target, endShared: false },
    { target, endShared: false, withoutCheckpoint: true },
  ])
})

it('offers the way back by the checkpoint that was taken before', async () => {
  const checkpoint = { id: madeUpId(7), at: Date.now() }
  const before: SavedBefore[] = [{ session: 'api', how: 'taken', problem: '', checkpoint }]
  madeUpHost({
    'kill.preview': () => ({ panes: 1, processes: 3, shared: [] }),
    'kill.now': () => ({ ...report, before }),
  })
  render(<KillDialog target={target} onClose={() => {}} />)
  await waitFor(() => expect(confirm().disabled).toBe(false))
  fireEvent.click(confirm())
  fireEvent.click(await screen.findByRole('button', { name: 'Undo to checkpoint' }))
  expect(dialogsStore.getState().dialog).toEqual({
    kind: 'restore',
    checkpoint: madeUpId(7),
    first: { files: 'none' },
  })
})

describe('a kill whose dialog is closed before its end', () => {
  let end = (_: KillReport) => {}
  let fail = (_: Error) => {}

  async function leave() {
    madeUpHost({
      'kill.preview': () => ({ panes: 1, processes: 1, shared: [] }),
      'kill.now': () =>
        new Promise((resolve, reject) => {
          end = resolve
          fail = reject
        }),
    })
    const { unmount } = render(<KillDialog target={target} onClose={() => {}} />)
    await waitFor(() => expect(confirm().disabled).toBe(false))
    fireEvent.click(confirm())
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Ending…' }).disabled).toBe(true)
    // It does not stop the kill, so it does not say so.
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull()
    expect(screen.getByRole('button', { name: 'Close' })).toBeTruthy()
    unmount()
  }

  it('says by a message that nothing was ended, and why', async () => {
    await leave()
    fail(new HostError('refused', 'No checkpoint could be taken, so nothing was ended.', 'no-checkpoint'))
    await waitFor(() =>
      expect(toastsStore.getState().toasts).toMatchObject([
        {
          tone: 'failure',
          title: 'Kill session api: No checkpoint could be taken, so nothing was ended.',
        },
      ]),
    )
  })

  it('says what is left as a failure, and offers the way back where there is one', async () => {
    await leave()
    const survivors = [{ pid: 4713, started: '1', command: 'stuck' }]
    end({ ...report, survivors, proven: false })
    await waitFor(() =>
      expect(toastsStore.getState().toasts).toMatchObject([
        { tone: 'failure', title: 'Kill session api: 1 process ended, 1 left' },
      ]),
    )
    cleanup()
    await leave()
    const checkpoint = { id: madeUpId(7), at: Date.now() }
    const before: SavedBefore[] = [{ session: 'api', how: 'taken', problem: '', checkpoint }]
    end({ ...report, before })
    await waitFor(() =>
      expect(toastsStore.getState().toasts.at(-1)).toMatchObject({
        tone: 'done',
        title: 'Kill session api: 1 process ended, none left',
        undo: { act: 'kill', before },
      }),
    )
  })
})

it('says of what did not end that it still runs, and proves nothing that nobody saw', async () => {
  const survivors = [{ pid: 4713, started: '1', command: 'stuck' }]
  madeUpHost({
    'kill.preview': () => ({ panes: 1, processes: 2, shared: [] }),
    'kill.now': () => ({ ...report, survivors, proven: false }),
  })
  render(<KillDialog target={target} onClose={() => {}} />)
  await waitFor(() => expect(confirm().disabled).toBe(false))
  fireEvent.click(confirm())
  await screen.findByText('1 process ended, 1 left')
  expect(screen.getByRole('row', { name: '4713 stuck still runs' })).toBeTruthy()
  expect(screen.getByRole('status').textContent).toMatch(/^1 process did not end/)
})

it('begins at Cancel: Enter ends nothing', () => {
  madeUpHost({ 'kill.preview': () => ({ panes: 1, processes: 1, shared: [] }) })
  render(<KillDialog target={target} onClose={() => {}} />)
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' }))
})

it('can kill what could not be counted, and says that it is not known', async () => {
  const { calls } = madeUpHost({
    'kill.preview': () => {
      throw new HostError('internal', 'The process table could not be read.')
    },
    'kill.now': () => report,
  })
  render(<KillDialog target={target} onClose={() => {}} />)
  await screen.findByText('What would end is not known.')
  fireEvent.click(confirm())
  await screen.findByText('1 process ended, none left')
  expect(calls.at(-1)?.input).toEqual({ target, endShared: false })
})

it('offers to go without a checkpoint only where it was that which failed', async () => {
  madeUpHost({
    'kill.preview': () => ({ panes: 1, processes: 1, shared: [] }),
    'kill.now': () => {
      throw new HostError('refused', 'Session api is being finished.', 'busy')
    },
  })
  render(<KillDialog target={target} onClose={() => {}} />)
  await waitFor(() => expect(confirm().disabled).toBe(false))
  fireEvent.click(confirm())
  await screen.findByRole('alert')
  expect(screen.queryByRole('button', { name: 'Kill without a checkpoint' })).toBeNull()
  expect(confirm().disabled).toBe(false)
})
