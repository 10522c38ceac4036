import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { PromptRecord } from '../../../ipc/act'
import type { CallIn, CallOut } from '../../../ipc/contract'
import { type FailureCode, HostError } from '../../../ipc/failure'
import type { Receipt } from '../../../ipc/model'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { madeUpHost } from '../../host/made-up-host'
import { actBook, putAct } from '../../state/act-book'
import { draftStore, setDraft } from '../../state/draft-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { receiversStore } from '../../state/receivers-store'
import { settingsStore } from '../../state/settings-store'
import { toastsStore } from '../../state/toasts-store'
import { madeUpReceipt, madeUpSend } from '../composer/made-up-acts'
import { askedStore } from '../composer/send-once'
import { PromptHistoryDialog } from './prompt-history-dialog'

type Wish = CallIn<'prompt.history'>

let answer: (wish: Wish) => CallOut<'prompt.history'> | Promise<CallOut<'prompt.history'>>
let forget: () => Record<string, never>
let calls: readonly { name: string; input: unknown }[]
const closed = vi.fn()

const record = (id: string, at: number, text: string, receipts: Receipt[] = [madeUpReceipt('%0', 'done')]) =>
  ({ id, at, text, receipts }) satisfies PromptRecord
const asked = () => calls.filter(one => one.name === 'prompt.history').map(one => one.input)
const heads = () => screen.getAllByRole('button', { expanded: false }).map(head => head.querySelector('b')?.textContent)
const open = (name: RegExp) => fireEvent.click(screen.getByRole('button', { name }))
const sent = () => calls.filter(one => one.name === 'prompt.send').map(one => one.input)

async function show() {
  render(<PromptHistoryDialog onClose={closed} />)
  await waitFor(() => expect(screen.queryAllByRole('button', { expanded: false })).not.toHaveLength(0))
}

beforeEach(() => {
  closed.mockClear()
  const list = [record('b', 20, '\n  <b>newer</b>\nsecond line'), record('a', 10, 'older')]
  answer = () => ({ prompts: list, more: false })
  forget = () => ({})
  calls = madeUpHost({
    'prompt.history': wish => answer(wish),
    'prompt.forget': () => forget(),
    'prompt.send': ({ id, text }) => madeUpSend(id, [madeUpReceipt('%0', 'pending')], text),
  }).calls
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['idle', 'working', null] }]), connection: 'open' })
  receiversStore.setState({ pinned: null, byPicks: false, picks: null, types: [], idleOnly: false, whenBusy: 'skip' })
  actBook.setState({ acts: new Map() })
  askedStore.setState({ asked: new Map() })
  toastsStore.setState({ toasts: [] })
  setDraft('')
})
afterEach(cleanup)

it('lists what was sent by its first line, to whom and what came of it, and opens to the whole text', async () => {
  await show()
  expect(heads()).toEqual(['<b>newer</b>', 'older'])
  open(/newer/)
  expect(screen.getByRole('region', { name: 'Text of the prompt' }).textContent).toBe('\n  <b>newer</b>\nsecond line')
  expect(within(screen.getByRole('list', { name: 'Receipts' })).getByRole('listitem').textContent).toBe(
    'cc_1apidelivered',
  )
})

it('says of what is not sent yet that it is pending, not what was done with it when it was written down', async () => {
  const waits = { ...madeUpReceipt('%0', 'pending'), detail: 'Is being checked.' }
  answer = () => ({ prompts: [record('a', 10, 'older', [waits])], more: false })
  await show()
  open(/older/)
  expect(within(screen.getByRole('list', { name: 'Receipts' })).getByRole('listitem').textContent).toBe(
    'cc_1apipending',
  )
})

it('asks once a person has stopped typing, and forgets what comes late for an earlier search', async () => {
  await show()
  let late = (_: CallOut<'prompt.history'>) => {}
  answer = ({ search }) =>
    search === 'new' ? new Promise(resolve => (late = resolve)) : { prompts: [record('c', 5, 'found')], more: false }
  const type = (value: string) => fireEvent.change(screen.getByRole('searchbox'), { target: { value } })
  type('n')
  type('ne')
  type('new')
  await waitFor(() => expect(asked()).toHaveLength(2))
  expect(asked()[1]).toMatchObject({ search: 'new' })
  type('newer')
  await waitFor(() => expect(heads()).toEqual(['found']))
  await act(async () => late({ prompts: [record('x', 1, 'late')], more: false }))
  expect(heads()).toEqual(['found'])
})

it('goes on from the oldest that was seen', async () => {
  const first = answer
  answer = wish =>
    wish.before ? { prompts: [record('a', 10, 'older'), record('0', 3, 'oldest')], more: false } : first(wish)
  const whole = answer
  answer = async wish => ({ ...(await whole(wish)), more: !wish.before })
  await show()
  open(/Show older/)
  await waitFor(() => expect(heads()).toEqual(['<b>newer</b>', 'older', 'oldest']))
  expect(asked()[1]).toMatchObject({ before: 10 })
  expect(screen.queryByRole('button', { name: /Show older/ })).toBeNull()
})

it('sends again to those that are left and free, and to nobody who only has the same id by now', async () => {
  const other = { ...madeUpReceipt('%1', 'done'), session: 'of another server' }
  const receipts = [madeUpReceipt('%0', 'done'), other, madeUpReceipt('%44', 'failed')]
  answer = () => ({ prompts: [record('a', 10, 'again', receipts)], more: false })
  await show()
  open(/again/)
  expect(screen.getByText('2 gone')).toBeTruthy()
  open(/^Send again to 1 agent$/)
  await waitFor(() => expect(closed).toHaveBeenCalled())
  expect(sent()).toEqual([
    expect.objectContaining({ text: 'again', to: { target: { kind: 'pane', paneId: '%0' } }, whenBusy: 'skip' }),
  ])
})

it('counts busy ones when they are held, and sends to nobody when none is free', async () => {
  answer = () => ({ prompts: [record('a', 10, 'again', [madeUpReceipt('%1', 'done')])], more: false })
  await show()
  open(/again/)
  expect(screen.getByText('1 not free')).toBeTruthy()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send again to 0 agents' }).disabled).toBe(true)
  act(() => receiversStore.setState({ whenBusy: 'hold' }))
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send again to 1 agent' }).disabled).toBe(false)
})

it('puts a text into the composer, and gives back the draft that was there', async () => {
  setDraft('my draft')
  await show()
  open(/older/)
  open(/Put into the composer/)
  expect(closed).toHaveBeenCalled()
  expect(draftStore.getState().text).toBe('older')
  toastsStore.getState().toasts[0]?.action?.run()
  expect(draftStore.getState().text).toBe('my draft')
})

it('forgets one prompt after it has asked, and keeps it in view when that failed', async () => {
  await show()
  open(/older/)
  open(/^Forget…$/)
  open(/^Keep$/)
  open(/^Forget…$/)
  forget = () => {
    throw new HostError('read-only', 'Another Quarterdeck holds the data folder.')
  }
  open(/^Forget$/)
  await waitFor(() => expect(toastsStore.getState().toasts).toHaveLength(1))
  await waitFor(() => screen.getByRole('button', { name: 'Forget…' }))
  forget = () => ({})
  open(/^Forget…$/)
  open(/^Forget$/)
  await waitFor(() => expect(heads()).toEqual(['<b>newer</b>']))
  expect(calls.filter(one => one.name === 'prompt.forget').map(one => one.input)).toEqual([
    { ids: ['a'] },
    { ids: ['a'] },
  ])
})

it('says so when there is nothing, and when the host cannot tell', async () => {
  answer = () => ({ prompts: [], more: false })
  render(<PromptHistoryDialog onClose={closed} />)
  await screen.findByText('No prompt was sent yet.')
  answer = () => Promise.reject(new HostError('store-damaged', 'The history could not be read.'))
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'x' } })
  expect((await screen.findByRole('alert')).textContent).toContain('The history could not be read.')
  answer = () => ({ prompts: [record('x', 1, 'found')], more: false })
  open(/^Try again$/)
  await waitFor(() => expect(heads()).toEqual(['found']))
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  expect(asked().at(-1)).toEqual({ search: 'x', limit: 50 })
})

it('says that nothing is kept where the settings keep nothing', async () => {
  settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, keepPrompts: 0 } })
  answer = () => ({ prompts: [], more: false })
  render(<PromptHistoryDialog onClose={closed} />)
  expect(await screen.findByText('No prompts are kept: the settings say so.')).toBeTruthy()
  settingsStore.setState({ settings: null })
})

it('sends again once however often it is pressed, and stays open where that failed', async () => {
  let refuse = (_: Error) => {}
  const host = madeUpHost({
    'prompt.history': () => ({ prompts: [record('a', 10, 'again')], more: false }),
    'prompt.send': () => new Promise((_, reject) => (refuse = reject)),
  })
  await show()
  open(/again/)
  const send = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Send again to 1 agent' })
  fireEvent.click(send())
  fireEvent.click(send())
  expect(host.calls.filter(one => one.name === 'prompt.send')).toHaveLength(1)
  await act(async () => refuse(new HostError('disconnected', 'The host is gone.')))
  expect(closed).not.toHaveBeenCalled()
  expect(send().disabled).toBe(false)
})

/** A host whose sends fail with these codes, one after the other, and then work; the sends it got. */
function failingHost(...failures: readonly FailureCode[]) {
  const got: CallIn<'prompt.send'>[] = []
  const receipts = [madeUpReceipt('%0', 'done'), madeUpReceipt('%1', 'done')]
  madeUpHost({
    'prompt.history': () => ({ prompts: [record('a', 10, 'again', receipts)], more: false }),
    'prompt.send': input => {
      const code = failures[got.push(input) - 1]
      if (code) throw new HostError(code, 'It failed.')
      return madeUpSend(input.id, [], input.text)
    },
  })
  return got
}
const sendButton = () => screen.getByRole<HTMLButtonElement>('button', { name: /^Send again/ })
const bothAre = (state: 'idle' | 'working') =>
  act(() => fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: [state, state] }]) }))

async function pressAgain(got: readonly unknown[]) {
  const times = got.length + 1
  await waitFor(() => expect(sendButton().disabled).toBe(false))
  fireEvent.click(sendButton())
  await waitFor(() => expect(got).toHaveLength(times))
}

it('sends the same request again when its answer was lost, though who got it is busy by then', async () => {
  const got = failingHost('disconnected', 'tmux-timeout')
  bothAre('idle')
  await show()
  open(/again/)
  await pressAgain(got)
  expect(await screen.findByText(/nobody gets it twice/)).toBeTruthy()
  bothAre('working')
  expect(sendButton().textContent).toBe('Send again to 2 agents')
  await pressAgain(got)
  // Folded and opened anew, it is still that press.
  const head = screen.getByRole('button', { expanded: true })
  fireEvent.click(head)
  fireEvent.click(head)
  await pressAgain(got)
  await waitFor(() => expect(closed).toHaveBeenCalledOnce())
  expect([got[1], got[2]]).toEqual([got[0], got[0]])
})

it('takes the act that the host tells of after a lost connection for the answer, and the next press for another', async () => {
  const got = failingHost('disconnected')
  bothAre('idle')
  await show()
  open(/again/)
  await pressAgain(got)
  await screen.findByText(/nobody gets it twice/)
  act(() => putAct(madeUpSend(got[0]?.id ?? '', [], 'again')))
  expect(closed).toHaveBeenCalledOnce()
  cleanup()
  await show()
  open(/again/)
  expect(screen.queryByText(/nobody gets it twice/)).toBeNull()
  await pressAgain(got)
  expect(got[1]?.id).not.toBe(got[0]?.id)
})

it('is another request after a refusal, which says that nothing was sent', async () => {
  const got = failingHost('bad-input')
  bothAre('idle')
  await show()
  open(/again/)
  await pressAgain(got)
  await pressAgain(got)
  expect(got[1]?.id).not.toBe(got[0]?.id)
})

it('keeps what is in view when older ones cannot be had, says why, and lets them be asked for again', async () => {
  const first = answer
  let fails = true
  answer = async wish => {
    if (wish.before && !fails) return { prompts: [record('0', 3, 'oldest')], more: false }
    if (wish.before) throw new HostError('store-damaged', 'The rest could not be read.')
    return { ...(await first(wish)), more: true }
  }
  await show()
  open(/Show older/)
  expect((await screen.findByRole('alert')).textContent).toContain('The rest could not be read.')
  expect(heads()).toEqual(['<b>newer</b>', 'older'])
  // Where the button is, far below the head of a long list.
  const [why] = screen.getAllByRole('alert')
  expect(screen.getByRole('list', { name: 'Prompts' }).nextElementSibling).toBe(why)
  expect(screen.getByRole('button', { name: /Show older/ }).previousElementSibling).toBe(why)
  fails = false
  open(/Show older/)
  await waitFor(() => expect(heads()).toEqual(['<b>newer</b>', 'older', 'oldest']))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('drops the failure that comes late for an earlier search', async () => {
  await show()
  let late = (_: Error) => {}
  answer = ({ search }) =>
    search === 'a' ? new Promise((_, reject) => (late = reject)) : { prompts: [record('c', 5, 'found')], more: false }
  const type = (value: string) => fireEvent.change(screen.getByRole('searchbox'), { target: { value } })
  type('a')
  await waitFor(() => expect(asked()).toHaveLength(2))
  type('ab')
  await waitFor(() => expect(heads()).toEqual(['found']))
  await act(async () => late(new HostError('store-damaged', 'x')))
  expect(screen.queryByRole('alert')).toBeNull()
  expect(heads()).toEqual(['found'])
})

it('asks at Keep before it forgets, and gives the focus to what it put into the composer', async () => {
  await show()
  open(/older/)
  open(/^Forget…$/)
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Keep' }))
  const { wishes } = draftStore.getState()
  open(/Put into the composer/)
  expect(draftStore.getState().wishes).toBe(wishes + 1)
})
