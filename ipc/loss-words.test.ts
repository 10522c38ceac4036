import { describe, expect, it } from 'vitest'
import { followLosses } from './follow-losses'
import { howWords, lossWords, lostName, namesWords } from './loss-words'
import { LossKind, type LostSession } from './recovery'

function lost(session: string, kind: LossKind = 'server-died', ...types: string[]): LostSession {
  const agents = types.map((type, at) => ({ name: `a_${at}`, type, state: 'idle' as const, task: '' }))
  const had = agents.map(agent => ({ ...agent, transcript: false, screen: false, alive: false }))
  const rest = { folder: '/', seen: 0, noticed: 0, sentence: '', lastWords: [], checkpoint: null, nameTaken: false }
  return { id: session, session, kind, agents: had, ...rest }
}

describe('what is said of a loss', () => {
  it('names the session, what happened and who ran there; shells are nobody', () => {
    expect(lossWords([lost('api', 'server-died', 'cc', 'cod', 'shell')])).toEqual({
      title: 'api is gone: the tmux server was killed or crashed.',
      meaning: '2 agents were running.',
    })
    expect(lossWords([lost('api', 'reboot', 'cc')]).meaning).toBe('1 agent was running.')
    expect(lossWords([lost('api', 'reboot', 'shell')]).meaning).toBe('')
  })

  it('counts several, and gives no one reason where there are two', () => {
    expect(lossWords([lost('api', 'while-away'), lost('docs', 'while-away')]).title).toBe(
      'api and docs are gone: they went while nobody was looking.',
    )
    expect(lossWords([lost('api'), lost('docs', 'reboot')]).title).toBe('api and docs are gone.')
    expect(namesWords(['a', 'b', 'c', 'd', 'e'].map(name => lost(name)))).toBe('a, b, c and 2 more')
    expect(namesWords([])).toBe('')
  })

  it('has words of their own for each kind', () => {
    const words = LossKind.options.map(howWords)
    expect(words.every(word => /^[A-Z]\w+ /.test(word))).toBe(true)
    expect(new Set(words).size).toBe(words.length)
  })

  it('makes hostile names printable, and short', () => {
    expect(lostName({ session: 'a\u202eb\u001b[31m\n' })).toBe('a b [31m')
    expect(lostName({ session: '\u0007' })).toBe('a session without a name')
    expect(lostName({ session: 'x'.repeat(1000) })).toHaveLength(60)
  })
})

describe('notifications of losses', () => {
  it('tell what comes while nobody looks, once, and nothing of what was there before', () => {
    const told: string[] = []
    const state = { focused: false, wanted: true }
    let hear = (_: readonly LostSession[]) => {}
    const undo = followLosses({
      watch(listener) {
        hear = listener
        listener([lost('old')])
        return () => {
          hear = () => {}
        }
      },
      focused: () => state.focused,
      wanted: () => state.wanted,
      tell: ({ title }) => told.push(title),
    })
    expect(told).toEqual([])
    hear([lost('api'), lost('old')])
    hear([lost('api'), lost('old')])
    expect(told).toEqual(['api is gone: the tmux server was killed or crashed.'])
    state.focused = true
    hear([lost('seen'), lost('api')])
    state.focused = false
    state.wanted = false
    hear([lost('unwanted'), lost('seen'), lost('api')])
    state.wanted = true
    hear([lost('unwanted'), lost('seen'), lost('api')])
    expect(told).toHaveLength(1)
    undo()
    hear([lost('late')])
    expect(told).toHaveLength(1)
  })
})
