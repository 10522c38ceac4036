import { createHash } from 'node:crypto'
import type { AgentState, PaneId, Question } from '../../ipc/model'
import type { TmuxPane } from '../tmux/types'
import { type AgentType, type EventReading, noTitle, PLAIN, type ScreenReading, type TitleReading } from './agent-type'
import type { AgentEvent } from './event'
import { contentOf, questionOf } from './question'
import type { Screen } from './screen'

/** The agent's own last word about its state. */
export interface Told {
  readonly channel: AgentEvent['channel']
  readonly at: number
  readonly reading: EventReading
  /**
   * Why it counts no more, once something later has said otherwise: else a turn's end that was told would vouch for
   * `idle` again as soon as the next turn, of which only screens tell, cannot be read for a moment.
   */
  readonly overtaken?: string
}

/** What the title says. All times are Unix ms. */
export interface TitleSign {
  readonly text: string
  readonly reading: TitleReading | null
  /** Since when it has this text: the spinner of a running turn moves. */
  readonly textAt: number
  /** Since when it says the same; null when it has said nothing else yet. */
  readonly turnedAt: number | null
  /** When it was looked at last. */
  readonly seenAt: number
}

/** Looks in a row that read nothing after which a question counts as gone: a single one may have met a redraw. */
const MISSED = 2

/** A question that is open on the screen. */
interface Asked {
  /** Digest of what it holds. */
  readonly content: string
  /** Since when it has been there, Unix ms. */
  readonly at: number
  /** How many looks in a row have read nothing since. */
  readonly missed: number
}

/** What the screen says. All times are Unix ms. */
export interface ScreenSign {
  readonly reading: ScreenReading | null
  readonly at: number
  readonly digest: string
  /** Since when it looks like this; null when it has not changed since the first look at it. */
  readonly changedAt: number | null
  readonly firstAt: number
  readonly asked?: Asked | null
}

/** What is remembered of one life of an agent in its pane. */
export interface Signs {
  readonly life: string
  /** Id of the type by which they were read; empty before one was recognised. */
  readonly type: string
  /** When the pane was first seen with this life, when that was its beginning; null for one that ran before us. */
  readonly bornAt: number | null
  told: Told | null
  title: TitleSign | null
  screen: ScreenSign | null
  /** When an interrupt was sent last. */
  interruptedAt: number | null
  /** Its title is looked at by itself: the mirror's, which may be a second older, counts no more. */
  watched: boolean
  /** When its title's spinner moved last, 0 for never. What was on the screen before tells of another turn. */
  spunAt: number
  /** When something was written in its window last. */
  activeAt: number
  /** Something that it showed or told could be read in this life. */
  read: boolean
  /** It has been seen beyond its start in this life: at rest, at work, or asking about its work. */
  begun: boolean
  /** By which way it has told anything in this life. */
  heard: AgentEvent['channel'] | null
  /** First line of the last prompt that it told of; hostile text. */
  task: string
}

/** True for types whose screens say something. */
export function readsScreens(type: AgentType): boolean {
  return type.readScreen !== PLAIN.readScreen
}

/** True for types that show nothing that can be read: only activity is left. */
export function isMute(type: AgentType): boolean {
  return !readsScreens(type) && type.readTitle === noTitle && type.reporting === null
}

function digestOf(screen: Screen): string {
  const hash = createHash('sha1').update(`${screen.width} `)
  for (const row of screen.rows) hash.update(row.text).update('\n')
  return hash.digest('base64')
}

/** A reader of hostile text must never be the end of the host. */
export function guarded<T>(read: () => T | null): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

/** The title's sign after it was seen with this text. */
export function titleSeen(before: TitleSign | null, type: AgentType, text: string, at: number): TitleSign {
  if (before && before.text === text) return { ...before, seenAt: at }
  const reading = guarded(() => type.readTitle(text))
  const same = before !== null && before.reading?.says === reading?.says
  const turnedAt = before === null ? null : same ? before.turnedAt : at
  return { text, reading, textAt: at, turnedAt, seenAt: at }
}

/** The open question after a look. The same one that comes back after it had gone is asked anew. */
function askedOn(before: Asked | null, type: AgentType, reading: ScreenReading | null, at: number): Asked | null {
  if (reading === null) return before && { ...before, missed: before.missed + 1 }
  if (!reading.question) return null
  const content = contentOf(type.id, reading.question)
  const same = before?.content === content && before.missed < MISSED
  return { content, at: same ? before.at : at, missed: 0 }
}

/** The question that a screen shows, with its id; null for none. */
export function questionOn(type: AgentType, { reading, asked, at }: ScreenSign): Question | null {
  return reading?.question ? questionOf(type.id, reading.question, asked?.at ?? at) : null
}

/** The screen's sign after it was seen like this. */
export function screenSeen(before: ScreenSign | null, type: AgentType, screen: Screen): ScreenSign {
  const digest = digestOf(screen)
  // Read anew even when it looks the same: styles count for the reader and not for the digest.
  const reading = guarded(() => type.readScreen(screen))
  const asked = askedOn(before?.asked ?? null, type, reading, screen.at)
  if (!before) return { reading, at: screen.at, digest, changedAt: null, firstAt: screen.at, asked }
  const changedAt = before.digest === digest ? before.changedAt : screen.at
  return { ...before, reading, at: screen.at, digest, changedAt, asked }
}

/** Questions of a start: no turn runs behind them. */
export const GATES: readonly Question['kind'][] = ['trust', 'login', 'theme', 'update']

/** Whether a program in this state is past its start; that something moves on its screen alone is no sign of it. */
export function isPastStart({ name, question, sure }: Pick<AgentState, 'name' | 'question' | 'sure'>): boolean {
  if (sure === 'guess') return false
  if (name === 'waiting') return question !== undefined && !GATES.includes(question.kind)
  return name === 'idle' || name === 'working' || name === 'held' || name === 'error'
}

type Place = Pick<TmuxPane, 'id' | 'pid' | 'options'>

/** The signs of all panes. A pane whose process or agent id is another one has another life, and nothing of the old counts. */
export interface SignBook {
  /** `type`: id of the type by which they are read from now on; empty for none. Another type reads everything anew. */
  of(pane: Place, type: string): Signs
  /** Forgets panes that are gone. What comes after the first panes is known to begin just now. */
  keep(panes: readonly Place[]): void
  /** The life in this pane, seen or yet to be seen, has begun just now: we have started it. */
  started(paneId: PaneId): void
}

/** Signs of a life of which nothing is known yet. */
export function noSigns(life: string, type: string, bornAt: number | null): Signs {
  const nothing = { told: null, title: null, screen: null, interruptedAt: null, heard: null }
  return { life, type, bornAt, ...nothing, watched: false, spunAt: 0, activeAt: 0, read: false, begun: false, task: '' }
}

/** ms after which a pane of ours that was never listed has ended at once. */
const UNSEEN = 60_000

/** An empty book; `now` is Unix ms. */
export function createSignBook(now: () => number = Date.now): SignBook {
  const signs = new Map<PaneId, Signs>()
  let following = false
  /** Starts of ours; in a server's first panes nothing else tells that they are new. */
  const starts = new Map<PaneId, number>()

  function lifeOf(pane: Place): Signs {
    const life = `${pane.pid} ${pane.options.id}`
    const found = signs.get(pane.id)
    if (found?.life === life) return found
    // Marking a new pane as ours is no new life of its process: what was read before the mark was seen stays.
    const marked = found?.life === `${pane.pid} ` ? { ...found, life } : null
    const fresh = marked ?? noSigns(life, '', starts.get(pane.id) ?? (following ? now() : null))
    // Of this life alone: what is started here later begins anew.
    starts.delete(pane.id)
    signs.set(pane.id, fresh)
    return fresh
  }

  return {
    of(pane, type) {
      const found = lifeOf(pane)
      if (found.type === type) return found
      const fresh = noSigns(found.life, type, found.bornAt)
      signs.set(pane.id, fresh)
      return fresh
    },
    started(paneId) {
      const found = signs.get(paneId)
      if (!found) starts.set(paneId, now())
      else if (found.bornAt === null && !found.begun) signs.set(paneId, { ...found, bornAt: now() })
    },
    keep(panes) {
      const there = new Set(panes.map(pane => pane.id))
      for (const id of [...signs.keys()]) if (!there.has(id)) signs.delete(id)
      for (const [id, at] of starts) if (!there.has(id) && now() - at > UNSEEN) starts.delete(id)
      for (const pane of panes) lifeOf(pane)
      // An empty mirror is one that has not been filled yet.
      if (panes.length > 0) following = true
    },
  }
}
