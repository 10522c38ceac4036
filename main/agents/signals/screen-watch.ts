import type { PaneId } from '../../../ipc/model'
import type { Log } from '../../log/log'
import { captureScreen } from '../../tmux/capture'
import { id, number, parseRows, printable, rowFormat } from '../../tmux/format'
import { command } from '../../tmux/quote'
import type { Tmux } from '../../tmux/types'
import { parseScreen } from '../parse-screen'
import type { Screen } from '../screen'

/** What the watch saw of one pane at one moment. */
export interface Glance {
  readonly paneId: PaneId
  readonly title: string
  /** Unix ms, by tmux's clock of whole seconds: something was written in the pane's window then. */
  readonly activeAt: number
  /** Unix ms. */
  readonly at: number
}

/** Looks at titles and screens of agents' panes. */
export interface ScreenWatch {
  /** The panes to be watched have changed, or may have. */
  follow(): void
  /** One more capture of this pane `delay` ms from now, also without activity. */
  lookSoon(id: PaneId, delay?: number): void
  /** The screen as it is now; null when the pane is gone or tmux does not answer. Never rejects. */
  read(id: PaneId): Promise<Screen | null>
  close(): void
}

/** How often a pane's screen is captured while something is written in its window. */
export type Pace = 'quick' | 'slow'

interface Options {
  readonly tmux: Pick<Tmux, 'clientOfPane' | 'request' | 'requestAll' | 'status'>
  /** Panes to be watched, with their pace; empty: nothing runs. */
  readonly panes: () => ReadonlyMap<PaneId, Pace>
  /** With the rows as they were captured, for who keeps them. */
  readonly onScreen: (id: PaneId, screen: Screen, rows: Buffer) => void
  /** All panes of one look, then once for the look as a whole. */
  readonly onGlances: (glances: readonly Glance[]) => void
  readonly log: Log
}

/**
 * ms between two looks at titles and activity. A timer, as nothing else tells: tmux looks at titles for its subscribers
 * once a second only (3.3a), and panes that nobody shows are paused, so that their output does not reach us. One
 * `list-panes` for all; it runs only while there are agents to watch.
 */
const LOOK = 250
/** Least ms between two captures of one pane by activity. */
const GAP: Readonly<Record<Pace, number>> = { quick: 400, slow: 900 }
/** Captures under way at once: tmux does nothing else meanwhile (0.6 ms each). */
const AT_ONCE = 4
/** ms until a capture that was asked for: programs draw in several steps. */
const SOON = 40
/** A pane that could not be captured is tried again after this, ms. */
const AFTER_FAILURE = 1000

const ROW = {
  id: id('pane_id'),
  activity: number('window_activity'),
  title: printable('pane_title'),
}

/**
 * Whether something was written since a capture began at `capturedAt`. tmux tells whole seconds: what was written after a
 * capture within the same second counts once more when that second has passed.
 */
export function isDue(capturedAt: number, activeAt: number, gap: number, now: number): boolean {
  if (capturedAt === 0) return true
  return now - capturedAt >= gap && activeAt >= Math.floor(capturedAt / 1000) * 1000
}

/** Runs captures, each pane once at a time, a few at once. */
function createQueue(capture: (pane: PaneId) => Promise<unknown>): { add(pane: PaneId): void; clear(): void } {
  const waiting = new Set<PaneId>()
  let running = 0
  function pump(): void {
    const [next] = waiting
    if (next === undefined || running >= AT_ONCE) return
    waiting.delete(next)
    running += 1
    void capture(next).finally(() => {
      running -= 1
      pump()
    })
    pump()
  }
  return {
    add(pane) {
      waiting.add(pane)
      pump()
    },
    clear: () => waiting.clear(),
  }
}

/** Alarms that are gone with their owner. */
function createAlarms(): { set(delay: number, ring: () => void): void; clear(): void } {
  const alarms = new Set<NodeJS.Timeout>()
  return {
    set(delay, ring) {
      const alarm = setTimeout(() => {
        alarms.delete(alarm)
        ring()
      }, delay)
      alarms.add(alarm)
    },
    clear() {
      for (const alarm of alarms) clearTimeout(alarm)
      alarms.clear()
    },
  }
}

/** Watches what `panes` tells. */
export function createScreenWatch({ tmux, panes, onScreen, onGlances, log }: Options): ScreenWatch {
  /** When the last capture of a pane began, Unix ms; 0 before the first. */
  const captured = new Map<PaneId, number>()
  const queue = createQueue(read)
  const alarms = createAlarms()
  let timer: NodeJS.Timeout | null = null
  let looking = false
  let closed = false

  async function read(pane: PaneId): Promise<Screen | null> {
    const at = Date.now()
    if (captured.has(pane)) captured.set(pane, at)
    const shown = await captureScreen(tmux, pane).catch(() => null)
    if (closed) return null
    if (!shown) {
      lookSoon(pane, AFTER_FAILURE)
      return null
    }
    const screen = parseScreen(shown.rows, { ...shown, at })
    onScreen(pane, screen, shown.rows)
    return screen
  }

  function lookSoon(pane: PaneId, delay = SOON): void {
    if (closed || !panes().has(pane)) return
    alarms.set(delay, () => {
      if (!closed && panes().has(pane)) queue.add(pane)
    })
  }

  /** One look at all panes; those in which something happened are captured. */
  async function look(): Promise<void> {
    const listed = await tmux.request(command('list-panes', '-a', '-F', rowFormat(ROW)))
    const now = Date.now()
    const watched = panes()
    const glances: Glance[] = []
    // A linked window is listed with each of its sessions.
    const rows = new Map(parseRows(listed, ROW).map(row => [row.id, row]))
    for (const row of rows.values()) {
      const pace = watched.get(row.id)
      if (pace === undefined) continue
      const activeAt = row.activity * 1000
      if (isDue(captured.get(row.id) ?? 0, activeAt, GAP[pace], now)) queue.add(row.id)
      if (!captured.has(row.id)) captured.set(row.id, 0)
      glances.push({ paneId: row.id, title: row.title, activeAt, at: now })
    }
    if (!closed) onGlances(glances)
  }

  function tick(): void {
    if (looking || closed || tmux.status().kind !== 'connected') return
    looking = true
    void look()
      .catch(error => log.debug('titles and activity could not be listed', { error: String(error) }))
      .finally(() => {
        looking = false
      })
  }

  return {
    follow() {
      const watched = panes()
      for (const pane of [...captured.keys()]) if (!watched.has(pane)) captured.delete(pane)
      if (timer && watched.size === 0) {
        clearInterval(timer)
        timer = null
      } else if (!timer && watched.size > 0 && !closed) timer = setInterval(tick, LOOK)
      if ([...watched.keys()].some(pane => !captured.has(pane))) tick()
    },
    lookSoon,
    read,
    close() {
      closed = true
      if (timer) clearInterval(timer)
      queue.clear()
      alarms.clear()
    },
  }
}
