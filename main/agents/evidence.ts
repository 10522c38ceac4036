import type { TmuxPane } from '../tmux/types'
import type { AgentType } from './agent-type'
import type { PaneLook } from './look'
import { baseName } from './program-name'
import { questionOf } from './question'
import { isReady } from './recognise'
import { isMute, questionOn, type ScreenSign, type Signs } from './signs'
import type { Evidence } from './state'

/** How a dead pane ended, for people: `exited with status 3`, `ended by signal 9`, `exited`. */
function endWords(pane: Pick<TmuxPane, 'deadStatus' | 'deadSignal'>): string {
  if (pane.deadSignal) return `ended by signal ${pane.deadSignal}`
  return pane.deadStatus === null ? 'exited' : `exited with status ${pane.deadStatus}`
}

/** ms in which a program may have nothing to show yet: 5–15 s were seen on a loaded machine. */
const START = 30_000
/**
 * The same for one that can never be read, of which the start has no end that shows: long enough for it to take the keyboard
 * (a Ctrl+C before that ends it, seen), short as interrupts are kept from it meanwhile.
 */
const MUTE_START = 3000
/** A spinner that has not moved for so long (ms) stands still: those of Claude Code and Codex turn within a second. */
const STILL = 3000
/** ms by which a screen may be older than the last thing that was written. */
const STALE = 5000
/** ms after a change on its screen in which such a program counts as at work. */
const STIR = 2000
/** ms without a change on the screen after which a program that cannot be read counts as quiet. */
const QUIET = 10_000

interface Seen {
  readonly look: PaneLook
  readonly type: AgentType
  readonly signs: Signs
  /** Unix ms. */
  readonly now: number
}

function proof(says: Evidence['says'], sentence: string, at: number): Evidence {
  return { source: 'process', says, sure: 'certain', sentence, at }
}

function unknown(sentence: string, at: number): Evidence {
  return { source: 'none', says: 'unknown', sure: 'guess', sentence, at }
}

/** Programs' names are hostile text and may be long. */
function shown(name: string): string {
  return baseName(name).slice(0, 40) || 'a program'
}

function shellEvidence(look: PaneLook, now: number): Evidence | null {
  if (!look.foreground) return null
  const name = shown(look.foreground.argv[0] ?? look.foreground.name)
  if (look.atPrompt) return proof('idle', `${name} waits at its prompt: no other program runs in the foreground.`, now)
  return proof('working', `${name} runs in the foreground.`, now)
}

/** Process facts about an agent's pane that is alive. */
function programEvidence(pane: TmuxPane, { look, type, now }: Seen): Evidence | null {
  const { name } = type
  if (look.phase === 'launching')
    return proof('starting', 'Its shell is about to start it, once its start-up files have run.', now)
  if (look.phase === 'ended') return proof('exited', `${name} has ended; its pane is about to close.`, now)
  if (look.background.includes(type.id))
    return proof('unknown', `${name} is in the background here: ${shown(pane.command)} waits at its prompt.`, now)
  if (look.phase === 'plain' && look.type === null && look.atPrompt)
    return proof('exited', `${name} does not run here: ${shown(pane.command)} waits at its prompt.`, now)
  return null
}

/** Whether a program was seen to start a moment ago, and has shown nothing yet that could be read. */
function isYoung({ type, signs, now }: Seen): boolean {
  const limit = isMute(type) ? MUTE_START : START
  return !signs.read && signs.bornAt !== null && now - signs.bornAt <= limit
}

function startEvidence(seen: Seen): Evidence | null {
  const { type, signs, now } = seen
  if (!isYoung(seen)) return null
  const seconds = Math.round((now - (signs.bornAt ?? now)) / 1000)
  const sentence = `${type.name} was started ${seconds} s ago and shows nothing that can be read yet.`
  return { source: 'process', says: 'starting', sure: 'likely', sentence, at: now }
}

function toldEvidence({ type, signs: { told } }: Seen): Evidence | null {
  if (!told || told.reading.says === null) return null
  const { says, sentence, question } = told.reading
  const asked = question ? { question: questionOf(type.id, question, told.at) } : {}
  const past = told.overtaken ? { overtaken: told.overtaken } : {}
  return { source: told.channel, says, sure: 'certain', sentence, at: told.at, ...asked, ...past }
}

function titleEvidence({ signs: { title }, now }: Seen): Evidence | null {
  if (!title?.reading) return null
  const { says, sentence } = title.reading
  const base = { source: 'title', sure: 'likely', sentence, at: title.seenAt } as const
  if (says === 'working') return { ...base, says, since: title.textAt, moving: now - title.textAt < STILL }
  return { ...base, says: 'unknown', since: title.turnedAt }
}

/** When it was last known to be busy, by its spinner or its own word; Unix ms, 0 for never. */
function busyAt({ told, spunAt }: Signs): number {
  const says = told?.reading.says
  return Math.max(spunAt, told && (says === 'working' || says === 'waiting' || says === 'held') ? told.at : 0)
}

/** ms after its title turned from which on a screen is one of after that: the two are written in several steps. */
const TURNED = 700

/**
 * When it was busy in a way that a whole question on a screen of before does not outlast. A title may spin on beside one
 * (Codex 0.169.0, menu *Task is still running*); one that began to spin later tells that it was answered.
 */
function answeredAt(signs: Signs): number {
  const { title } = signs
  if (title?.reading?.says !== 'working') return busyAt(signs)
  return busyAt({ ...signs, spunAt: title.turnedAt === null ? 0 : title.turnedAt + TURNED })
}

/** Rest that was seen before it was busy is no rest of now, also when nothing else is known any more. */
function isStale({ reading, at }: ScreenSign, signs: Signs): boolean {
  if (at < signs.activeAt - STALE) return true
  if (reading?.says === 'working' || reading?.says === 'held') return false
  return at < (reading?.says === 'waiting' && reading.sure === 'certain' ? answeredAt(signs) : busyAt(signs))
}

function screenEvidence({ type, signs }: Seen): Evidence | null {
  const { screen } = signs
  if (!screen?.reading) return null
  const { says, sure, sentence, held } = screen.reading
  // A prompt that fills the screen pushes out what tells that the start is over (Gemini CLI 0.61.0: 12 KB, for 0.2 s).
  if (says === 'starting' && sure !== 'certain' && signs.begun) return null
  const question = questionOn(type, screen)
  return {
    source: 'screen',
    says,
    sure,
    sentence,
    at: screen.at,
    stale: isStale(screen, signs),
    ...(question ? { question } : {}),
    ...(held ? { held } : {}),
  }
}

/** Of a program that shows nothing that can be read there is only whether its own screen changes. */
function activityEvidence(seen: Seen): Evidence | null {
  const {
    type,
    signs: { screen },
    now,
  } = seen
  // What moves while it starts is no work.
  if (!isMute(type) || !screen || isYoung(seen)) return null
  const base = { source: 'activity', sure: 'guess', at: screen.at } as const
  const only = `what ${type.name} shows cannot be read, so this is from activity alone.`
  const quiet = now - (screen.changedAt ?? screen.firstAt)
  if (quiet >= QUIET) return { ...base, says: 'idle', sentence: `Its screen has been still for 10 s or more; ${only}` }
  // Between the two it may think or rest: unknown.
  if (screen.changedAt === null || quiet > STIR) return null
  return { ...base, says: 'working', sentence: `Its screen has just changed; ${only}` }
}

/** A plain pane with a shell tells what it does; any other program without a known type does not. */
function plainEvidence(look: PaneLook, now: number): Evidence | null {
  if (look.atPrompt) return shellEvidence(look, now)
  const name = shown(look.foreground?.argv[0] ?? '')
  return unknown(`${name} runs here, which is no known agent.`, now)
}

/** A title or an option says which agent a pane had; that it runs is said only where its process was seen. */
function unreadable({ look, type }: Seen): string {
  if (runsIn(look, type)) return `${type.name} runs, but nothing that it shows can be read yet.`
  return `${shown(look.foreground?.argv[0] ?? '')} runs here; it is not known whether that is ${type.name}.`
}

/** Whether the process of this type was seen in the pane. */
function runsIn(look: PaneLook, type: AgentType): boolean {
  return look.phase === 'running' || look.type === type.id
}

/**
 * What is known about a pane at this moment (`now`, Unix ms). `type` is null for panes without an agent; `look` undefined
 * when the process table has not been read for the pane's present process.
 */
export function evidenceOf(
  pane: TmuxPane,
  look: PaneLook | undefined,
  type: AgentType | null,
  signs: Signs,
  now: number,
): Evidence[] {
  if (isReady(pane)) return [proof('exited', 'It was restored with its old screen, and was not started yet.', now)]
  if (pane.dead) return [proof('exited', `The program ${endWords(pane)}.`, now)]
  if (!look || look.pid !== pane.pid || look.phase === 'gone')
    return [unknown('Its processes have not been looked at yet.', now)]
  if (!type) return [plainEvidence(look, now)].filter(one => one !== null)
  if (type.kind === 'shell') return [shellEvidence(look, now)].filter(one => one !== null)
  const seen: Seen = { look, type, signs, now }
  // Of another program (an editor in front of the agent) neither screen nor start says anything about the agent.
  const own = runsIn(look, type) ? [screenEvidence(seen), activityEvidence(seen), startEvidence(seen)] : []
  const found = [programEvidence(pane, seen), toldEvidence(seen), titleEvidence(seen), ...own]
  return [...found.filter(one => one !== null), unknown(unreadable(seen), now)]
}
