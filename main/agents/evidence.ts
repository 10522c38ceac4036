import type { TmuxPane } from '../tmux/types'
import type { AgentType } from './agent-type'
import type { PaneLook } from './look'
import { baseName } from './program-name'
import type { Evidence } from './state'

/** How a dead pane ended, for people: `exited with status 3`, `ended by signal 9`, `exited`. */
function endWords(pane: Pick<TmuxPane, 'deadStatus' | 'deadSignal'>): string {
  if (pane.deadSignal) return `ended by signal ${pane.deadSignal}`
  return pane.deadStatus === null ? 'exited' : `exited with status ${pane.deadStatus}`
}

function proof(says: Evidence['says'], sentence: string): Evidence {
  return { source: 'process', says, weight: 'proof', sentence }
}

/** Programs' names are hostile text and may be long. */
function shown(name: string): string {
  return baseName(name).slice(0, 40) || 'a program'
}

function shellEvidence(look: PaneLook): Evidence | null {
  if (!look.foreground) return null
  const name = shown(look.foreground.argv[0] ?? look.foreground.name)
  if (look.atPrompt) return proof('idle', `${name} waits at its prompt: no other program runs in the foreground.`)
  return proof('working', `${name} runs in the foreground.`)
}

/** Process facts about an agent's pane that is alive. */
function programEvidence(pane: TmuxPane, look: PaneLook, type: AgentType): Evidence | null {
  const { name } = type
  if (look.phase === 'launching')
    return proof('starting', 'The login shell runs its start-up files before the program.')
  if (look.phase === 'ended') return proof('exited', `${name} has ended; its pane is about to close.`)
  if (look.background.includes(type.id))
    return proof('unknown', `${name} is in the background here: ${shown(pane.command)} waits at its prompt.`)
  if (look.phase === 'plain' && look.type === null && look.atPrompt)
    return proof('exited', `${name} does not run here: ${shown(pane.command)} waits at its prompt.`)
  return null
}

function titleEvidence(type: AgentType, title: string): Evidence | null {
  const reading = type.readTitle(title)
  if (!reading) return null
  const says = reading.says === 'working' ? 'working' : 'idle'
  return { source: 'title', says, weight: 'sign', sentence: reading.sentence }
}

/** A plain pane with a shell tells what it does; any other program without a known type does not. */
function plainEvidence(look: PaneLook): Evidence | null {
  if (look.atPrompt) return shellEvidence(look)
  const name = shown(look.foreground?.argv[0] ?? '')
  return { source: 'none', says: 'unknown', weight: 'sign', sentence: `${name} runs here, which is no known agent.` }
}

/** A title or an option says which agent a pane had; that it runs is said only where its process was seen. */
function unreadable(look: PaneLook, type: AgentType): string {
  if (look.phase === 'running' || look.type === type.id)
    return `${type.name} runs, but nothing that it shows can be read yet.`
  return `${shown(look.foreground?.argv[0] ?? '')} runs here; it is not known whether that is ${type.name}.`
}

/**
 * What is known about a pane at this moment. `type` is null for panes without an agent; `look` undefined when the process
 * table has not been read for the pane's present process.
 */
export function evidenceOf(pane: TmuxPane, look: PaneLook | undefined, type: AgentType | null): Evidence[] {
  if (pane.dead) return [proof('exited', `The program ${endWords(pane)}.`)]
  if (!look || look.pid !== pane.pid || look.phase === 'gone')
    return [{ source: 'none', says: 'unknown', weight: 'sign', sentence: 'Its processes have not been looked at yet.' }]
  const found: (Evidence | null)[] = []
  if (!type) found.push(plainEvidence(look))
  else if (type.kind === 'shell') found.push(shellEvidence(look))
  else {
    found.push(programEvidence(pane, look, type))
    found.push(titleEvidence(type, pane.title))
    found.push({
      source: 'none',
      says: 'unknown',
      weight: 'sign',
      sentence: unreadable(look, type),
    })
  }
  return found.filter(one => one !== null)
}
