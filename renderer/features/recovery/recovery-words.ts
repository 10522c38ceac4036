import { lostName } from '../../../ipc/loss-words'
import type { LostSession } from '../../../ipc/recovery'
import { duration, listed, plural } from '../../ui/format'
import { checkpointTitle } from '../checkpoints/checkpoint-words'
import { printable } from '../needs-you/question-words'

type LostAgent = LostSession['agents'][number]

/** What is still to be had of an agent besides its session's checkpoint: `conversation and last screen`. */
export function leftWords(
  { transcript, screen }: Pick<LostAgent, 'transcript' | 'screen'>,
  checkpoint = false,
): string {
  const parts = [...(transcript ? ['conversation'] : []), ...(screen ? ['last screen'] : [])]
  if (parts.length > 0) return listed(parts)
  return checkpoint ? 'nothing newer than the checkpoint' : 'nothing'
}

/** What *As it was last known* brings back: `Layout, files as they are now, 2 conversations and 1 last screen.` */
export function lastKnownWords(lost: Pick<LostSession, 'agents' | 'checkpoint'>): string {
  const left = leftOfAll(lost)
  const rows = lost.checkpoint ? ' Older rows come from the newest checkpoint, where it has them.' : ''
  return `Layout, files as they are now${left ? `, ${left}` : ''}.${rows}`
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
