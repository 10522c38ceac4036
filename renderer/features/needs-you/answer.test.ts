import { beforeEach, expect, it } from 'vitest'
import { HostError } from '../../../ipc/failure'
import type { Pane, Receipt } from '../../../ipc/model'
import { madeUpHost } from '../../host/made-up-host'
import { fleetStore } from '../../state/fleet-store'
import { madeUpFleet } from '../../state/made-up-fleet'
import { madeUpQuestion, withPane } from '../../state/made-up-question'
import { closeCard, needsStore, openCard, setOutcome } from '../../state/needs-store'
import { toastsStore } from '../../state/toasts-store'
import { showPane, viewStore } from '../../state/view-store'
import { answerQuestion } from './answer'

const question = madeUpQuestion()
const [yes, , no] = question.choices
const receipt = { paneId: '%0', agent: 'cc_1', session: 'api', before: 'waiting', after: 'waiting', tookMs: 1 } as const

const fleet = madeUpFleet([{ name: 'api', panes: ['waiting'] }])
const pane = fleet.panes[0] as Pane
const answer = (choice = yes) => (choice ? answerQuestion(pane, 'cc_1 in api', question, choice) : undefined)

beforeEach(() => {
  fleetStore.setState({ fleet, connection: 'open' })
  toastsStore.setState({ toasts: [] })
  setOutcome('%0', null)
  viewStore.setState(viewStore.getInitialState())
  openCard('%0', 'side')
})

it('is given once, however many cards of the pane are open', async () => {
  let done: (value: { receipt: Receipt }) => void = () => {}
  const { calls } = madeUpHost({
    'question.answer': () =>
      new Promise(resolve => {
        done = resolve
      }),
  })
  const first = answer(yes)
  await answer(no)
  expect(calls.map(call => call.input)).toEqual([{ paneId: '%0', questionId: 'q1', key: '1' }])
  done({ receipt: { ...receipt, result: 'unconfirmed', detail: 'It still asks.' } })
  await first
  expect(needsStore.getState().answering.size).toBe(0)
  expect(needsStore.getState().outcomes.get('%0')).toMatchObject({ tone: 'notice', detail: 'It still asks.' })
})

it('that fails after the question has gone is told as a message', async () => {
  madeUpHost({ 'question.answer': () => Promise.reject(new HostError('refused', 'It asks nothing now.')) })
  fleetStore.setState({ fleet: madeUpFleet([{ name: 'api', panes: ['working'] }]) })
  await answer()
  const [toast] = toastsStore.getState().toasts
  expect([toast?.title, toast?.meaning]).toEqual([
    'cc_1 in api: The question changed: nothing was sent',
    'It asks nothing now.',
  ])
  expect(needsStore.getState().outcomes.size).toBe(0)
})

it('that fails when no card of it is in view any more is told as a message, though the agent asks something new', async () => {
  madeUpHost({ 'question.answer': () => Promise.reject(new HostError('refused', 'It asks something else.')) })
  fleetStore.setState({ fleet: withPane(fleet, '%0', { state: { question: madeUpQuestion({ id: 'q2' }) } }) })
  closeCard()
  await answer()
  expect(toastsStore.getState().toasts.map(toast => toast.title)).toEqual([
    'cc_1 in api: The question changed: nothing was sent',
  ])
  expect(needsStore.getState().outcomes.size).toBe(0)
  showPane('$0', '%0')
  await answer()
  expect(needsStore.getState().outcomes.get('%0')?.title).toBe('The question changed: nothing was sent')
  expect(toastsStore.getState().toasts).toHaveLength(1)
})

it('says that nothing was sent only where the host refused it', async () => {
  const fail = (code: 'refused' | 'tmux-timeout') =>
    madeUpHost({ 'question.answer': () => Promise.reject(new HostError(code, 'x')) })
  fleetStore.setState({ fleet: withPane(fleet, '%0', { state: { question } }) })
  fail('refused')
  await answer()
  expect(needsStore.getState().outcomes.get('%0')?.title).toBe('Nothing was sent')
  fleetStore.setState({ fleet: withPane(fleet, '%0', { state: { question: madeUpQuestion({ id: 'q2' }) } }) })
  fail('tmux-timeout')
  await answer()
  expect(needsStore.getState().outcomes.get('%0')?.title).toBe('The answer failed')
})

it('that did not arrive is a failure, with the host’s reason', async () => {
  madeUpHost({ 'question.answer': () => ({ receipt: { ...receipt, result: 'failed', detail: 'tmux refused.' } }) })
  await answer()
  expect(needsStore.getState().outcomes.get('%0')).toEqual({
    questionId: 'q1',
    tone: 'failure',
    title: 'The answer did not arrive',
    detail: 'tmux refused.',
  })
})
