import { createHash } from 'node:crypto'
import type { Question } from '../../ipc/model'
import type { QuestionSeen } from './agent-type'

/** Digest of all that a question of this kind of agent holds; it stays the same wherever the cursor stands in it. */
export function contentOf(type: string, seen: QuestionSeen): string {
  const choices = seen.choices.map(one => [one.key, one.label, one.danger])
  const parts = JSON.stringify([type, seen.kind, seen.title, seen.detail, choices])
  return createHash('sha256').update(parts).digest('hex').slice(0, 32)
}

/**
 * A question with its id, of what it holds and since when it is asked (Unix ms): an answer carries the id of what a person
 * saw, and must not answer the same question when it is asked once more.
 */
export function questionOf(type: string, seen: QuestionSeen, askedAt: number): Question {
  return { ...seen, id: `${contentOf(type, seen)}-${Math.round(askedAt).toString(36)}` }
}
