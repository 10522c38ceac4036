import type { AgentTypeInfo } from '../../../ipc/model'
import { plural } from '../../ui/format'

/** How many of each agent type, by the type's id; what was typed stays a string until it is checked. */
export type Counts = Readonly<Record<string, string>>

/** Limits of the contract: a call beyond them is refused. */
export const MOST_OF_A_TYPE = 50
const MOST_AT_ONCE = 100

/** The number that was typed; an empty field is 0, anything that is no whole number is null. */
export function countOf(typed: string | undefined): number | null {
  const text = (typed ?? '').trim()
  if (text === '') return 0
  return /^\d{1,4}$/.test(text) ? Number(text) : null
}

export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, typed) => sum + (countOf(typed) ?? 0), 0)
}

/** What is wrong with the counts, in words; empty when they can be sent. */
export function countsError(counts: Counts, types: readonly AgentTypeInfo[]): string {
  for (const type of types) {
    const count = countOf(counts[type.id])
    if (count === null) return `${type.name}: enter a whole number.`
    if (count > MOST_OF_A_TYPE) return `${type.name}: at most ${MOST_OF_A_TYPE} of a type at once.`
    if (count > 0 && type.problem) return `${type.name}: ${type.problem}.`
  }
  const total = totalOf(counts)
  if (total === 0) return 'Choose at least one agent.'
  return total > MOST_AT_ONCE ? `At most ${MOST_AT_ONCE} agents at once.` : ''
}

/** As the contract wants them: only types of which at least one is asked for. */
export function agentsOf(counts: Counts): { type: string; count: number }[] {
  return Object.entries(counts).flatMap(([type, typed]) => {
    const count = countOf(typed) ?? 0
    return count > 0 ? [{ type, count }] : []
  })
}

/** `3 agents`: the total that stands in the footer. */
export function totalWords(counts: Counts): string {
  const total = totalOf(counts)
  return total === 0 ? 'No agents chosen' : plural(total, 'agent')
}
