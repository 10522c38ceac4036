import type { LossKind, LostSession } from '../../../ipc/recovery'
import { duration, listed, plural } from '../../ui/format'
import { checkpointTitle } from '../checkpoints/checkpoint-words'
import { printable } from '../needs-you/question-words'

type LostAgent = LostSession['agents'][number]

const HOW: Record<LossKind, string> = {
  reboot: 'the machine was started anew',
  'server-died': 'the tmux server was killed or crashed',
  'server-ended': 'the tmux server was ended',
  'session-vanished': 'the session ended, and not from here',
  'while-away': 'it went while Quarterdeck was not running',
}

/** What happened, in a few words: `The tmux server was killed or crashed`. */
export function howWords(kind: LossKind): string {
  return `${HOW[kind].charAt(0).toUpperCase()}${HOW[kind].slice(1)}`
}

/** A session's name as one printable line; it is hostile. */
export function lostName({ session }: Pick<LostSession, 'session'>): string {
  return printable(session, 60) || 'a session without a name'
}

/** Those that a person would miss: shells are not counted, as nothing of theirs goes on by itself. */
function agentsOf(lost: readonly LostSession[]): LostAgent[] {
  return lost.flatMap(one => one.agents).filter(agent => agent.type !== 'shell')
}

/** `4 agents were running.`; empty where only shells ran. */
export function runningWords(lost: readonly LostSession[]): string {
  const { length } = agentsOf(lost)
  return length === 0 ? '' : `${plural(length, 'agent')} ${length === 1 ? 'was' : 'were'} running.`
}

/** More names than this make no sentence. */
const MOST_NAMES = 3

/** `api and docs`, `api, docs, web and 4 more`. */
export function namesWords(lost: readonly LostSession[]): string {
  const names = lost.slice(0, MOST_NAMES).map(lostName)
  const more = lost.length - names.length
  return listed(more > 0 ? [...names, `${more} more`] : names)
}

/** What the window says at once: `api is gone: the tmux server was killed or crashed.` and what ran in it. */
export function lossWords(lost: readonly LostSession[]): { readonly title: string; readonly meaning: string } {
  const kinds = new Set(lost.map(one => one.kind))
  const [kind] = kinds
  const how = kind !== undefined && kinds.size === 1 ? `: ${HOW[kind]}.` : '.'
  const are = lost.length === 1 ? 'is' : 'are'
  return { title: `${namesWords(lost)} ${are} gone${how}`, meaning: runningWords(lost) }
}

/** What is still to be had of an agent: `conversation and last screen`. */
export function leftWords({ transcript, screen }: Pick<LostAgent, 'transcript' | 'screen'>): string {
  const parts = [...(transcript ? ['conversation'] : []), ...(screen ? ['last screen'] : [])]
  return parts.length > 0 ? listed(parts) : 'nothing'
}

/** `2 conversations and 1 last screen`; empty when nothing is left of any agent. */
export function leftOfAll({ agents }: Pick<LostSession, 'agents'>): string {
  const talks = agents.filter(agent => agent.transcript).length
  const screens = agents.filter(agent => agent.screen).length
  const parts = [...(talks > 0 ? [plural(talks, 'conversation')] : [])]
  if (screens > 0) parts.push(plural(screens, 'last screen'))
  return listed(parts)
}

/** Says which agents are still processes, and what that means; empty when none is. */
export function aliveWords({ agents }: Pick<LostSession, 'agents'>): string {
  const alive = agents.filter(agent => agent.alive).map(agent => printable(agent.name, 60))
  if (alive.length === 0) return ''
  const [they, their, them] = alive.length === 1 ? ['It', 'its process', 'it'] : ['They', 'their processes', 'them']
  const outlived = `${listed(alive)} outlived ${alive.length === 1 ? 'its terminal' : 'their terminals'}`
  const end = `Nobody can answer ${them} any more; end ${their} first where both would write the same files.`
  return `${outlived}. ${they} still ${alive.length === 1 ? 'runs' : 'run'} beside what you restore. ${end}`
}

/** Under which name a restore brings it back, said before it is asked for. */
export function nameWords(lost: Pick<LostSession, 'session' | 'nameTaken'>): string {
  const name = lostName(lost)
  return lost.nameTaken ? `as ${name}-v2: another session is called ${name} now` : `as ${name}`
}

/** `“before refactor”, 12 min before it was last seen`: what was done since then is not in it. */
export function checkpointWords({ checkpoint, seen }: Pick<LostSession, 'checkpoint' | 'seen'>): string {
  if (!checkpoint) return 'There is none of this session.'
  const before = seen - checkpoint.at
  const when = before < 1000 ? 'of its last moment' : `${duration(before)} before it was last seen`
  return `“${printable(checkpointTitle(checkpoint), 100)}”, ${when}`
}
