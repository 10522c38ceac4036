import { StateName } from '../../../ipc/model'
import type { AgentType, ScreenReading } from '../agent-type'
import type { Fixture } from './fixture'

/*
 * For tests alone: what the recordings are read as, and the table of it in docs/agent-states.md.
 */

/**
 * What title and screen say together: a spinner in the title is believed before the screen, but for what holds a turn up
 * or asks as a whole. (The engine weighs events, processes and ages too: state.ts.)
 */
export function verdict(type: AgentType, title: string, reading: ScreenReading | null): StateName {
  const refined = reading?.says === 'held' || (reading?.says === 'waiting' && reading.sure === 'certain')
  if (type.readTitle(title)?.says === 'working' && !refined) return 'working'
  return reading?.says ?? 'unknown'
}

const NAMES = StateName.options

/** Rows: what the program was known to do; columns: what it was read as. Only states that occur. */
function table(cases: readonly { is: string; read: string }[]): string {
  const used = NAMES.filter(name => cases.some(one => one.is === name || one.read === name))
  const rows = used
    .filter(name => cases.some(one => one.is === name))
    .map(name => {
      const counts = used.map(read => cases.filter(one => one.is === name && one.read === read).length)
      return `| **${name}** | ${counts.map(count => count || '·').join(' | ')} |`
    })
  return [`| is ↓ read as → | ${used.join(' | ')} |`, `|---|${used.map(() => '--:|').join('')}`, ...rows].join('\n')
}

/** The generated part of the document. */
export function matrixText(all: readonly Fixture[], types: Readonly<Record<string, AgentType>>): string {
  const parts = Object.entries(types).flatMap(([agent, type]) => {
    const own = all.filter(one => one.is.agent === agent)
    const versions = [...new Set(own.map(one => one.is.version))].join(', ')
    const cases = own.map(({ is, screen }) => {
      const reading = type.readScreen(screen)
      return { is: is.state ?? '', read: verdict(type, is.title ?? '', reading), screen: reading?.says ?? 'unknown' }
    })
    const alone = cases.map(({ is, screen }) => ({ is, read: screen }))
    return [
      `### ${type.name} ${versions}: ${own.length} screens`,
      'Title and screen together:',
      table(cases),
      'The screen alone:',
      table(alone),
    ]
  })
  return parts.join('\n\n')
}
