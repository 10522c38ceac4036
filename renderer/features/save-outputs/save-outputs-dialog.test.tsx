import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CallOut } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { fleetStore } from '../../state/fleet-store'
import { madeUpOutput } from '../../state/made-up-finish'
import { madeUpFleet } from '../../state/made-up-fleet'
import { toastsStore } from '../../state/toasts-store'
import { outputFolder, outputFolderError } from './output-folder'
import { SaveOutputsDialog } from './save-outputs-dialog'

beforeEach(() => {
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle', 'idle', null] }]), connection: 'open' })
  toastsStore.setState({ toasts: [] })
})
afterEach(cleanup)

const SESSION = { kind: 'session', sessionId: '$0' } as const
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

/** Answers each pane when told. */
function slowHost() {
  const waiting: (() => void)[] = []
  const host = madeUpHost({
    'outputs.save': ({ target }) =>
      new Promise<CallOut<'outputs.save'>>(resolve => {
        const id = target.kind === 'pane' ? target.paneId : ''
        waiting.push(() => resolve({ outputs: [{ ...madeUpOutput('cc_1'), paneId: id, agent: `of ${id}` }] }))
      }),
  })
  return { ...host, next: async () => (await vi.waitUntil(() => waiting.shift()))() }
}

it('saves every pane of a session, one by one, with progress', async () => {
  const { calls, next } = slowHost()
  const closed = vi.fn()
  render(<SaveOutputsDialog target={SESSION} onClose={closed} />)
  expect(screen.getByText(/^Writes the whole history of 3 panes to files/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Save to'), { target: { value: ' /tmp/out ' } })
  fireEvent.click(screen.getByRole('checkbox'))
  fireEvent.click(button('Save outputs'))
  await next()
  await screen.findByText('Saved 1 of 3. It goes on when you close this.')
  expect(screen.getByRole<HTMLProgressElement>('progressbar').value).toBe(1)
  await next()
  await next()
  await screen.findByText('3 outputs saved.')
  const input = (paneId: string) => ({ target: { kind: 'pane', paneId }, folder: '/tmp/out', colours: true })
  expect(calls.map(call => call.input)).toEqual(['%0', '%1', '%2'].map(input))
  fireEvent.click(button('Done'))
  expect(closed).toHaveBeenCalledOnce()
  expect(toastsStore.getState().toasts).toEqual([])
})

it('leaves out the rest when it is cancelled', async () => {
  const { calls, next } = slowHost()
  render(<SaveOutputsDialog target={SESSION} onClose={() => {}} />)
  fireEvent.click(button('Save outputs'))
  await waitFor(() => expect(calls).toHaveLength(1))
  fireEvent.click(button('Cancel'))
  await next()
  await screen.findByText('1 output saved, 2 left out.')
  expect(calls).toHaveLength(1)
})

it.each([
  ['closed', () => fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })],
  ['replaced by another dialog', cleanup],
])('goes on when it is %s, and says how it ended', async (_how, goAway) => {
  const { next } = slowHost()
  const { unmount } = render(<SaveOutputsDialog target={SESSION} onClose={() => unmount()} />)
  fireEvent.click(button('Save outputs'))
  await next()
  goAway()
  await next()
  await next()
  await waitFor(() => expect(toastsStore.getState().toasts[0]?.title).toBe('Save outputs: 3 outputs saved'))
})

it('shows a pane that could not be saved, and goes on with the others; one pane is saved alone', async () => {
  madeUpHost({
    'outputs.save': ({ target }) => {
      if (target.kind === 'pane' && target.paneId === '%0') throw new HostError('no-such-pane', 'That pane is gone.')
      return { outputs: [madeUpOutput(target.kind === 'pane' ? target.paneId : '')] }
    },
  })
  const { unmount } = render(<SaveOutputsDialog target={SESSION} onClose={() => {}} />)
  fireEvent.click(button('Save outputs'))
  await screen.findByText('2 of 3 outputs saved.')
  expect(screen.getByText('That pane is gone.')).toBeTruthy()
  unmount()
  render(<SaveOutputsDialog target={{ kind: 'pane', paneId: '%1' }} onClose={() => {}} />)
  expect(screen.getByText('Save outputs of cc_2 in api')).toBeTruthy()
  fireEvent.click(button('Save outputs'))
  await screen.findByText('1 output saved.')
})

it('refuses what is no absolute path, and makes folders of hostile names plain', () => {
  const { calls } = madeUpHost({})
  render(<SaveOutputsDialog target={SESSION} onClose={() => {}} />)
  fireEvent.change(screen.getByLabelText('Save to'), { target: { value: 'out' } })
  fireEvent.click(button('Save outputs'))
  expect(screen.getByText(/^Enter an absolute path/)).toBeTruthy()
  expect(calls).toEqual([])
  expect(['/x', '~', '~/x', ' /x '].map(outputFolderError)).toEqual(['', '', '', ''])
  expect(outputFolderError('~other')).not.toBe('')
  expect(outputFolder('../../etc\u0000/x')).toBe('~/quarterdeck-outputs/etc_x')
  expect(outputFolder('..')).toBe('~/quarterdeck-outputs/session')
  expect(outputFolder('x'.repeat(5000)).length).toBeLessThan(100)
})
