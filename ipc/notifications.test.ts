import { describe, expect, it } from 'vitest'
import type { AgentState, Fleet, Pane } from './model'
import { decideNotifications, type Looking, NOTHING_TOLD, type Told } from './notifications'

const ON = { waiting: true, error: true, allIdle: true }

/** `api: 'working', 'waiting:q1'`: one agent for each state; `:` separates the id of its question. */
function fleet(sessions: Record<string, readonly string[]>, kind: Fleet['server']['kind'] = 'connected'): Fleet {
  let id = 0
  const panes: Pane[] = []
  const list = Object.entries(sessions).map(([name, states], at) => {
    states.forEach((word, index) => {
      const [state = '', question] = word.split(':')
      panes.push({
        id: `%${id++}`,
        windowId: `@${at}`,
        agent: { type: 'cc', name: `cc_${index + 1}`, source: 'option' },
        state: {
          name: state as AgentState['name'],
          since: 1000 + id,
          explanation: 'Said so.',
          ...(question && { question: { id: question, title: `May I ${question}?` } }),
        },
      } as Pane)
    })
    return { id: `$${at}`, name, windows: [{ windowId: `@${at}`, index: 0, active: true }] }
  })
  return { server: { kind }, sessions: list, windows: [], panes } as unknown as Fleet
}

/** Goes through fleets one after the other; what was told at each step. */
function steps(fleets: readonly Fleet[], looking: Looking | null = null, settings = ON) {
  let told: Told = NOTHING_TOLD
  let before: Fleet | null = null
  return fleets.map(after => {
    const decided = decideNotifications(before, after, looking, settings, told)
    before = after
    told = decided.told
    return decided.notice
  })
}
const titles = (...args: Parameters<typeof steps>) => steps(...args).map(notice => notice?.title ?? '')

describe('one agent', () => {
  it('that waits is told with its question and its place', () => {
    const [, notice] = steps([fleet({ api: ['working'] }), fleet({ api: ['waiting:run'] })])
    expect(notice).toMatchObject({
      title: 'cc_1 in api waits for an answer',
      body: 'May I run?',
      show: { sessionId: '$0', paneId: '%0' },
    })
  })

  it('is told once for a question, also when it was unreadable for a moment', () => {
    const waiting = fleet({ api: ['waiting:a'] })
    const row = [
      fleet({ api: ['working'] }),
      fleet({ api: ['waiting'] }),
      waiting,
      fleet({ api: ['unknown'] }),
      waiting,
    ]
    expect(titles([...row, fleet({ api: ['waiting'] }), waiting])).toEqual([
      '',
      'cc_1 in api waits for an answer',
      ...['', '', '', '', ''],
    ])
  })

  it('is told again for another question, and for the same one after it worked', () => {
    const [a, b, working] = [['waiting:a'], ['waiting:b'], ['working']].map(api => fleet({ api }))
    const told = titles([working, a, b, working, b] as Fleet[])
    expect(told.map(title => title !== '')).toEqual([false, true, true, false, true])
  })

  it('in error is told once, with what was seen', () => {
    const [, first, second] = steps([fleet({ api: ['working'] }), fleet({ api: ['error'] }), fleet({ api: ['error'] })])
    expect([first?.title, first?.body, second]).toEqual(['cc_1 in api has an error', 'Said so.', null])
    expect(titles([fleet({ a: ['error'] }), fleet({ a: ['waiting'] })])[1]).toBe('cc_1 in a waits for an answer')
    expect(titles([fleet({ a: ['waiting'] }), fleet({ a: ['error'] })])[1]).toBe('cc_1 in a has an error')
  })
})

describe('several at once', () => {
  it('are one notification that leads to the one that waits longest', () => {
    const before = fleet({ api: ['working', 'working', 'working'], docs: ['working', 'working'] })
    const after = fleet({ api: ['error', 'waiting:a', 'waiting:b'], docs: ['waiting:c', 'idle'] })
    const [, notice] = steps([before, after])
    expect(notice?.title).toBe('3 agents wait for an answer, 1 agent has an error')
    expect(notice?.body.split('\n')).toEqual([
      'cc_2 in api waits for an answer',
      'cc_3 in api waits for an answer',
      'cc_1 in docs waits for an answer',
      'and 1 more',
    ])
    expect(notice?.show).toEqual({ sessionId: '$0', paneId: '%1' })
  })

  it('have one tag for the same facts, so that two windows tell them once', () => {
    const row = [fleet({ api: ['working'] }), fleet({ api: ['waiting:a'] })]
    expect(steps(row)[1]?.tag).toBe(steps(row)[1]?.tag)
    expect(steps(row)[1]?.tag).not.toBe(steps([row[0] as Fleet, fleet({ api: ['waiting:b'] })])[1]?.tag)
  })
})

describe('all idle', () => {
  it('is told when the last agent of a session is done with its work', () => {
    const row = [
      ['idle', 'working'],
      ['idle', 'unknown'],
      ['idle', 'idle'],
      ['idle', 'idle'],
    ]
    expect(titles(row.map(api => fleet({ api })))).toEqual(['', '', 'All 2 agents of api are idle', ''])
  })

  it('is not told of agents that only started, nor while one waits, is held or unknown', () => {
    expect(titles([fleet({ api: ['starting'] }), fleet({ api: ['idle'] })])[1]).toBe('')
    for (const state of ['held', 'unknown', 'starting'])
      expect(titles([fleet({ a: ['working', 'working'] }), fleet({ a: ['idle', state] })])[1], state).toBe('')
    expect(titles([fleet({ a: ['working', 'idle'] }), fleet({ a: ['exited', 'exited'] })])[1]).toBe('')
    const ended = [fleet({ a: ['working', 'idle'] }), fleet({ a: ['exited', 'idle'] })]
    expect(titles(ended)[1]).toBe('The agents of a are idle or have ended')
  })
})

describe('silence', () => {
  const row = [fleet({ api: ['working', 'working'] }), fleet({ api: ['waiting:a', 'idle'] })]
  const done = [fleet({ api: ['working'] }), fleet({ api: ['idle'] })]

  it('holds for the agent that a person looks at, also later', () => {
    expect(titles(row, { sessionId: '$0', paneId: '%0' })[1]).toBe('')
    expect(titles(row, { sessionId: '$0', paneId: '%1' })[1]).not.toBe('')
    expect(titles(done, { sessionId: '$0', paneId: null })[1]).toBe('')
    expect(titles(done, { sessionId: '$1', paneId: null })[1]).not.toBe('')
    let told: Told = NOTHING_TOLD
    const at = { sessionId: '$0', paneId: '%0' }
    for (const [index, after] of row.entries())
      told = decideNotifications(row[index - 1] ?? null, after, at, ON, told).told
    expect(decideNotifications(row[1] as Fleet, row[1] as Fleet, null, ON, told).notice).toBeNull()
  })

  it('is what the settings ask for', () => {
    expect(titles(row, null, { ...ON, waiting: false })[1]).toBe('')
    expect(titles(done, null, { ...ON, allIdle: false })[1]).toBe('')
    expect(titles([done[0] as Fleet, fleet({ api: ['error'] })], null, { ...ON, error: false })[1]).toBe('')
  })

  it('covers what was there at first, and a server that is away', () => {
    const waiting = fleet({ api: ['waiting:a'] })
    expect(titles([waiting, waiting])).toEqual(['', ''])
    expect(titles([fleet({}, 'starting'), waiting, waiting])).toEqual(['', '', ''])
    expect(titles([fleet({ api: ['working'] }), fleet({ api: ['waiting:a'] }, 'lost')])[1]).toBe('')
    // What came while the server was away is news; what was told before is not.
    expect(titles([fleet({ api: ['working'] }), fleet({}, 'lost'), waiting])[2]).not.toBe('')
    expect(titles([fleet({ api: ['working'] }), waiting, fleet({}, 'lost'), waiting])[3]).toBe('')
  })

  it('covers shells and plain panes', () => {
    const shells = (state: string) => {
      const made = fleet({ api: [state] })
      return { ...made, panes: made.panes.map(pane => ({ ...pane, agent: { ...pane.agent, type: 'shell' } })) } as Fleet
    }
    expect(titles([shells('working'), shells('idle')])[1]).toBe('')
    const plain = (state: string) => {
      const made = fleet({ api: [state] })
      return { ...made, panes: made.panes.map(pane => ({ ...pane, agent: null })) } as Fleet
    }
    expect(titles([plain('working'), plain('error')])[1]).toBe('')
  })
})

it('makes hostile text printable and short', () => {
  const before = fleet({ ['a\u202e\u0007b'.repeat(90)]: ['working'] })
  const after = fleet({ ['a\u202e\u0007b'.repeat(90)]: [`waiting:\u001b[31m${'x'.repeat(100_000)}\n`] })
  const [, notice] = steps([before, after])
  expect(`${notice?.title}${notice?.body}`).not.toMatch(/[\u0000-\u001f\u202e]/)
  expect(notice?.title.length).toBeLessThan(150)
  expect(notice?.body.length).toBeLessThanOrEqual(120)
  expect(notice?.tag.length).toBeLessThanOrEqual(200)
})
