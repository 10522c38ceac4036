import { createHash } from 'node:crypto'
import type { Question } from '../../ipc/model'
import type { QuestionSeen } from './agent-type'

/**
 * A question with its id, which is the same for the same question of the same kind of agent, wherever the cursor stands
 * in it: an answer carries the id of what a person saw.
 */
export function questionOf(type: string, seen: QuestionSeen): Question {
  const choices = seen.choices.map(one => [one.key, one.label, one.danger])
  const parts = JSON.stringify([type, seen.kind, seen.title, seen.detail, choices])
  return { ...seen, id: createHash('sha256').update(parts).digest('hex').slice(0, 32) }
}
