import { beforeEach, describe, expect, it } from 'vitest'
import { madeUpFleet } from './made-up-fleet'
import { withPane } from './made-up-question'
import { closeCard, needsStore, openCard, setAnswering, setOutcome } from './needs-store'
import { needsYou, nextNeed } from './needs-you'
import { showFleet, showPane, showSession } from './view-store'

const fleet = () => {
  const made = madeUpFleet([
    { name: 'api', panes: ['waiting', 'error', 'idle', null] },
    { name: 'docs', panes: ['waiting', 'working'] },
  ])
  return withPane(made, '%0', { state: { since: 50 } })
}
const ids = (list: readonly { pane: { id: string } }[]) => list.map(({ pane }) => pane.id)

describe('the queue', () => {
  it('has those that wait longest first, then errors', () => {
    const { waiting, errors } = needsYou(fleet())
    expect([ids(waiting), ids(errors)]).toEqual([['%4', '%0'], ['%1']])
    expect(needsYou(null)).toEqual({ waiting: [], errors: [] })
  })

  it('leaves out panes without an agent, and has a linked window once', () => {
    const made = fleet()
    const plain = withPane(made, '%4', { agent: null })
    expect(ids(needsYou(plain).waiting)).toEqual(['%0'])
    const [api, docs] = made.sessions
    const linked = {
      ...made,
      sessions: [api, { ...docs, windows: [...(api?.windows ?? []), ...(docs?.windows ?? [])] }],
    }
    const { waiting } = needsYou(linked as typeof made)
    expect(waiting.map(({ session, pane }) => [session.name, pane.id])).toEqual([
      ['docs', '%4'],
      ['api', '%0'],
    ])
  })

  it('goes round from the one that is in view', () => {
    const made = fleet()
    const from = (id: string | null) => nextNeed(made, id)?.pane.id
    expect([from(null), from('%4'), from('%0'), from('%1'), from('%2')]).toEqual(['%4', '%0', '%1', '%4', '%4'])
    expect(nextNeed(madeUpFleet([{ name: 'a', panes: ['idle'] }]), null)).toBeNull()
  })
})

describe('the card', () => {
  beforeEach(() => {
    closeCard()
    showFleet()
  })
  const card = () => needsStore.getState().card

  it('in the grid goes with the view on which it stood; the sidebar’s stays', () => {
    openCard('%0', 'tile')
    showSession('$0')
    expect(card()).not.toBeNull()
    showPane('$0', '%0')
    expect(card()).toBeNull()
    openCard('%0', 'pane')
    showPane('$0', '%1')
    expect(card()).toBeNull()
    openCard('%0', 'side')
    showFleet()
    expect(card()).toEqual({ paneId: '%0', place: 'side' })
  })

  it('is closed by whoever it is, not by another one', () => {
    openCard('%0', 'side')
    closeCard('%0', 'tile')
    closeCard('%1', 'side')
    expect(card()).not.toBeNull()
    closeCard('%0', 'side')
    expect(card()).toBeNull()
  })

  it('remembers by pane what is under way and what came of it', () => {
    setAnswering('%0', true)
    setAnswering('%1', true)
    setAnswering('%0', false)
    expect([...needsStore.getState().answering]).toEqual(['%1'])
    setAnswering('%1', false)
    setOutcome('%0', { questionId: 'q', tone: 'notice', title: 't', detail: '' })
    expect(needsStore.getState().outcomes.get('%0')?.title).toBe('t')
    setOutcome('%0', null)
    expect(needsStore.getState().outcomes.size).toBe(0)
  })
})
