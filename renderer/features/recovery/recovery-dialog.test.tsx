import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CallOut } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import type { LostSession } from '../../../ipc/recovery'
import { madeUpHost } from '../../host/made-up-host'
import { checkpointsStore, takeCheckpoints } from '../../state/checkpoints-store'
import { closeDialog, dialogsStore, openDialog } from '../../state/dialogs-store'
import { madeUpId, madeUpInfo } from '../../state/made-up-checkpoints'
import { madeUpLost, madeUpLostAgent } from '../../state/made-up-recovery'
import { recoveryStore, takeRecovery } from '../../state/recovery-store'
import { toastsStore } from '../../state/toasts-store'
import { RecoveryDialog } from './recovery-dialog'

const closed = vi.fn()
const SAVED = madeUpInfo(77, { trigger: 'recovery', name: '' })
let calls: readonly { name: string; input: unknown }[]
let save: () => CallOut<'recovery.checkpoint'> | Promise<CallOut<'recovery.checkpoint'>>
let dismiss: () => Record<string, never>

beforeEach(() => {
  closed.mockClear()
  closeDialog()
  toastsStore.setState({ toasts: [] })
  takeCheckpoints({ list: [], saving: [], trouble: '' })
  save = () => ({ info: SAVED, problems: [] })
  dismiss = () => ({})
  calls = madeUpHost({ 'recovery.checkpoint': () => save(), 'recovery.dismiss': () => dismiss() }).calls
})
afterEach(() => {
  cleanup()
  takeRecovery({ lost: [] })
  vi.useRealTimers()
})

const list = () => screen.getByRole('listbox', { name: 'Lost sessions' })
const current = () => document.getElementById(list().getAttribute('aria-activedescendant') ?? '')?.textContent
const press = (key: string) => fireEvent.keyDown(list(), { key })
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const details = (name: string) => within(screen.getByRole('region', { name: `Lost session ${name}` }))
const titles = () => toastsStore.getState().toasts.map(toast => toast.title)
const inputs = (name: string) => calls.filter(one => one.name === name).map(one => one.input)

function show(lost: LostSession[], id?: string) {
  takeRecovery({ lost })
  return render(<RecoveryDialog show={id} onClose={closed} />)
}
const three = () => [
  madeUpLost(3, { session: '<b>web</b>' }),
  madeUpLost(2, { session: 'docs', kind: 'reboot' }),
  madeUpLost(1),
]

it('lists the newest first, has the focus in the list, and moves by arrows', () => {
  // As browsers do that tell when the scrolling has come to its end.
  const scroll = vi.fn(() => Promise.resolve())
  vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(scroll)
  show(three())
  expect(document.activeElement).toBe(list())
  expect(current()).toMatch(/^<b>web<\/b>2 min agoThe tmux server was killed/)
  press('ArrowDown')
  expect(current()).toMatch(/^docs.*The machine was started anew$/)
  press('End')
  expect(details('api').getByRole('heading').textContent).toBe('api')
  fireEvent.click(within(list()).getAllByRole('option')[1] as HTMLElement)
  expect(current()).toContain('docs')
  cleanup()
  expect(scroll).toHaveBeenCalled()
  vi.restoreAllMocks()
})

it('opens at the one that was asked for, and counts all as seen', () => {
  show(three(), madeUpId(2))
  expect(current()).toContain('docs')
  expect([...recoveryStore.getState().seen]).toHaveLength(3)
})

it('tells what happened, who ran there and what is left of each; hostile text is shown as text', () => {
  const agents = [
    madeUpLostAgent('cc_1', { screen: true, alive: true, task: '<img src=x>\u202e' }),
    madeUpLostAgent('cod_1', { state: 'waiting', transcript: false }),
  ]
  const lastWords = ['lost server', 'Out of memory: Killed process 4242 (tmux: server)', 'c', '\u001b[31mred']
  show([madeUpLost(1, { agents, lastWords })])
  const { getByText, getByRole, getAllByRole } = details('api')
  expect(getByText(/killed by signal 9/)).toBeTruthy()
  expect(getByText(/^cc_1 outlived its terminal/)).toBeTruthy()
  expect(getAllByRole('row').map(row => row.textContent)).toEqual([
    'AgentWasTaskLeft of it',
    'cc_1working<img src=x>conversation and last screen, still a process',
    'cod_1waitingtask of cod_1nothing',
  ])
  const words = getByRole('group') as HTMLDetailsElement
  // Four lines are folded; three would stand open.
  expect(words.open).toBe(false)
  expect(words.querySelector('summary')?.textContent).toBe('Last words (4 lines)')
  expect(words.querySelector('pre')?.textContent).toContain('\n[31mred')
})

it('says so where nothing is known of the end, and where nothing is left', () => {
  const agents = [madeUpLostAgent('cc_1', { transcript: false })]
  show([madeUpLost(1, { lastWords: [], agents })])
  expect(screen.getByText('No last words of the server are known.')).toBeTruthy()
  expect(screen.getByText('Nothing is left of any agent.')).toBeTruthy()
  expect(button('Save what is left').disabled).toBe(true)
  expect(button('Restore the checkpoint').disabled).toBe(true)
  expect(button('Restore as it was last known').disabled).toBe(false)
})

it('restores as it was last known: saves that first, then opens the plan for it', async () => {
  let done = (_: CallOut<'recovery.checkpoint'>) => {}
  save = () => new Promise(resolve => (done = resolve))
  show([madeUpLost(1)])
  press('Enter')
  expect(button('Saving it as it was…').disabled).toBe(true)
  press('Enter')
  // One after the other: beside another one the button cannot be pressed.
  act(() => takeRecovery({ lost: [madeUpLost(1), madeUpLost(2, { session: 'docs' })] }))
  press('End')
  expect(
    details('docs').getByRole<HTMLButtonElement>('button', { name: 'Restore as it was last known' }).disabled,
  ).toBe(true)
  await act(async () => done({ info: SAVED, problems: ['cc_1 has no conversation any more.'] }))
  expect(inputs('recovery.checkpoint')).toEqual([{ id: madeUpId(1) }])
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'restore', checkpoint: SAVED.id, first: { files: 'none' } })
  // The plan reads it from the list, which the host may tell a moment later.
  expect(checkpointsStore.getState().list).toEqual([SAVED])
  expect(toastsStore.getState().toasts[0]).toMatchObject({
    title: 'api is saved as it was last known, but not all of it',
    meaning: 'cc_1 has no conversation any more.',
  })
})

it('offers the plan by a message when the dialog was closed meanwhile', async () => {
  let done = (_: CallOut<'recovery.checkpoint'>) => {}
  save = () => new Promise(resolve => (done = resolve))
  const { unmount } = show([madeUpLost(1)])
  press('Enter')
  unmount()
  await act(async () => done({ info: SAVED, problems: [] }))
  expect(dialogsStore.getState().dialog).toBeNull()
  expect(titles()).toEqual(['api is saved as it was last known'])
  toastsStore.getState().toasts[0]?.action?.run()
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'restore', checkpoint: SAVED.id, first: { files: 'none' } })
})

it('says at the session why it could not be saved, and lets it be tried again', async () => {
  save = () => {
    throw new HostError('read-only', 'Another host holds the folder.')
  }
  show([madeUpLost(2), madeUpLost(1, { session: 'docs' })])
  fireEvent.click(button('Restore as it was last known'))
  expect((await screen.findByRole('alert')).textContent).toContain('Another host holds the folder.')
  expect(button('Restore as it was last known').disabled).toBe(false)
  press('ArrowDown')
  expect(screen.queryByRole('alert')).toBeNull()
})

it('restores the newest checkpoint, and says before what is not in it and which name it gets', () => {
  const checkpoint = madeUpInfo(5, { name: 'before refactor', at: Date.now() - 720_000 })
  show([madeUpLost(1, { checkpoint, nameTaken: true })])
  const ways = screen.getByRole('list', { name: 'Ways back' })
  expect(ways.textContent).toContain('“before refactor”, 10 min before it was last seen (12 min ago).')
  expect(ways.textContent).toContain('as api-v2: another session is called api now')
  fireEvent.click(button('Restore the checkpoint'))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'restore', checkpoint: checkpoint.id })
})

it('goes on to the files of one, or of all', () => {
  show(three())
  fireEvent.click(button('Save what is left'))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'salvage', ids: [madeUpId(3)] })
  fireEvent.click(button('Save what is left of all'))
  expect(dialogsStore.getState().dialog).toEqual({ kind: 'salvage', ids: [3, 2, 1].map(madeUpId) })
})

it('stays under the plan and under the files', () => {
  for (const above of [{ kind: 'restore', checkpoint: 'x' } as const, { kind: 'salvage', ids: [] } as const]) {
    openDialog({ kind: 'recovery' })
    openDialog(above)
    expect(dialogsStore.getState()).toMatchObject({ dialog: above, under: { kind: 'recovery' } })
  }
})

it('dismisses at once for the eye, for the host when it cannot be undone any more', () => {
  vi.useFakeTimers()
  show(three())
  press('Delete')
  expect(current()).toContain('docs')
  expect(titles()).toEqual(['<b>web</b> was dismissed'])
  vi.advanceTimersByTime(9900)
  expect(inputs('recovery.dismiss')).toEqual([])
  vi.advanceTimersByTime(200)
  expect(inputs('recovery.dismiss')).toEqual([{ ids: [madeUpId(3)] }])
  expect(titles()).toEqual([])
})

it('brings back what was dismissed, and tells the host nothing', () => {
  vi.useFakeTimers()
  show(three())
  fireEvent.click(button('Dismiss all'))
  expect(screen.getByText(/^No session with agents is known to be lost/)).toBeTruthy()
  act(() => toastsStore.getState().toasts[0]?.action?.run())
  expect(within(list()).getAllByRole('option')).toHaveLength(3)
  vi.advanceTimersByTime(60_000)
  expect(inputs('recovery.dismiss')).toEqual([])
})

it('tells the host before the page goes, and shows again what the host would not dismiss', async () => {
  dismiss = () => {
    throw new HostError('read-only', 'Another host holds the folder.')
  }
  show([madeUpLost(1)])
  fireEvent.click(button('Dismiss'))
  expect(screen.queryByRole('listbox')).toBeNull()
  act(() => void window.dispatchEvent(new Event('pagehide')))
  expect(inputs('recovery.dismiss')).toEqual([{ ids: [madeUpId(1)] }])
  await waitFor(() => expect(current()).toContain('api'))
  expect(titles()).toEqual(['Dismiss: Another host holds the folder.'])
  // Once: a page that comes back from the browser's cache asks nothing again.
  window.dispatchEvent(new Event('pagehide'))
  expect(inputs('recovery.dismiss')).toHaveLength(1)
})

it('stays the same dialog when the last one leaves the list: a new one would cover the restore above it', () => {
  show([madeUpLost(1)])
  const dialog = screen.getByRole('dialog')
  act(() => takeRecovery({ lost: [] }))
  expect(screen.getByRole('dialog')).toBe(dialog)
})

it('tells nothing lost from nothing known', () => {
  recoveryStore.setState({ told: false })
  const { rerender } = render(<RecoveryDialog onClose={closed} />)
  expect(screen.getByText(/has not told/)).toBeTruthy()
  act(() => takeRecovery({ lost: [] }))
  rerender(<RecoveryDialog onClose={closed} />)
  expect(screen.getByText(/^No session with agents is known to be lost/)).toBeTruthy()
  fireEvent.click(button('Checkpoints'))
  expect(dialogsStore.getState().dialog?.kind).toBe('checkpoints')
})
