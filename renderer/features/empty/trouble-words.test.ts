import { describe, expect, it } from 'vitest'
import type { FailureCode } from '../../../ipc/failure'
import { madeUpFleet } from '../../state/made-up-fleet'
import { troubleWords } from './trouble-words'

const { server } = madeUpFleet([], 'trouble')
/** Each kind that `main/tmux` tells apart. */
const CODES: FailureCode[] = [
  'no-tmux',
  'tmux-too-old',
  'socket-rights',
  'version-skew',
  'tmux-timeout',
  'tmux-refused',
  'foreign-server',
]

describe('trouble with the server', () => {
  it('has words of its own for each kind, and says what to do also where the host does not', () => {
    const all = CODES.map(code => troubleWords({ ...server, code }))
    for (const field of ['title', 'short'] as const)
      expect(new Set(all.map(words => words[field])).size).toBe(CODES.length)
    for (const [at, words] of all.entries()) {
      expect(words.meaning).not.toBe('')
      expect(words.remedy, CODES[at]).not.toBe('')
    }
  })

  it('adds what the host said, unless it is the same again; the host’s remedy comes first', () => {
    const said = 'tmux cannot use the folder of its socket: error connecting to /tmp/x (Permission denied)'
    const words = troubleWords({ ...server, code: 'socket-rights', message: said, remedy: 'chmod 700 /tmp/x' })
    expect(words).toMatchObject({ title: 'The tmux socket cannot be used', said, remedy: 'chmod 700 /tmp/x' })
    expect(troubleWords({ ...server, code: 'no-tmux', message: 'tmux is not installed.' }).said).toBe('')
  })

  it('takes the host’s sentence as the title where the kind is not known', () => {
    expect(troubleWords({ ...server, message: 'Odd.' })).toMatchObject({ title: 'Odd', said: '' })
    expect(troubleWords(server).title).toBe('tmux cannot be used')
    expect(troubleWords({ ...server, code: 'internal', message: 'Odd.' }).title).toBe('Odd')
  })
})
