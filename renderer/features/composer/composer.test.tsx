import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CallIn, CallOut } from '../../../ipc/contract'
import { HostError } from '../../../ipc/failure'
import { madeUpHost } from '../../host/made-up-host'
import { actBook, putAct } from '../../state/act-book'
import { draftStore, setDraft, wishToWrite } from '../../state/draft-store'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { receiversStore } from '../../state/receivers-store'
import { toastsStore } from '../../state/toasts-store'
import { showFleet, showPane, showSession } from '../../state/view-store'
import { pageTerminals } from '../../terminals/page-terminals'
import { Composer } from './composer'
import { madeUpReceipt, madeUpSend } from './made-up-acts'
import { hiddenActs } from './shown-acts'

type Sent = CallIn<'prompt.send'>

let send: (input: Sent) => CallOut<'prompt.send'> | Promise<CallOut<'prompt.send'>>
let calls: readonly { name: string; input: unknown }[]

const sent = () => calls.filter(one => one.name === 'prompt.send').map(one => one.input as Sent)
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Prompt' })
const button = () => screen.getByRole<HTMLButtonElement>('button', { name: /^Send/ })
const write = (text: string) => fireEvent.change(field(), { target: { value: text } })
const press = (key: string, more: object = {}) => fireEvent.keyDown(field(), { key, ...more })
const settled = () => waitFor(() => expect(draftStore.getState().sending).toBe(false))

beforeEach(() => {
  const fleet = madeUpFleet([
    { name: 'api', panes: ['idle', 'working', 'waiting', 'idle'] },
    { name: 'docs', panes: ['idle'] },
  ])
  const cod = (id: string) => id === '%3'
  const panes = fleet.panes.map(pane =>
    pane.agent && cod(pane.id) ? { ...pane, agent: { ...pane.agent, type: 'cod', name: 'cod_1' } } : pane,
  )
  fleetStore.setState({ fleet: { ...fleet, panes }, connection: 'open' })
  receiversStore.setState({ pinned: null, byPicks: false, picks: null, types: [], idleOnly: false, whenBusy: 'skip' })
  draftStore.setState({ text: '', unanswered: null, sending: false })
  actBook.setState({ acts: new Map() })
  hiddenActs.setState({ ids: new Set() })
  toastsStore.setState({ toasts: [] })
  showFleet()
  send = ({ id, text }) => madeUpSend(id, [madeUpReceipt('%0', 'pending', 'Is being checked.')], text)
  calls = madeUpHost({
    'prompt.send': input => send(input),
    'prompt.retry': ({ id }) => ({ ...madeUpSend(id, [madeUpReceipt('%0', 'pending')]), startedAt: 2 }),
    'act.cancel': ({ id }) => madeUpSend(id, [madeUpReceipt('%0', 'skipped', 'Cancelled before it was sent.')]),
    'prompt.history': () => ({
      prompts: ['newest', 'newest', 'older'].map((text, at) => ({ id: `${at}`, at, text, receipts: [] })),
      more: false,
    }),
  }).calls
})
afterEach(cleanup)

describe('who receives', () => {
  it('is in view by name, and the button has the number', () => {
    render(<Composer />)
    const form = within(screen.getByRole('form', { name: 'Composer' }))
    expect(form.getByRole('list', { name: 'Will receive' }).textContent).toBe('cc_1apiidlecod_1apiidlecc_1docsidle')
    expect(button().textContent).toBe('Send to 3')
    expect(form.getByRole('button', { name: 'Receivers: all agents, 3 of 5' })).toBeTruthy()
  })

  it('follows the view, and is narrowed by type and to idle ones', () => {
    render(<Composer />)
    act(() => showSession('$0'))
    expect(button().textContent).toBe('Send to 2')
    fireEvent.click(screen.getByRole('button', { name: 'Only cod' }))
    expect(button().textContent).toBe('Send to 1')
    act(() => showSession('$1'))
    expect(screen.getByText('cc_1: another type.')).toBeTruthy()
    expect(button().textContent).toBe('Send to 0')
    fireEvent.click(screen.getByRole('button', { name: 'Only cod' }))
    expect(button().textContent).toBe('Send to 1')
  })

  it('counts busy ones when they are held', () => {
    render(<Composer />)
    fireEvent.click(screen.getByRole('radio', { name: 'hold until idle' }))
    expect(button().textContent).toBe('Send to 5')
    fireEvent.click(screen.getByRole('button', { name: 'Idle only' }))
    expect(button().textContent).toBe('Send to 3')
  })

  it('is told in whole in the list, with who is left out and why, and chosen there one by one', async () => {
    render(<Composer />)
    act(() => showSession('$0'))
    fireEvent.click(screen.getByRole('button', { name: /^Receivers/ }))
    const list = within(await screen.findByRole('dialog', { name: 'Receivers' }))
    const boxes = list.getAllByRole('checkbox').map(box => box.getAttribute('aria-label'))
    expect(boxes).toEqual([
      'cc_1 in api, idle: receives',
      'cc_2 in api, working: left out: working',
      'cc_3 in api, waiting: left out: waits for an answer',
      'cod_1 in api, idle: receives',
    ])
    expect(list.getByText('2 will receive, 2 left out')).toBeTruthy()
    fireEvent.click(list.getByRole('checkbox', { name: /^cc_1/ }))
    expect(list.getByRole('checkbox', { name: 'cc_1 in api, idle: left out: not chosen' })).toBeTruthy()
    act(() => showFleet())
    expect(list.getByText('1 will receive, 3 left out')).toBeTruthy()
    fireEvent.click(list.getByRole('radio', { name: /^Whatever is shown/ }))
    expect(list.getByText('3 will receive, 2 left out')).toBeTruthy()
  })
})

describe('sending', () => {
  it('names exactly those that were in view, and frees the field when the host has it', async () => {
    render(<Composer />)
    expect(button().disabled).toBe(true)
    write('do this\nand that')
    press('Enter')
    await settled()
    expect(sent()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        text: 'do this\nand that',
        to: { target: { kind: 'panes', paneIds: ['%0', '%3', '%4'] } },
        whenBusy: 'skip',
      },
    ])
    expect(field().value).toBe('')
  })

  it('begins a line with Shift+Enter, sends with Ctrl+Enter, and leaves an input method its Enter', async () => {
    render(<Composer />)
    write('x')
    expect(press('Enter', { shiftKey: true })).toBe(true)
    press('Enter', { isComposing: true })
    expect(sent()).toHaveLength(0)
    press('Enter', { ctrlKey: true })
    await settled()
    expect(sent()).toHaveLength(1)
  })

  it('sends once however often it is pressed', async () => {
    let answer = (_: CallOut<'prompt.send'>) => {}
    send = () => new Promise(resolve => (answer = resolve))
    render(<Composer />)
    write('once')
    press('Enter')
    press('Enter')
    fireEvent.submit(screen.getByRole('form'))
    expect(sent()).toHaveLength(1)
    expect(button().disabled).toBe(true)
    write('typed meanwhile')
    await act(async () => answer(madeUpSend('x', [madeUpReceipt('%0', 'done')], 'once')))
    expect(field().value).toBe('typed meanwhile')
  })

  it('sends the same request again when the answer was lost, even if other agents are free by then', async () => {
    send = () => Promise.reject(new HostError('disconnected', 'gone'))
    render(<Composer />)
    write('careful')
    press('Enter')
    await settled()
    expect(field().value).toBe('careful')
    expect(screen.getByText(/nobody gets it twice/)).toBeTruthy()
    const { fleet } = fleetStore.getState()
    if (!fleet) throw new Error('no fleet')
    const working = fleet.panes.map(pane => ({ ...pane, state: { ...pane.state, name: 'working' as const } }))
    act(() => fleetStore.setState({ fleet: { ...fleet, panes: working } }))
    expect(button().textContent).toBe('Send to 3')
    send = ({ id, text }) => madeUpSend(id, [madeUpReceipt('%0', 'done')], text)
    press('Enter')
    await settled()
    expect(sent()).toHaveLength(2)
    expect(sent()[1]).toEqual(sent()[0])
    expect(field().value).toBe('')
  })

  it('is another request when the text or the receivers were changed', async () => {
    send = () => Promise.reject(new HostError('disconnected', 'gone'))
    render(<Composer />)
    write('one')
    press('Enter')
    await settled()
    write('one!')
    press('Enter')
    await settled()
    act(() => showSession('$1'))
    press('Enter')
    await settled()
    expect(new Set(sent().map(one => one.id)).size).toBe(3)
    expect(sent()[2]?.to).toEqual({ target: { kind: 'pane', paneId: '%4' } })
  })

  it.each(['internal', 'tmux-timeout'] as const)(
    'is the same request after %s, and another one for others',
    async code => {
      send = () => Promise.reject(new HostError(code, 'gone'))
      render(<Composer />)
      write('careful')
      for (const change of [{}, { whenBusy: 'hold' as const }, { picks: ['%0'] }]) {
        act(() => receiversStore.setState(change))
        press('Enter')
        await settled()
      }
      press('Enter')
      await settled()
      const ids = sent().map(one => one.id)
      expect([new Set(ids).size, ids[3] === ids[2]]).toEqual([3, true])
      expect(sent()[1]).toMatchObject({ whenBusy: 'hold' })
      expect(sent()[2]?.to).toEqual({ target: { kind: 'pane', paneId: '%0' } })
    },
  )

  it('takes the act that the host tells of after a lost connection for the answer', async () => {
    send = () => Promise.reject(new HostError('disconnected', 'gone'))
    render(<Composer />)
    write('arrived')
    press('Enter')
    await settled()
    const [request] = sent()
    act(() => putAct(madeUpSend(request?.id ?? '', [madeUpReceipt('%0', 'pending')], 'arrived')))
    expect(field().value).toBe('')
  })

  it('keeps the draft and says why when it is refused or there is no connection', async () => {
    send = () => Promise.reject(new HostError('bad-input', 'No agent fits this choice.'))
    const { unmount } = render(<Composer />)
    write('kept')
    press('Enter')
    await settled()
    expect(toastsStore.getState().toasts[0]?.title).toBe('Send: No agent fits this choice.')
    expect(draftStore.getState().unanswered).toBeNull()
    act(() => fleetStore.setState({ connection: 'lost' }))
    press('Enter')
    expect(sent()).toHaveLength(1)
    expect(button().disabled).toBe(true)
    unmount()
    render(<Composer />)
    expect(field().value).toBe('kept')
  })
})

it('sends nothing while tmux is away, and says that what is written is kept', () => {
  const { fleet } = fleetStore.getState()
  if (!fleet) throw new Error('no fleet')
  fleetStore.setState({ fleet: { ...fleet, server: { ...fleet.server, kind: 'none' } } })
  render(<Composer />)
  write('kept')
  press('Enter')
  expect(sent()).toEqual([])
  expect(button().disabled).toBe(true)
  expect(button().title).toBe('There is no connection: what you write is kept.')
})

describe('the field', () => {
  it('gives the focus back to where it came from on Escape, and takes it when somebody wants to write', async () => {
    render(
      <>
        <button type="button">terminal</button>
        <Composer />
      </>,
    )
    screen.getByRole('button', { name: 'terminal' }).focus()
    act(() => wishToWrite())
    await waitFor(() => expect(document.activeElement).toBe(field()))
    press('Escape')
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'terminal' }))
    // A button of the composer itself is no place to go back to.
    act(() => wishToWrite())
    await waitFor(() => expect(document.activeElement).toBe(field()))
    screen.getByRole('button', { name: 'Idle only' }).focus()
    field().focus()
    press('Escape')
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'terminal' }))
  })

  it('recalls the last prompts with the arrows, each once, and leaves a draft alone', async () => {
    render(<Composer />)
    press('ArrowUp')
    await waitFor(() => expect(field().value).toBe('newest'))
    press('ArrowUp')
    expect(field().value).toBe('older')
    expect(press('ArrowUp')).toBe(true)
    press('ArrowDown')
    press('ArrowDown')
    expect(field().value).toBe('')
    write('mine')
    press('ArrowUp')
    expect(field().value).toBe('mine')
  })

  it('leaves alone what was begun while the last prompts were asked for, and says when they cannot be had', async () => {
    let answer = (_: CallOut<'prompt.history'>) => {}
    madeUpHost({ 'prompt.history': () => new Promise(resolve => (answer = resolve)) })
    render(<Composer />)
    press('ArrowUp')
    write('mine')
    await act(async () => answer({ prompts: [{ id: '1', at: 1, text: 'newest', receipts: [] }], more: false }))
    expect(field().value).toBe('mine')
    madeUpHost({ 'prompt.history': () => Promise.reject(new HostError('store-damaged', 'It could not be read.')) })
    write('')
    press('ArrowUp')
    await waitFor(() => expect(toastsStore.getState().toasts[0]?.title).toBe('Recall: It could not be read.'))
  })

  it('leaves keys with other modifiers to the browser', () => {
    render(<Composer />)
    expect(press('ArrowUp', { ctrlKey: true })).toBe(true)
    expect(press('ArrowUp', { metaKey: true })).toBe(true)
    write('x')
    expect(press('Enter', { altKey: true })).toBe(true)
    expect(calls).toEqual([])
  })

  it('goes into the terminal that is shown on Escape, where nothing else had the focus', () => {
    const focus = vi.fn()
    const get = vi
      .spyOn(pageTerminals, 'get')
      .mockReturnValue({ focus } as unknown as ReturnType<typeof pageTerminals.get>)
    act(() => showPane('$0', '%1'))
    render(<Composer />)
    field().focus()
    press('Escape')
    expect(get).toHaveBeenCalledWith('%1')
    expect(focus).toHaveBeenCalledOnce()
    vi.restoreAllMocks()
  })

  it('is absent while no agent takes prompts, unless something is written', () => {
    fleetStore.setState({ fleet: madeUpFleet([{ name: 'main', panes: [null] }]) })
    render(<Composer />)
    expect(screen.queryByRole('form')).toBeNull()
    act(() => setDraft('still here'))
    expect(field().value).toBe('still here')
    expect(screen.getByText('There is no agent that takes prompts.')).toBeTruthy()
  })

  it('stays with the receipts when the last agent has ended, until they are put away', () => {
    fleetStore.setState({ fleet: madeUpFleet([{ name: 'main', panes: [null] }]) })
    putAct(madeUpSend('a', [madeUpReceipt('%0', 'failed', 'Its program has ended.')]))
    render(<Composer />)
    expect(screen.getByText('failed: its program has ended')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Put the receipts away' }))
    expect(screen.queryByRole('form')).toBeNull()
  })
})
