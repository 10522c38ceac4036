import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HostError } from '../../../ipc/failure'
import type { Finish, FinishPlan } from '../../../ipc/finish'
import type { KillReport } from '../../../ipc/model'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { dialogsStore } from '../../state/dialogs-store'
import { finishesStore, putFinish } from '../../state/finishes-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFinish, madeUpOutput } from '../../state/made-up-finish'
import { madeUpFleet } from '../../state/made-up-fleet'
import { settingsStore } from '../../state/settings-store'
import { toastsStore } from '../../state/toasts-store'
import { FinishDialog } from './finish-dialog'

const report: KillReport = {
  ...{
    ended: [{ pid: 4711, started: '1', command: 'claude <b>', signal: 'TERM' as const }],
    survivors: [],
    shared: [],
  },
  ...{ spared: [], panes: ['%0'], proven: true, tookMs: 12 },
}

const info = {
  ...{ version: '1', shell: 'web' as const, platform: 'linux', dataFolder: '/data', readOnly: '' },
  ...{ notices: [], home: '/home/me' },
}

beforeEach(() => {
  const fleet = madeUpFleet([{ name: 'api', panes: ['working', 'idle', null] }])
  fleetStore.setState({ fleet, connection: 'open' })
  settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, finishPrompt: 'Wrap up.' }, info })
  finishesStore.setState({ finishes: new Map() })
  toastsStore.setState({ toasts: [] })
})
afterEach(cleanup)

const preview =
  (usedBy: string[] | null = null) =>
  () => ({
    ...{ panes: 3, processes: 5, shared: usedBy ? [{ name: 'app-server', usedBy }] : [] },
  })
const show = () => render(<FinishDialog sessionId="$0" onClose={() => {}} />)
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const check = (name: string) => fireEvent.click(screen.getByRole('checkbox', { name }))
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name)

it('says what will happen, and begins with the settings’ words and a folder outside of the project', async () => {
  const { calls } = madeUpHost({ 'kill.preview': preview(), 'finish.start': ({ id }) => madeUpFinish({ id }) })
  show()
  const dialog = screen.getByRole('dialog', { name: 'Finish session' })
  expect(
    within(dialog).getByText(/^Asks 2 agents, waits until all are done, saves 3 outputs, takes a checkpoint and ends/),
  ).toBeTruthy()
  expect(field('What to ask').value).toBe('Wrap up.')
  fireEvent.click(button('Finish session'))
  await screen.findByText('Finish session api: waiting for 1 agent')
  const plan: FinishPlan = {
    ...{ sessionId: '$0', ask: 'Wrap up.', waitMs: 1_800_000, kill: true, endShared: false },
    save: { folder: '~/quarterdeck-outputs/api', colours: false },
  }
  expect(calls.find(call => call.name === 'finish.start')?.input).toMatchObject({ plan })
})

it('promises no checkpoint where none is taken: the data folder is another host’s', () => {
  settingsStore.setState({ info: { ...info, readOnly: 'pid 7' } })
  madeUpHost({ 'kill.preview': preview() })
  show()
  expect(screen.getByText(/saves 3 outputs and ends everything in it/)).toBeTruthy()
  expect(screen.getByText(/No checkpoint is taken before it\.$/)).toBeTruthy()
})

it('leaves out each step, and says when none is left or a field is wrong', async () => {
  const { calls } = madeUpHost({ 'kill.preview': preview(), 'finish.start': ({ id }) => madeUpFinish({ id }) })
  show()
  fireEvent.change(field('At most, in minutes'), { target: { value: '0' } })
  fireEvent.change(field('Save to'), { target: { value: 'here' } })
  fireEvent.change(field('What to ask'), { target: { value: '  ' } })
  fireEvent.click(button('Finish session'))
  expect(screen.getByText(/^Enter minutes/)).toBeTruthy()
  expect(screen.getByText(/^Enter an absolute path/)).toBeTruthy()
  expect(screen.getByText(/^Write what to ask/)).toBeTruthy()
  for (const name of ['Ask the agents', 'Wait until they are done', 'Save outputs', 'End the session']) check(name)
  fireEvent.click(button('Finish session'))
  expect(screen.getAllByText('Choose at least one step.').length).toBeGreaterThan(0)
  expect(calls.filter(call => call.name === 'finish.start')).toEqual([])
  check('Wait until they are done')
  fireEvent.change(field('At most, in minutes'), { target: { value: '5' } })
  fireEvent.click(button('Finish session'))
  await waitFor(() => expect(calls.find(call => call.name === 'finish.start')).toBeTruthy())
  expect(calls.find(call => call.name === 'finish.start')?.input).toMatchObject({
    plan: { ask: null, waitMs: 300_000, save: null, kill: false },
  })
})

it('ends a shared daemon only when it is asked to, and shows a refusal with the draft kept', async () => {
  const { calls } = madeUpHost({
    'kill.preview': preview([]),
    'finish.start': () => {
      throw new HostError('refused', 'Session api is being finished already.')
    },
  })
  show()
  fireEvent.click(await screen.findByRole('checkbox', { name: /^End app-server too/ }))
  fireEvent.change(field('What to ask'), { target: { value: 'Mine' } })
  fireEvent.click(button('Finish session'))
  await screen.findByText('Session api is being finished already.')
  expect(field('What to ask').value).toBe('Mine')
  expect(button('Finish session').disabled).toBe(false)
  expect(calls.find(call => call.name === 'finish.start')?.input).toMatchObject({ plan: { endShared: true } })
})

it('begins the same run again after a lost answer, another one for another plan, and follows one that it is told of late', async () => {
  const ids: string[] = []
  madeUpHost({
    'kill.preview': preview(),
    'finish.start': ({ id }) => {
      ids.push(id)
      throw new HostError('disconnected', 'The host is gone.')
    },
  })
  show()
  const press = async () => {
    const times = ids.length + 1
    fireEvent.click(button('Finish session'))
    await waitFor(() => expect(ids).toHaveLength(times))
    await waitFor(() => expect(button('Finish session').disabled).toBe(false))
  }
  await press()
  await press()
  expect(ids[1]).toBe(ids[0])
  check('Save outputs')
  await press()
  expect(ids[2]).not.toBe(ids[0])
  act(() => putFinish(madeUpFinish({ id: ids[2] ?? '' })))
  expect(screen.getByText('Finish session api: waiting for 1 agent')).toBeTruthy()
})

it('shows the run under way instead of a new form, live, with every step that can be taken', async () => {
  const steps: unknown[] = []
  madeUpHost({
    'finish.step': ({ step }) => {
      steps.push(step)
      return madeUpFinish({ step: step === 'without' ? 'saving' : 'cancelled' })
    },
  })
  putFinish(madeUpFinish({ problem: 'The time is up: 1 agent is not ready.' }))
  show()
  expect(screen.getByRole('alert').textContent).toBe('The time is up: 1 agent is not ready.')
  expect(screen.getByRole('row', { name: /cc_2 working not ready It works\./ })).toBeTruthy()
  expect(screen.getByText('Wait').closest('li')?.getAttribute('aria-current')).toBe('step')
  // Nobody was asked here: that step is past, and was not done.
  expect(screen.getByText('Ask').textContent).toBe('Ask')
  expect(screen.queryByRole('button', { name: 'Kill now' })).toBe(null)
  fireEvent.click(button('Go on without these'))
  await screen.findByText('Finish session api: saving outputs')
  // The news of a step may come before its answer, until when no other one can be taken.
  await waitFor(() => expect(button('Cancel')).toHaveProperty('disabled', false))
  fireEvent.click(button('Cancel'))
  await waitFor(() => expect(steps).toEqual(['without', 'cancel']))
  expect(button('Done')).toBeTruthy()
})

it('kills only at the user’s word, and then shows files and proof', async () => {
  const outputs = [madeUpOutput('cc_1'), madeUpOutput('cc_2', 'The disk is full.')]
  const { calls } = madeUpHost({ 'finish.step': () => madeUpFinish({ step: 'killing', outputs }) })
  putFinish(madeUpFinish({ step: 'ready', outputs, problem: '1 output was not saved.' }))
  show()
  expect(screen.getByText(/^Everything still runs/)).toBeTruthy()
  const files = within(screen.getByRole('list', { name: 'Saved outputs' }))
  expect(files.getByText('/home/me/out/api_cc_1_20260715-093000.txt')).toBeTruthy()
  expect(files.getByText('The disk is full.')).toBeTruthy()
  expect(screen.getByText('1 of 2 outputs saved')).toBeTruthy()
  fireEvent.click(button('Kill now'))
  await waitFor(() => expect(calls).toEqual([{ name: 'finish.step', input: { id: 'f1', step: 'kill' } }]))
  await waitFor(() => expect(button('Cancel').disabled).toBe(true))
  act(() => putFinish(madeUpFinish({ step: 'done', outputs, killed: report })))
  expect(screen.getByText('claude <b>')).toBeTruthy()
  expect(screen.getByText(/found none of them/)).toBeTruthy()
})

it('names its checkpoint as a step of its own, and at the end the way back', () => {
  putFinish(madeUpFinish({ step: 'checkpoint' }))
  render(<FinishDialog sessionId="$0" finishId="f1" onClose={() => {}} />)
  expect(screen.getByText('Checkpoint', { selector: '[aria-current="step"]' })).toBeTruthy()
  expect(screen.getByText(/once its checkpoint is safe on the disk/)).toBeTruthy()
  expect(button('Cancel').disabled).toBe(false)
  const checkpoint = { id: '00000000-0000-4000-8000-000000000001', at: 1 }
  const before = [{ session: 'api', how: 'taken', problem: '', checkpoint } as const]
  act(() => putFinish(madeUpFinish({ step: 'done', killed: report, before: [...before] })))
  fireEvent.click(button('Undo to checkpoint'))
  expect(dialogsStore.getState().dialog).toMatchObject({ kind: 'restore', first: { files: 'none' } })
})

it.each<[Finish['step'], string]>([
  ['cancelled', 'It was cancelled: what runs goes on.'],
  ['failed', 'Session api ended meanwhile, not by this.'],
])('says how a run was %s', (step, problem) => {
  putFinish(madeUpFinish({ step, problem }))
  render(<FinishDialog sessionId="$0" finishId="f1" onClose={() => {}} />)
  expect(screen.getByText(problem)).toBeTruthy()
  expect(button('Done')).toBeTruthy()
})

it('begins once however often it is pressed, and tells of a refusal whose dialog was closed meanwhile', async () => {
  let refuse = (_: Error) => {}
  const { calls } = madeUpHost({
    'kill.preview': preview(),
    'finish.start': () => new Promise((_, reject) => (refuse = reject)),
  })
  const { unmount } = show()
  fireEvent.click(button('Finish session'))
  fireEvent.submit(field('What to ask'))
  expect(calls.filter(call => call.name === 'finish.start')).toHaveLength(1)
  expect(button('Beginning…').disabled).toBe(true)
  expect(button('Close')).toBeTruthy()
  unmount()
  refuse(new HostError('refused', 'Session api is being finished already.'))
  await waitFor(() =>
    expect(toastsStore.getState().toasts).toMatchObject([
      { tone: 'failure', title: 'Finish session: Session api is being finished already.' },
    ]),
  )
})

it('asks nobody where the settings have no words for it, and ends no shared daemon of a session that stays', async () => {
  settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, finishPrompt: '' } })
  const { calls } = madeUpHost({ 'kill.preview': preview([]), 'finish.start': ({ id }) => madeUpFinish({ id }) })
  show()
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Ask the agents' }).checked).toBe(false)
  fireEvent.click(await screen.findByRole('checkbox', { name: /^End app-server too/ }))
  check('End the session')
  fireEvent.click(button('Finish session'))
  await waitFor(() => expect(calls.at(-1)?.name).toBe('finish.start'))
  expect(calls.at(-1)?.input).toMatchObject({ plan: { ask: null, kill: false, endShared: false } })
})

it('begins nothing for a session that is gone', () => {
  madeUpHost({ 'kill.preview': preview() })
  render(<FinishDialog sessionId="$9" onClose={() => {}} />)
  expect(screen.getByText('Finish session that is gone')).toBeTruthy()
  expect(button('Finish session').disabled).toBe(true)
})

it('takes one step at a time, and can be tried again where that failed', async () => {
  let refuse = (_: Error) => {}
  const { calls } = madeUpHost({ 'finish.step': () => new Promise((_, reject) => (refuse = reject)) })
  putFinish(madeUpFinish({ step: 'ready' }))
  show()
  fireEvent.click(button('Kill now'))
  fireEvent.click(button('Kill now'))
  fireEvent.click(button('Leave it running'))
  expect(calls.map(call => call.input)).toEqual([{ id: 'f1', step: 'kill' }])
  await act(async () => refuse(new HostError('refused', 'It has ended meanwhile.')))
  expect(button('Kill now').disabled).toBe(false)
})
