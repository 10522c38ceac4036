import { describe, expect, it } from 'vitest'
import type { Fleet, Pane } from '../../ipc/model'
import { madeUpFleet } from './made-up-fleet'
import {
  canBePrompted,
  candidatesOf,
  nobodyBecause,
  type ReceiverChoice,
  receiversOf,
  scopeOfView,
  typesOf,
} from './receivers'

const ALL: ReceiverChoice = { scope: { kind: 'fleet' }, picks: null, types: [], idleOnly: false, whenBusy: 'skip' }
const API = { kind: 'session', sessionId: '$0', name: 'api' } as const

/** api: %0 idle, %1 working, %2 waiting, %3 exited, %4 a shell, %5 no agent; docs: %6 unknown, %7 error (cod). */
function fleet(change: (pane: Pane) => Partial<Pane> = () => ({})): Fleet {
  const made = madeUpFleet([
    { name: 'api', panes: ['idle', 'working', 'waiting', 'exited', 'idle', null] },
    { name: 'docs', panes: ['unknown', 'error'] },
  ])
  const types: Record<string, string> = { '%4': 'shell', '%7': 'cod' }
  const panes = made.panes.map(pane => {
    const agent = pane.agent && { ...pane.agent, type: types[pane.id] ?? 'cc' }
    return { ...pane, agent, ...change({ ...pane, agent }) }
  })
  return { ...made, panes }
}

const verdicts = (choice: Partial<ReceiverChoice>, of = fleet()) =>
  Object.fromEntries(candidatesOf(of, { ...ALL, ...choice }).map(one => [one.pane.id, one.verdict]))
const kinds = (choice: Partial<ReceiverChoice>, of = fleet()) =>
  Object.entries(verdicts(choice, of)).map(([id, { kind }]) => `${id} ${kind}`)
const why = (choice: Partial<ReceiverChoice>, of: Fleet | null = fleet()) => {
  const whole = { ...ALL, ...choice }
  return nobodyBecause(of, whole, candidatesOf(of, whole))
}

describe('who receives', () => {
  it('is idle or readable enough; shells and what has exited never are, and everybody else is left out with a reason', () => {
    expect(verdicts({ scope: API })).toEqual({
      '%0': { kind: 'now', says: 'receives' },
      '%1': { kind: 'busy', says: 'working' },
      '%2': { kind: 'busy', says: 'waits for an answer' },
      '%3': { kind: 'never', says: 'exited' },
      '%4': { kind: 'never', says: 'a shell would run it as a command' },
    })
    expect(kinds({})).toEqual(['%0 now', '%1 busy', '%2 busy', '%3 never', '%4 never', '%6 now', '%7 now'])
    expect(verdicts({})['%6']?.says).toBe('receives if its composer is open')
  })

  it('may be busy when busy ones are held, but never a shell', () => {
    expect(kinds({ scope: API, whenBusy: 'hold' })).toEqual(['%0 now', '%1 held', '%2 held', '%3 never', '%4 never'])
  })

  it('is narrowed by type and to idle ones', () => {
    expect(kinds({ types: ['cod'] })).toContain('%7 now')
    expect(receiversOf(candidatesOf(fleet(), { ...ALL, types: ['cod'] })).map(one => one.pane.id)).toEqual(['%7'])
    expect(verdicts({ idleOnly: true, whenBusy: 'hold' })['%1']).toEqual({
      kind: 'unchosen',
      says: 'not idle: working',
    })
  })

  it('is nobody whose kind takes no prompts, whatever is chosen: the number on the button is theirs who get it', () => {
    const mute = fleet(pane => (pane.id === '%0' && pane.agent ? { agent: { ...pane.agent, unprompted: true } } : {}))
    const says = { kind: 'never', says: 'its kind takes no prompts from here' }
    expect(verdicts({}, mute)['%0']).toEqual(says)
    expect(verdicts({ picks: ['%0'], whenBusy: 'hold' }, mute)['%0']).toEqual(says)
    expect(receiversOf(candidatesOf(mute, ALL)).map(one => one.pane.id)).toEqual(['%6', '%7'])
    const [only] = mute.panes
    expect(only && canBePrompted(only)).toBe(false)
    expect(why({ scope: { kind: 'pane', paneId: '%0', sessionId: '$0', name: '' } }, mute)).toBe(
      'cc_1: its kind takes no prompts from here.',
    )
  })

  it('is exactly who was picked, if those can receive', () => {
    const picked = candidatesOf(fleet(), { ...ALL, picks: ['%0', '%1', '%4', '%99'], types: ['cod'], idleOnly: true })
    expect(receiversOf(picked).map(one => one.pane.id)).toEqual(['%0'])
    expect(picked.find(one => one.pane.id === '%7')?.verdict.kind).toBe('unchosen')
  })

  it('is left out while in copy mode or frozen, and held when asked', () => {
    const odd = fleet(pane => (pane.id === '%0' ? { inMode: true } : pane.id === '%6' ? { frozen: true } : {}))
    expect(kinds({}, odd)).toEqual(expect.arrayContaining(['%0 busy', '%6 busy']))
    expect(kinds({ whenBusy: 'hold' }, odd)).toEqual(expect.arrayContaining(['%0 held', '%6 held']))
  })

  it('stands once in the list, also where a window is linked into two sessions', () => {
    const linked = fleet()
    const docs = linked.sessions[1]
    const api = linked.sessions[0]
    if (!docs || !api) throw new Error('no sessions')
    const sessions = [api, { ...docs, windows: [...docs.windows, { windowId: '@0', index: 1, active: false }] }]
    const ids = candidatesOf({ ...linked, sessions }, ALL).map(one => one.pane.id)
    expect(ids).toEqual([...new Set(ids)])
    expect(ids).toHaveLength(7)
  })

  it('is one pane when that is meant, agent or not', () => {
    const pane = (paneId: string) => ({ kind: 'pane', paneId, sessionId: '$0', name: 'x' }) as const
    expect(kinds({ scope: pane('%1') })).toEqual(['%1 busy'])
    expect(verdicts({ scope: pane('%5') })).toEqual({ '%5': { kind: 'never', says: 'no agent runs in it' } })
    expect(kinds({ scope: pane('%77') })).toEqual([])
  })
})

it('names the types that take prompts', () => {
  expect(typesOf(candidatesOf(fleet(), ALL))).toEqual(['cc', 'cod'])
})

it('means what the view shows', () => {
  expect(scopeOfView(fleet(), { kind: 'fleet' })).toEqual({ kind: 'fleet' })
  expect(scopeOfView(fleet(), { kind: 'session', sessionId: '$0' })).toEqual(API)
  expect(scopeOfView(fleet(), { kind: 'pane', sessionId: '$0', paneId: '%1' })).toMatchObject({ name: 'cc_2 in api' })
})

describe('nobody', () => {
  it('has a reason', () => {
    const gone = { kind: 'session', sessionId: '$9', name: 'old' } as const
    expect(why({})).toBe('')
    expect(why({ scope: gone })).toBe('old is gone.')
    expect(why({ picks: ['%99'] })).toBe('The agents that were chosen are gone.')
    expect(why({ types: ['gmi'] })).toBe('No agent fits what is chosen.')
    expect(why({ scope: { kind: 'pane', paneId: '%4', sessionId: '$0', name: '' } })).toBe(
      'cc_5: a shell would run it as a command.',
    )
    expect(why({ picks: ['%1', '%2'] })).toBe('No agent is free: they can be held until idle.')
    expect(why({}, madeUpFleet([{ name: 'api', panes: [null] }]))).toBe('There is no agent that takes prompts.')
    expect(why({}, madeUpFleet([{ name: 'api', panes: ['exited', 'exited'] }]))).toBe('No agent can receive now.')
    expect(why({}, null)).toBe('There is no agent that takes prompts.')
  })
})
