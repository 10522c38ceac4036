import { randomUUID } from 'node:crypto'
import type { Trigger } from '../../ipc/checkpoint'
import { HostError, toFailure } from '../../ipc/failure'
import type { Fleet, PaneId, SessionId } from '../../ipc/model'
import type { Checkpoints } from '../checkpoints/capture-service'
import type { Log } from '../log/log'

/** Checkpoints that are taken by themselves. All of this does nothing while the settings say that none are wanted. */
export interface Risky {
  /** Begins one of each session and does not wait: for acts that nothing may delay. Never throws. */
  beside(sessions: readonly SessionId[], trigger: Trigger): void
  /** Takes one of each session first, but goes on after 3 s, or when it failed; pages are told then. Never rejects. */
  first(sessions: readonly SessionId[], trigger: Trigger): Promise<void>
  /**
   * Takes one, and throws HostError `refused` with a detail that begins with `no-checkpoint` when that cannot be: what was
   * to follow must not then, unless the user says so.
   */
  must(session: SessionId, trigger: Trigger): Promise<void>
}

export interface RiskyOptions {
  readonly checkpoints: Pick<Checkpoints, 'saveBy' | 'setTrouble'>
  readonly fleet: { state(): Fleet }
  readonly wanted: () => boolean
  /** Shown by all pages, one sentence. */
  readonly tell: (notice: string) => void
  readonly log: Log
  /** ms that an act waits for its checkpoint. */
  readonly patience?: number
}

/** ms within which two risky acts share one checkpoint. */
const SHARED = 10_000
/** ms that an act waits for its checkpoint; a broadcast that hangs would be worse than one without. */
const PATIENCE = 3000
/** ms after which a checkpoint before a kill has failed. */
const MOST = 30_000

interface Taken {
  readonly done: Promise<void>
  /** Unix ms of its beginning; forgotten when it fails. */
  readonly at: number
}

/** The sessions in which these panes are, each once; of a window that several show, the first. */
export function sessionsOf({ sessions, panes }: Fleet, ids: Iterable<PaneId>): SessionId[] {
  const wanted = new Set(ids)
  const windows = new Set(panes.filter(pane => wanted.has(pane.id)).map(pane => pane.windowId))
  const found = [...windows].map(id => sessions.find(one => one.windows.some(link => link.windowId === id))?.id)
  return [...new Set(found.filter(id => id !== undefined))]
}

function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(false), ms)
    void work.finally(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}

/** Takes checkpoints before risky acts: one at a time of a session, and one for all that happens within 10 s. */
export function createRisky(options: RiskyOptions): Risky {
  const { checkpoints, fleet, wanted, tell, log, patience = PATIENCE } = options
  const taken = new Map<SessionId, Taken>()
  const nameOf = (id: SessionId) => fleet.state().sessions.find(one => one.id === id)?.name ?? 'a session'

  async function save(sessionId: SessionId, trigger: Trigger): Promise<void> {
    const wish = { id: randomUUID(), sessionId, name: '', message: '', trigger }
    try {
      await checkpoints.saveBy(wish, { signal: AbortSignal.timeout(MOST), onlyIfChanged: true })
      checkpoints.setTrouble('')
    } catch (error) {
      const { message } = toFailure(error)
      log.warn('a checkpoint could not be taken', { trigger, error: String(error) })
      checkpoints.setTrouble(`No checkpoint of ${nameOf(sessionId)} could be taken: ${message}`)
      throw error
    }
  }

  function forgetGone(): void {
    const there = new Set(fleet.state().sessions.map(one => one.id))
    for (const id of taken.keys()) if (!there.has(id)) taken.delete(id)
  }

  function take(session: SessionId, trigger: Trigger): Promise<void> {
    const before = taken.get(session)
    if (before && Math.abs(Date.now() - before.at) < SHARED) return before.done
    const done = (before?.done ?? Promise.resolve()).catch(() => {}).then(() => save(session, trigger))
    const mine = { done, at: Date.now() }
    taken.set(session, mine)
    // Whoever waits for it hears of a failure; those that do not must not end the host.
    done.catch(() => {
      if (taken.get(session) === mine) taken.delete(session)
    })
    forgetGone()
    return done
  }

  async function takeFirst(session: SessionId, trigger: Trigger): Promise<void> {
    let failed = ''
    const work = take(session, trigger).catch(error => {
      failed = toFailure(error).message
    })
    const over = await within(patience, work)
    if (!over) tell(`The checkpoint of ${nameOf(session)} was not complete before this went on.`)
    else if (failed !== '') tell(`This went on without a checkpoint of ${nameOf(session)}: ${failed}`)
  }

  return {
    beside(sessions, trigger) {
      if (wanted()) for (const session of sessions) void take(session, trigger)
    },
    async first(sessions, trigger) {
      if (wanted()) await Promise.all(sessions.map(session => takeFirst(session, trigger)))
    },
    async must(session, trigger) {
      if (!wanted()) return
      try {
        await take(session, trigger)
      } catch (error) {
        const { code, message } = toFailure(error)
        if (code === 'no-such-session' || code === 'no-server') throw error
        const words = code === 'cancelled' ? `It took longer than ${MOST / 1000} s.` : message
        throw new HostError('refused', `No checkpoint could be taken, so nothing was ended. ${words}`, 'no-checkpoint')
      }
    },
  }
}
