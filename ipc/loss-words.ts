import { printable } from './notifications'
import type { LossKind, LostSession } from './recovery'

/* What is said of lost sessions, in the window and on the desktop. Names are hostile. */

const HOW: Record<LossKind, string> = {
  reboot: 'the machine was started anew',
  'server-died': 'the tmux server was killed or crashed',
  'server-ended': 'its tmux server ended',
  'session-vanished': 'the session ended, and not from here',
  'while-away': 'it went while nobody was looking',
}
/** For several: only what reads otherwise then. */
const HOW_MANY: Record<LossKind, string> = {
  ...HOW,
  'server-ended': 'their tmux server ended',
  'session-vanished': 'they ended, and not from here',
  'while-away': 'they went while nobody was looking',
}

/** More names than this make no sentence. */
const MOST_NAMES = 3
const MOST_NAME = 60

/** What happened, in a few words: `The tmux server was killed or crashed`. */
export function howWords(kind: LossKind): string {
  return `${HOW[kind].charAt(0).toUpperCase()}${HOW[kind].slice(1)}`
}

/** A session's name as one printable line of at most 60 characters. */
export function lostName({ session }: Pick<LostSession, 'session'>): string {
  return printable(session, MOST_NAME) || 'a session without a name'
}

/** `api and docs`, `api, docs, web and 4 more`. */
export function namesWords(lost: readonly LostSession[]): string {
  const names = lost.slice(0, MOST_NAMES).map(lostName)
  if (lost.length > names.length) names.push(`${lost.length - names.length} more`)
  const last = names.pop() ?? ''
  return names.length > 0 ? `${names.join(', ')} and ${last}` : last
}

/** `4 agents were running.`: those that a person would miss; empty where only shells ran, which do nothing by themselves. */
function runningWords(lost: readonly LostSession[]): string {
  const { length } = lost.flatMap(one => one.agents).filter(agent => agent.type !== 'shell')
  if (length === 0) return ''
  return length === 1 ? '1 agent was running.' : `${length} agents were running.`
}

/** What is said at once: `api is gone: the tmux server was killed or crashed.`, and what ran in it. */
export function lossWords(lost: readonly LostSession[]): { readonly title: string; readonly meaning: string } {
  const kinds = new Set(lost.map(one => one.kind))
  const [kind] = kinds
  const words = lost.length === 1 ? HOW : HOW_MANY
  const how = kind !== undefined && kinds.size === 1 ? `: ${words[kind]}.` : '.'
  return {
    title: `${namesWords(lost)} ${lost.length === 1 ? 'is' : 'are'} gone${how}`,
    meaning: runningWords(lost),
  }
}
