import type { CheckpointInfo } from '../../ipc/checkpoint'
import type { Fleet, Pane, Session, SessionId } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'
import type { Risky } from './risky'

interface Options {
  /** What came of it is nobody's to hear. */
  readonly risky: { beside(...of: Parameters<Risky['beside']>): unknown }
  readonly fleet: { state(): Fleet; onChange(listener: (fleet: Fleet) => void): Undo }
  readonly list: () => readonly CheckpointInfo[]
  /** Minutes between checkpoints of a session whose agents work. */
  readonly everyMin: () => number
  readonly now?: () => number
  /** ms that all agents must rest for it to be a milestone, and between looks at the clock. */
  readonly rest?: number
  readonly tick?: number
}

/** A turn often follows another within seconds; an agent that rests for so long is done. */
const REST = 5000
/** The interval is in minutes: a look every half of one is near enough. */
const TICK = 30_000
const MINUTE = 60_000

const DONE: ReadonlySet<string> = new Set(['idle', 'exited'])

function agentsOf({ panes }: Fleet, { windows }: Session): Pane[] {
  const ids = new Set(windows.map(link => link.windowId))
  return panes.filter(pane => pane.agent !== null && ids.has(pane.windowId))
}

interface Watched {
  /** Some agent has worked since the last milestone. */
  worked: boolean
  timer: NodeJS.Timeout | null
  /** Unix ms of the last checkpoint by the clock, or of the first sight. */
  at: number
}

/**
 * Takes checkpoints at milestones (all agents of a session are done after work) and, while agents work, at an interval.
 * Returns what ends it.
 */
export function watchSessions(options: Options): Undo {
  const { risky, fleet, list, everyMin, now = Date.now, rest = REST, tick = TICK } = options
  const watched = new Map<SessionId, Watched>()

  function settle(id: SessionId, one: Watched): void {
    one.timer = null
    one.worked = false
    one.at = now()
    risky.beside([id], 'milestone')
  }

  function follow(session: Session, agents: readonly Pane[]): void {
    const one = watched.get(session.id) ?? { worked: false, timer: null, at: now() }
    watched.set(session.id, one)
    if (agents.some(pane => pane.state.name === 'working')) one.worked = true
    // Where nobody rests, nobody has finished anything: they ended, or stand behind *Restart* after a restore.
    const rests = agents.some(pane => pane.state.name === 'idle')
    const done = one.worked && rests && agents.every(pane => DONE.has(pane.state.name))
    if (done) one.timer ??= setTimeout(() => settle(session.id, one), rest).unref()
    else if (one.timer) {
      clearTimeout(one.timer)
      one.timer = null
    }
  }

  function look(state: Fleet): void {
    const there = new Set(state.sessions.map(session => session.id))
    for (const [id, { timer }] of watched)
      if (!there.has(id)) {
        if (timer) clearTimeout(timer)
        watched.delete(id)
      }
    for (const session of state.sessions) follow(session, agentsOf(state, session))
  }

  function byClock(): void {
    const state = fleet.state()
    for (const session of state.sessions) {
      const one = watched.get(session.id)
      const working = agentsOf(state, session).some(pane => pane.state.name === 'working')
      const newest = list().find(info => info.session === session.name)?.at ?? 0
      if (!one || !working || now() - Math.max(one.at, newest) < everyMin() * MINUTE) continue
      one.at = now()
      risky.beside([session.id], 'interval')
    }
  }

  look(fleet.state())
  const undo = fleet.onChange(look)
  const clock = setInterval(byClock, tick)
  clock.unref()
  return () => {
    undo()
    clearInterval(clock)
    for (const { timer } of watched.values()) if (timer) clearTimeout(timer)
  }
}
