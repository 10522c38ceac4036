import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HostError } from '../../../ipc/failure'
import type { Fleet, Question, Receipt } from '../../../ipc/model'
import { madeUpHost } from '../../host/made-up-host'
import { fleetStore } from '../../state/fleet-store'
import { useFleet } from '../../state/hooks'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpQuestion, withPane } from '../../state/made-up-question'
import { closeCard, needsStore, openCard, setOutcome } from '../../state/needs-store'
import { paneById } from '../../state/selectors'
import { toastsStore } from '../../state/toasts-store'
import { viewStore } from '../../state/view-store'
import { pageTerminals } from '../../terminals/page-terminals'
import { followQuestions } from './follow-questions'
import { QuestionCard } from './question-card'
import { QuestionDock } from './question-dock'

const receipt: Receipt = {
  paneId: '%0',
  agent: 'cc_1',
  session: 'api',
  result: 'done',
  detail: 'The question is gone.',
  before: 'waiting',
  after: 'working',
  tookMs: 40,
}

function asking(question: Question | undefined, name: 'waiting' | 'working' = 'waiting'): Fleet {
  return withPane(madeUpFleet([{ name: 'api', panes: ['waiting'] }]), '%0', {
    state: { name, ...(question && { question }) },
  })
}

function Dock() {
  const fleet = useFleet()
  const pane = paneById(fleet, '%0')
  const session = fleet?.sessions[0]
  return pane && session ? <QuestionDock pane={pane} session={session} /> : null
}

const setFleet = (fleet: Fleet) => act(() => fleetStore.setState({ fleet, connection: 'open' }))
const card = () => screen.getByRole('region', { name: 'Question of cc_1 in api' })
const choice = (name: string | RegExp) => within(card()).getByRole<HTMLButtonElement>('button', { name })
const toasts = () => toastsStore.getState().toasts.map(toast => toast.title)

let undo = () => {}
let time = 10_000

beforeEach(() => {
  // The moment after a change counts, and no test shall wait for it.
  vi.spyOn(performance, 'now').mockImplementation(() => time)
  toastsStore.setState({ toasts: [] })
  viewStore.setState({ view: { kind: 'pane', sessionId: '$0', paneId: '%0' }, selectedPane: '%0' })
  closeCard()
  setOutcome('%0', null)
  undo = followQuestions()
})
afterEach(() => {
  undo()
  cleanup()
  vi.restoreAllMocks()
})

function show(question: Question | undefined = madeUpQuestion()) {
  fleetStore.setState({ fleet: asking(question), connection: 'open' })
  render(
    <StrictMode>
      <Dock />
    </StrictMode>,
  )
}

describe('a question', () => {
  it('is shown with its detail and choices, dangerous ones marked by a word', () => {
    show()
    expect(card().textContent).toContain('Do you want to proceed?')
    expect(screen.getByRole('region', { name: 'What it is about' }).textContent).toBe(
      'docker compose down -v\nRemove containers and volumes',
    )
    expect(
      within(card())
        .getAllByRole('button')
        .map(button => button.textContent),
    ).toEqual(['1Yes', '2Yes, and don’t ask again for docker commandsrisky', '3No'])
  })

  it('that arrives takes no focus; one that is asked for has it, and none of its buttons', () => {
    show()
    expect(card().contains(document.activeElement)).toBe(false)
    act(() => openCard('%0', 'pane'))
    expect(document.activeElement).toBe(card())
  })

  it('is hostile text, shown as text', () => {
    show(madeUpQuestion({ title: '<img src=x onerror=1>\u202e\u0007', detail: '\u001b]0;x\u0007<i>' }))
    expect(card().querySelector('img, i')).toBeNull()
    expect(card().textContent).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  it.each([
    ['no choices', madeUpQuestion({ choices: [] })],
    ['nothing that could be read', undefined],
  ])('with %s is answered in the terminal', (_what, question) => {
    viewStore.setState({ view: { kind: 'fleet' }, selectedPane: null })
    fleetStore.setState({ fleet: asking(question), connection: 'open' })
    render(<Dock />)
    fireEvent.click(choice('Answer it in the terminal'))
    expect(viewStore.getState().view).toEqual({ kind: 'pane', sessionId: '$0', paneId: '%0' })
  })
})

describe('an answer', () => {
  it('carries the question that was seen, by click', async () => {
    const { calls } = madeUpHost({ 'question.answer': () => ({ receipt }) })
    show()
    fireEvent.click(choice(/^3/))
    expect(choice(/^1/).getAttribute('aria-disabled')).toBe('true')
    await waitFor(() => expect(toasts()).toEqual(['cc_1 in api: Answered 3 No']))
    expect(calls).toEqual([{ name: 'question.answer', input: { paneId: '%0', questionId: 'q1', key: '3' } }])
    // Until the agent goes on, nothing more can be sent.
    expect(choice(/^1/).getAttribute('aria-disabled')).toBe('true')
    fireEvent.keyDown(card(), { key: '1' })
    expect(calls).toHaveLength(1)
    setFleet(asking(undefined, 'working'))
    expect(screen.queryByRole('region', { name: /^Question of/ })).toBeNull()
    expect(toasts()).toEqual(['cc_1 in api: Answered 3 No'])
  })

  it('goes by its key while the focus is in the card, once', async () => {
    let done: (value: { receipt: Receipt }) => void = () => {}
    const { calls } = madeUpHost({
      'question.answer': () =>
        new Promise(resolve => {
          done = resolve
        }),
    })
    show()
    act(() => openCard('%0', 'pane'))
    fireEvent.keyDown(document.activeElement as Element, { key: '1', repeat: true })
    fireEvent.keyDown(document.activeElement as Element, { key: '1', ctrlKey: true })
    fireEvent.keyDown(document.activeElement as Element, { key: 'Enter' })
    expect(calls).toEqual([])
    fireEvent.keyDown(document.activeElement as Element, { key: '1' })
    fireEvent.keyDown(document.activeElement as Element, { key: '1' })
    expect(calls).toHaveLength(1)
    // The question goes before the receipt is there: that is no surprise to tell.
    setFleet(asking(undefined, 'working'))
    expect(toasts()).toEqual([])
    await act(async () => done({ receipt }))
    expect(toasts()).toEqual(['cc_1 in api: Answered 1 Yes'])
  })

  it('that came too late says that nothing was sent, and shows the new question', async () => {
    const skipped: Receipt = { ...receipt, result: 'skipped', detail: 'The screen shows another question.' }
    madeUpHost({
      'question.answer': () => {
        setFleet(asking(madeUpQuestion({ id: 'q2', title: 'Delete everything?' })))
        return { receipt: skipped }
      },
    })
    show()
    fireEvent.click(choice(/^1/))
    await waitFor(() => expect(card().textContent).toContain('The question changed: nothing was sent.'))
    expect(card().textContent).toContain('The screen shows another question.')
    expect(card().textContent).toContain('Delete everything?')
  })

  it('that failed says why, and can be given again', async () => {
    const { calls } = madeUpHost({
      'question.answer': () => Promise.reject(new HostError('tmux-timeout', 'tmux did not answer.')),
    })
    show()
    fireEvent.click(choice(/^1/))
    await waitFor(() => expect(card().textContent).toContain('The answer failed. tmux did not answer.'))
    fireEvent.click(choice(/^1/))
    expect(calls).toHaveLength(2)
    await waitFor(() => expect(choice(/^1/).getAttribute('aria-disabled')).toBe('false'))
  })
})

describe('a question that changes under the hand', () => {
  it('takes no key in the first moment, and says that it is another one', () => {
    const { calls } = madeUpHost({ 'question.answer': () => ({ receipt }) })
    show()
    act(() => openCard('%0', 'pane'))
    setFleet(asking(madeUpQuestion({ id: 'q2', title: 'Delete everything?' })))
    fireEvent.keyDown(card(), { key: '1' })
    fireEvent.click(choice(/^1/))
    expect(calls).toEqual([])
    expect(within(card()).getByRole('status').textContent).toContain('The question changed')
    time += 600
    fireEvent.keyDown(card(), { key: '1' })
    expect(calls).toEqual([{ name: 'question.answer', input: { paneId: '%0', questionId: 'q2', key: '1' } }])
  })

  it('and goes, closes its card with a word and keeps the focus out of the terminal', () => {
    show()
    act(() => openCard('%0', 'pane'))
    setFleet(asking(undefined, 'working'))
    expect(toasts()).toEqual(['cc_1 in api: the question is gone'])
    expect(needsStore.getState().card).toBeNull()
    expect(document.activeElement?.className).toBe('question-dock')
  })

  it('and goes while nobody is at it, goes without a word', () => {
    show()
    setFleet(asking(undefined, 'working'))
    expect(toasts()).toEqual([])
    expect(document.activeElement).toBe(document.body)
  })
})

describe('the way back into the terminal', () => {
  const focus = vi.fn()
  const terminal = () =>
    vi.spyOn(pageTerminals, 'get').mockReturnValue({ focus } as unknown as ReturnType<typeof pageTerminals.get>)

  it('is Escape in the card below it', () => {
    focus.mockClear()
    const get = terminal()
    show()
    act(() => openCard('%0', 'pane'))
    fireEvent.keyDown(card(), { key: 'Escape' })
    expect(get).toHaveBeenCalledWith('%0')
    expect(focus).toHaveBeenCalledOnce()
    expect(needsStore.getState().card).toBeNull()
  })

  it('is none for a card beside a row or a tile: its popover has Escape', () => {
    const get = terminal()
    const fleet = asking(madeUpQuestion())
    const [pane, session] = [fleet.panes[0], fleet.sessions[0]]
    if (!pane || !session) throw new Error('no pane')
    render(<QuestionCard pane={pane} session={session} place="tile" asked />)
    fireEvent.keyDown(card(), { key: 'Escape' })
    expect(get).not.toHaveBeenCalled()
  })

  it('is the button of a question that could not be read, where its terminal is shown already', () => {
    focus.mockClear()
    terminal()
    fleetStore.setState({ fleet: asking(undefined), connection: 'open' })
    render(<Dock />)
    fireEvent.click(choice('Answer it in the terminal'))
    expect(focus).toHaveBeenCalledOnce()
  })
})

it('answers nothing by a key with Alt or Cmd, which is the browser’s or the system’s', () => {
  const { calls } = madeUpHost({ 'question.answer': () => ({ receipt }) })
  show()
  act(() => openCard('%0', 'pane'))
  expect(fireEvent.keyDown(card(), { key: '1', metaKey: true })).toBe(true)
  expect(fireEvent.keyDown(card(), { key: '1', altKey: true })).toBe(true)
  expect(calls).toEqual([])
})

it('asks nothing for an agent that has ended', () => {
  fleetStore.setState({
    fleet: withPane(asking(madeUpQuestion()), '%0', { dead: true }),
    connection: 'open',
  })
  render(<Dock />)
  expect(screen.queryByRole('region', { name: /^Question of/ })).toBeNull()
})

it('forgets the card once the focus has left it: what goes then goes without a word', () => {
  show()
  act(() => choice(/^3/).focus())
  expect(needsStore.getState().card).toEqual({ paneId: '%0', place: 'pane' })
  act(() => choice(/^3/).blur())
  expect(needsStore.getState().card).toBeNull()
  setFleet(asking(undefined, 'working'))
  expect(toasts()).toEqual([])
  expect(document.activeElement).toBe(document.body)
})

it('forgets what came of an answer once the agent goes on: the next question is another one', () => {
  show()
  act(() => setOutcome('%0', { questionId: 'q1', tone: 'failure', title: 'The answer failed', detail: 'x' }))
  setFleet(asking(undefined, 'working'))
  setFleet(asking(madeUpQuestion({ id: 'q2' })))
  expect(card().textContent).not.toContain('The answer failed')
})

it('can be answered where the answer of before led to another question at once', () => {
  const { calls } = madeUpHost({ 'question.answer': () => ({ receipt }) })
  show()
  act(() => setOutcome('%0', { questionId: 'q1', tone: 'done', title: 'Answered 1 Yes', detail: '' }))
  setFleet(asking(madeUpQuestion({ id: 'q2' })))
  expect(choice(/^1/).getAttribute('aria-disabled')).toBe('false')
  time += 600
  fireEvent.click(choice(/^1/))
  expect(calls).toEqual([{ name: 'question.answer', input: { paneId: '%0', questionId: 'q2', key: '1' } }])
})
