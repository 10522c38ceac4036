import type { PaneId } from '../../../ipc/model'
import { createEmitter, type Undo } from '../../../ipc/wire'
import type { Log } from '../../log/log'
import type { Tmux, TmuxPane } from '../../tmux/types'
import type { AgentType, EventReading } from '../agent-type'
import type { AgentEvent } from '../event'
import { isManaged } from '../recognise'
import type { Screen } from '../screen'
import { guarded, type SignBook, type Signs, screenSeen, titleSeen } from '../signs'
import { firstLineOf } from '../types/fields'
import type { Conversations } from './conversations'
import { createScreenWatch, type Glance, type ScreenWatch } from './screen-watch'
import type { TranscriptTails } from './transcript-tail'

/** What an agent told by itself, as its type reads it. */
export interface PaneEvent {
  readonly paneId: PaneId
  readonly event: AgentEvent
  readonly reading: EventReading
}

/** A pane's visible rows with their styles (as `capture-pane -e` gives them). Hostile text; `at` in Unix ms. */
export interface ScreenShot {
  readonly paneId: PaneId
  readonly rows: Buffer
  readonly width: number
  readonly height: number
  readonly at: number
}

/** Gathers what agents tell and show into the book of signs. */
export interface Gather {
  /** The fleet has changed: which panes are watched follows from it. */
  follow(): void
  onEvent(listener: (event: PaneEvent) => void): Undo
  onScreen(listener: (shot: ScreenShot) => void): Undo
  lookSoon(id: PaneId): void
  readScreen(id: PaneId): Promise<Screen | null>
  noteInterrupt(id: PaneId): void
  close(): void
}

interface Options {
  readonly tmux: Pick<Tmux, 'mirror' | 'clientOfPane' | 'request' | 'requestAll' | 'status'>
  readonly book: SignBook
  /** The type of the program in a pane, null for none that can be read. */
  readonly typeOf: (id: PaneId) => AgentType | null
  /** Panes with agents that live. */
  readonly alive: () => readonly PaneId[]
  readonly conversations: Conversations
  readonly tails: TranscriptTails
  readonly onEvents: (listener: (event: AgentEvent) => void) => Undo
  /** Signs have changed; also called at each look at all panes, as some states change by time alone. */
  readonly onSigns: () => void
  /** A program says that it ends: its process is to be looked at. */
  readonly onEnd: () => void
  readonly log: Log
}

/** ms after an event at which the screen is looked at: soon for what it shows, and again when it must be of after it. */
const AFTER_EVENT = [60, 800]
/** ms after an interrupt; its proof has two seconds. */
const AFTER_INTERRUPT = [120, 350, 800, 1500]
/** Events that came before tmux told us of their pane, and how long they are kept, ms. */
const MOST_EARLY = 200
const EARLY = 10_000
/** Longest task, characters. */
const MOST_TASK = 300

/** A pane with what is remembered of it. */
interface Found {
  readonly pane: TmuxPane
  readonly type: AgentType
  readonly signs: Signs
}

function signsOf({ tmux, typeOf, book }: Options, id: PaneId): Found | null {
  const pane = tmux.mirror.pane(id)
  const type = typeOf(id)
  return pane && type ? { pane, type, signs: book.of(pane, type.id) } : null
}

async function refreshTail(options: Options, { pane, type }: Found, now: boolean): Promise<void> {
  const entry = options.conversations.current(pane.options.id)
  if (!entry) return
  const { conversation, transcript } = entry
  await options.tails.refresh({ paneId: pane.id, type, conversation, transcript, folder: pane.path }, now)
}

/** What is watched, and what is made of it. */
function createEyes(options: Options, onShot: (shot: ScreenShot) => void): ScreenWatch {
  const of = (id: PaneId) => signsOf(options, id)
  const watch = createScreenWatch({
    tmux: options.tmux,
    log: options.log,
    // The title tells of a turn's end first: its screen need not be captured as often.
    panes: () =>
      new Map(options.alive().map(id => [id, of(id)?.signs.title?.reading?.says === 'working' ? 'slow' : 'quick'])),
    onScreen(id, screen, rows) {
      const { width, height, at } = screen
      onShot({ paneId: id, rows, width, height, at })
      const found = of(id)
      if (!found) return
      found.signs.screen = screenSeen(found.signs.screen, found.type, screen)
      if (found.signs.screen.reading) found.signs.read = true
      options.onSigns()
    },
    onGlances(glances) {
      for (const glance of glances) {
        const found = of(glance.paneId)
        if (found && (titleTurned(found, glance) || heldLongEnough(found, glance.at))) watch.lookSoon(glance.paneId)
        if (found?.signs.title?.reading?.says === 'working') void refreshTail(options, found, false)
      }
      options.onSigns()
    },
  })
  return watch
}

/** The time that its screen told of has come: what holds it up is over, or tells another time. Nothing need be written then. */
function heldLongEnough({ signs: { screen } }: Found, now: number): boolean {
  const until = screen?.reading?.held?.until ?? null
  return screen !== null && until !== null && until > screen.at && until <= now
}

/** Keeps what a glance saw; true when the title says otherwise than before. */
function titleTurned({ signs, type }: Found, { title, activeAt, at }: Glance): boolean {
  const before = signs.title?.reading?.says
  signs.title = titleSeen(signs.title, type, title, at)
  signs.activeAt = activeAt
  signs.watched = true
  const says = signs.title.reading?.says
  if (says === 'working') signs.read = true
  if (says === 'working' && signs.title.textAt === at) signs.spunAt = at
  return before !== undefined && before !== says
}

/** Hooks tell the same turns, one after the other: a notify program runs beside them, and what it says may come late. */
function readingOf({ type, signs }: Found, event: AgentEvent): EventReading | null {
  const reading = guarded(() => type.readEvent(event))
  const late = event.channel === 'notify' && signs.told?.channel === 'hook'
  return reading && late ? { ...reading, says: null } : reading
}

function keepTold(signs: Signs, event: AgentEvent, reading: EventReading): void {
  if (signs.heard !== 'hook') signs.heard = event.channel
  if (reading.prompt !== undefined) signs.task = firstLineOf(reading.prompt, MOST_TASK)
  if (reading.says === null) return
  signs.read = true
  if (!signs.told || event.at >= signs.told.at) signs.told = { channel: event.channel, at: event.at, reading }
}

/** Watches screens and listens to events. */
export function createGather(options: Options): Gather {
  const { tmux, conversations, onSigns } = options
  const told = createEmitter<PaneEvent>()
  let early: AgentEvent[] = []
  const shots = createEmitter<ScreenShot>()
  const watch = createEyes(options, shots.emit)

  /** An event counts for the pane whose present life has its id, whatever pane it names: daemons inherit others' panes. */
  function paneOfEvent(event: AgentEvent): Found | null {
    const pane = tmux.mirror.state().panes.find(one => isManaged(one) && one.options.id === event.agentId)
    return pane ? signsOf(options, pane.id) : null
  }

  function hear(event: AgentEvent): void {
    const found = paneOfEvent(event)
    if (!found) {
      early = [...early, event].slice(-MOST_EARLY)
      return
    }
    const { pane, signs } = found
    const reading = readingOf(found, event)
    if (!reading) return
    keepTold(signs, event, reading)
    const { conversation, transcript = '' } = reading
    if (conversation) conversations.note(pane.options.id, { conversation, transcript, at: event.at })
    if (reading.prompt !== undefined || reading.answer !== undefined) void refreshTail(options, found, true)
    for (const delay of AFTER_EVENT) watch.lookSoon(pane.id, delay)
    if (reading.says === 'exited') options.onEnd()
    onSigns()
    told.emit({ paneId: pane.id, event, reading })
  }

  const undo = options.onEvents(hear)

  return {
    follow() {
      watch.follow()
      const waiting = early.filter(event => event.at > Date.now() - EARLY)
      early = []
      for (const event of waiting) hear(event)
    },
    onEvent: listener => told.on(listener),
    onScreen: shots.on,
    lookSoon: id => watch.lookSoon(id),
    readScreen: id => watch.read(id),
    noteInterrupt(id) {
      const found = signsOf(options, id)
      if (!found) return
      found.signs.interruptedAt = Date.now()
      for (const delay of AFTER_INTERRUPT) watch.lookSoon(id, delay)
      onSigns()
    },
    close() {
      undo()
      watch.close()
    },
  }
}
