import { describe, expect, it } from 'vitest'
import { LossKind } from '../../../ipc/recovery'
import { madeUpInfo } from '../../state/made-up-checkpoints'
import { madeUpLost, madeUpLostAgent } from '../../state/made-up-recovery'
import {
  aliveWords,
  checkpointWords,
  howWords,
  leftOfAll,
  leftWords,
  lossWords,
  lostName,
  namesWords,
  nameWords,
} from './recovery-words'

const named = (...names: string[]) => names.map((session, at) => madeUpLost(at, { session }))

describe('what the window says of a loss', () => {
  it('names the session, what happened and who ran there; shells are nobody', () => {
    expect(lossWords(named('api'))).toEqual({
      title: 'api is gone: the tmux server was killed or crashed.',
      meaning: '2 agents were running.',
    })
    const one = madeUpLost(1, { kind: 'session-vanished', agents: [madeUpLostAgent('cc_1')] })
    expect(lossWords([one]).meaning).toBe('1 agent was running.')
    const shells = madeUpLost(1, { agents: [madeUpLostAgent('shell_1', { type: 'shell' })] })
    expect(lossWords([shells]).meaning).toBe('')
  })

  it('counts several, and gives no one reason where there are two', () => {
    expect(lossWords(named('api', 'docs')).title).toBe('api and docs are gone: the tmux server was killed or crashed.')
    const mixed = [madeUpLost(1), madeUpLost(2, { session: 'docs', kind: 'reboot' })]
    expect(lossWords(mixed)).toEqual({ title: 'api and docs are gone.', meaning: '4 agents were running.' })
    expect(namesWords(named('a', 'b', 'c', 'd', 'e'))).toBe('a, b, c and 2 more')
  })

  it('has words of their own for each kind of loss', () => {
    const words = LossKind.options.map(howWords)
    expect(words.every(Boolean)).toBe(true)
    expect(new Set(words).size).toBe(words.length)
  })

  it('makes hostile names printable, and short', () => {
    expect(lostName({ session: 'a\u202eb\u001b[31m\n' })).toBe('a b [31m')
    expect(lostName({ session: '\u0007' })).toBe('a session without a name')
    expect(lostName({ session: 'x'.repeat(1000) })).toHaveLength(60)
  })
})

describe('what is left', () => {
  it('is told of each agent and of all', () => {
    const of = (transcript: boolean, screen: boolean) => leftWords({ transcript, screen })
    expect([of(true, true), of(true, false), of(false, true), of(false, false)]).toEqual([
      'conversation and last screen',
      'conversation',
      'last screen',
      'nothing',
    ])
    expect(leftOfAll(madeUpLost(1))).toBe('2 conversations and 1 last screen')
    expect(leftOfAll({ agents: [] })).toBe('')
  })

  it('names who is still a process', () => {
    const agents = (...alive: boolean[]) => ({
      agents: alive.map((on, at) => madeUpLostAgent(`cc_${at + 1}`, { alive: on })),
    })
    expect(aliveWords(agents(false, false))).toBe('')
    expect(aliveWords(agents(true, false))).toMatch(/^cc_1 outlived its terminal\. It still runs .* end its process/)
    expect(aliveWords(agents(true, true))).toMatch(/^cc_1 and cc_2 outlived their terminals\. They still run /)
  })
})

describe('the ways back', () => {
  it('say the name it will have', () => {
    expect(nameWords({ session: 'api', nameTaken: false })).toBe('as api')
    expect(nameWords({ session: 'api', nameTaken: true })).toContain('as api-v2: another session is called api now')
  })

  it('say how much the newest checkpoint does not have', () => {
    const at = 1_800_000_000_000
    const words = (ms: number, name = 'green') => {
      const checkpoint = madeUpInfo(1, { at: at - ms, name, trigger: 'interval' })
      return checkpointWords({ checkpoint, seen: at })
    }
    expect(words(720_000)).toBe('“green”, 12 min before it was last seen')
    expect(words(-5)).toBe('“green”, of its last moment')
    expect(words(4000, '')).toBe('“While agents worked”, 4.0 s before it was last seen')
    expect(checkpointWords({ checkpoint: null, seen: at })).toContain('none')
  })
})
