import { describe, expect, it } from 'vitest'
import { madeUpInfo } from '../../state/made-up-checkpoints'
import { madeUpLost, madeUpLostAgent } from '../../state/made-up-recovery'
import { aliveWords, checkpointWords, lastKnownWords, leftOfAll, leftWords, nameWords } from './recovery-words'

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
    expect(leftWords({ transcript: false, screen: false }, true)).toBe('nothing newer than the checkpoint')
  })

  it('comes with the older rows of a checkpoint, where there is one', () => {
    const { agents } = madeUpLost(1)
    expect([
      lastKnownWords({ agents, checkpoint: null }),
      lastKnownWords({ agents: [], checkpoint: madeUpInfo(1) }),
    ]).toEqual([
      'Layout, files as they are now, 2 conversations and 1 last screen.',
      'Layout, files as they are now. Older rows come from the newest checkpoint, where it has them.',
    ])
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
