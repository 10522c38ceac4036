import type { Pane, Receipt, StateSource } from '../../ipc/model'
import type { AgentType } from './agent-type'
import { keyLabel, startIsGuessed } from './interrupt-choice'

/** A key that a pane was sent. */
export interface SentKey {
  /** For people: `Escape`, `Ctrl+C`. */
  readonly label: string
  readonly type: AgentType | null
  /** The type's other key: then there is no further one to offer. */
  readonly otherKey: boolean
}

/** What became of it. */
export type Verdict = Pick<Receipt, 'result' | 'detail' | 'after'> & Partial<Pick<Receipt, 'next' | 'key'>>

const SEEN: Record<StateSource, string> = {
  process: 'as its processes show',
  hook: 'as it told by its hook',
  notify: 'as it told by notify',
  title: 'seen in its title',
  screen: 'seen on its screen',
  activity: 'as it is quiet',
  none: 'without further evidence',
}

/** `0.4 s`; a person compares these, so always in seconds. */
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** A shell, or a program of no known type: for those the end of what ran is what the key is for. */
function isPlain(type: AgentType | null): boolean {
  return type === null || type.kind === 'shell'
}

function ended({ label, type }: SentKey, ms: number, how: string): Verdict {
  if (isPlain(type)) return { result: 'done', detail: `${label}; it ended after ${seconds(ms)}.`, after: 'exited' }
  return { result: 'failed', detail: `${label}; it ended instead of stopping: ${how}`, after: 'exited' }
}

/**
 * The proof, if it is there: the agent is idle, or (which must never happen) it ended. `pane` is null when it is gone;
 * `ms` since the key. null: nothing is proven yet. An idle that is only a guess proves nothing.
 */
export function proofOf(sent: SentKey, pane: Pane | null, ms: number): Verdict | null {
  if (!pane) return ended(sent, ms, 'its pane is gone.')
  const { name, source, sure, explanation } = pane.state
  if (name === 'exited') return ended(sent, ms, explanation)
  if (name === 'error')
    return { result: 'done', detail: `${sent.label}; stopped with an error after ${seconds(ms)}.`, after: name }
  if (name !== 'idle' || sure === 'guess') return null
  const prompt = isPlain(sent.type) && source === 'process'
  const words = prompt ? `back at its prompt after ${seconds(ms)}` : `idle after ${seconds(ms)}, ${SEEN[source]}`
  return { result: 'done', detail: `${sent.label}; ${words}.`, after: 'idle' }
}

function nextSteps({ type, otherKey }: SentKey, pane: Pane): Pick<Receipt, 'next' | 'key'> {
  const other = otherKey ? null : (type?.otherKey(pane.state.name) ?? null)
  const rest: NonNullable<Receipt['next']> = isPlain(type) ? ['kill'] : ['freeze', 'kill']
  return other === null ? { next: rest } : { next: ['other-key', ...rest], key: keyLabel(other) }
}

/** What is said when the time for the proof is over. */
export function lastWord(sent: SentKey, pane: Pane | null, ms: number): Verdict {
  const proof = proofOf(sent, pane, ms)
  if (proof || !pane) return proof ?? ended(sent, ms, 'its pane is gone.')
  const { name, sure } = pane.state
  const next = nextSteps(sent, pane)
  if (sure === 'guess' && name !== 'unknown')
    return {
      result: 'unconfirmed',
      detail: `${sent.label} sent; only its activity can be seen, which proves nothing.`,
      after: name,
      ...next,
    }
  const blind = startIsGuessed(pane, sent.type)
  if (!blind && (name === 'working' || name === 'held' || name === 'starting'))
    return { result: 'failed', detail: `${sent.label}; still ${name} after ${seconds(ms)}.`, after: name, ...next }
  if (name === 'waiting')
    return { result: 'failed', detail: `${sent.label}; it waits for an answer now.`, after: name, ...next }
  return { result: 'unconfirmed', detail: `${sent.label} sent; what it does now cannot be read.`, after: name, ...next }
}
