import type { CompareLine } from '../../../ipc/checkpoint'
import { plural } from '../../ui/format'

const HEADINGS: readonly (readonly [CompareLine['kind'], string])[] = [
  ['window', 'Windows'],
  ['pane', 'Panes'],
  ['agent', 'Agents'],
  ['conversation', 'Conversations'],
  ['file', 'Files'],
  ['screen', 'Screens'],
]

export interface CompareGroup {
  readonly heading: string
  /** What differs. */
  readonly changes: readonly CompareLine[]
  /** What is the same on both sides: folded. */
  readonly same: readonly CompareLine[]
}

/** The lines by what they are about, in the order of a session's parts; empty groups are left out. */
export function compareGroups(lines: readonly CompareLine[]): CompareGroup[] {
  return HEADINGS.flatMap(([kind, heading]) => {
    const own = lines.filter(line => line.kind === kind)
    if (own.length === 0) return []
    const changes = own.filter(line => line.change !== 'same')
    return [{ heading, changes, same: own.filter(line => line.change === 'same') }]
  })
}

/** `3 changed, 1 added.`: seen from this checkpoint; `Nothing differs.` where nothing does. */
export function compareSummary(lines: readonly CompareLine[]): string {
  const words = (['changed', 'added', 'removed'] as const).flatMap(change => {
    const count = lines.filter(line => line.change === change).length
    return count > 0 ? [`${count} ${change}`] : []
  })
  return words.length > 0 ? `${words.join(', ')}.` : 'Nothing differs.'
}

/** `12 unchanged files`. */
export function sameWords({ heading, same }: CompareGroup): string {
  const many = heading.toLowerCase()
  return `${plural(same.length, `unchanged ${many.slice(0, -1)}`, `unchanged ${many}`)}`
}
