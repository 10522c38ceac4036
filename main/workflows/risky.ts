import { randomUUID } from 'node:crypto'
import type { CheckpointInfo, Trigger } from '../../ipc/checkpoint'
import { HostError, toFailure } from '../../ipc/failure'
import type { Fleet, PaneId, SessionId } from '../../ipc/model'
import type { SavedBefore } from '../../ipc/saved-before'
import type { Checkpoints } from '../checkpoints/checkpoints'
import type { Log } from '../log/log'

/**
 * Checkpoints that are taken by themselves. All of this does nothing, and answers an empty list, while the settings say
 * that none are wanted. What is answered says of each session which checkpoint it was, or why there is none.
 */
export interface Risky {
  /** Begins one of each session, for acts that nothing may delay: to be waited for by nobody but who tells. Never rejects. */
  beside(sessions: readonly SessionId[], trigger: Trigger): Promise<SavedBefore[]>
  /** Takes one of each session first, but goes on after 3 s, or when it failed. Never rejects. */
  first(sessions: readonly SessionId[], trigger: Trigger): Promise<SavedBefore[]>
  /**
   * Takes one, and throws HostError `refused` with a detail that begins with `no-checkpoint` when that cannot be: what was
   * to follow must not then, unless the user says so.
   */
  must(session: SessionId, trigger: Trigger): Promise<SavedBefore[]>
}

export interface RiskyOptions {
  readonly checkpoints: Pick<Checkpoints, 'saveBy' | 'setTrouble'>
  /** The checkpoints that there are, the newest first. */
  readonly list: () => readonly CheckpointInfo[]
  readonly fleet: { state(): Fleet }
  readonly wanted: () => boolean
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

type Way = Pick<SavedBefore, 'checkpoint' | 'how'>

interface Taken {
  readonly done: Promise<Way>
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

const nothing = (session: string, problem: string): SavedBefore => ({
  session,
  checkpoint: null,
  how: 'taken',
  problem,
})

function wordsOf(error: unknown): string {
  const { code, message } = toFailure(error)
  return code === 'cancelled' ? `It took longer than ${MOST / 1000} s.` : message
}

const namer =
  ({ fleet }: Pick<RiskyOptions, 'fleet'>) =>
  (id: SessionId) =>
    fleet.state().sessions.find(one => one.id === id)?.name ?? 'a session'

/** Saves a session by itself; rejects when that fails, and tells pages so. */
function createSaver(options: RiskyOptions) {
  const { checkpoints, list, log } = options
  const nameOf = namer(options)

  return async (sessionId: SessionId, trigger: Trigger): Promise<Way> => {
    const wish = { id: randomUUID(), sessionId, name: '', message: '', trigger }
    try {
      const saved = await checkpoints.saveBy(wish, { signal: AbortSignal.timeout(MOST), onlyIfChanged: true })
      checkpoints.setTrouble('')
      const name = nameOf(sessionId)
      const info = saved?.info ?? list().find(one => one.session === name)
      return { checkpoint: info ? { id: info.id, at: info.at } : null, how: saved ? 'taken' : 'unchanged' }
    } catch (error) {
      log.warn('a checkpoint could not be taken', { trigger, error: String(error) })
      checkpoints.setTrouble(`No checkpoint of ${nameOf(sessionId)} could be taken: ${wordsOf(error)}`)
      throw error
    }
  }
}

/** One checkpoint at a time of a session, and one for all that happens within 10 s. */
function createTaker(options: RiskyOptions) {
  const { list, fleet } = options
  const taken = new Map<SessionId, Taken>()
  const save = createSaver(options)
  const nameOf = namer(options)

  function forgetGone(): void {
    const there = new Set(fleet.state().sessions.map(one => one.id))
    for (const id of taken.keys()) if (!there.has(id)) taken.delete(id)
  }

  function begin(session: SessionId, trigger: Trigger, before: Taken | undefined): Promise<Way> {
    const after = before ? before.done.catch(() => null) : Promise.resolve()
    const done = after.then(() => save(session, trigger))
    const mine = { done, at: Date.now() }
    taken.set(session, mine)
    // Whoever waits for it hears of a failure; those that do not must not end the host.
    done.catch(() => {
      if (taken.get(session) === mine) taken.delete(session)
    })
    forgetGone()
    return done
  }

  return async function take(session: SessionId, trigger: Trigger): Promise<SavedBefore> {
    const name = nameOf(session)
    const before = taken.get(session)
    const shares = before !== undefined && Math.abs(Date.now() - before.at) < SHARED
    const way = await (shares ? before.done : begin(session, trigger, before))
    const told = { session: name, problem: '' }
    if (!shares) return { ...told, ...way }
    // Somebody may have deleted it meanwhile: then it is nobody's way back.
    if (way.checkpoint && !list().some(one => one.id === way.checkpoint?.id)) {
      if (taken.get(session) === before) taken.delete(session)
      return take(session, trigger)
    }
    return { ...told, checkpoint: way.checkpoint, how: way.how === 'taken' ? 'shared' : way.how }
  }
}

/** Takes checkpoints before risky acts. */
export function createRisky(options: RiskyOptions): Risky {
  const { wanted, patience = PATIENCE } = options
  const take = createTaker(options)
  const nameOf = namer(options)

  async function takeFirst(session: SessionId, trigger: Trigger): Promise<SavedBefore> {
    const name = nameOf(session)
    let saved: SavedBefore | null = null
    let failed = ''
    const work = take(session, trigger).then(
      one => {
        saved = one
      },
      error => {
        failed = wordsOf(error)
      },
    )
    const over = await within(patience, work)
    return saved ?? nothing(name, over ? failed : 'It was not complete before this went on.')
  }

  return {
    async beside(sessions, trigger) {
      if (!wanted()) return []
      const each = (session: SessionId) => {
        const name = nameOf(session)
        return take(session, trigger).catch(error => nothing(name, wordsOf(error)))
      }
      return Promise.all(sessions.map(each))
    },
    async first(sessions, trigger) {
      return wanted() ? Promise.all(sessions.map(session => takeFirst(session, trigger))) : []
    },
    async must(session, trigger) {
      if (!wanted()) return []
      try {
        return [await take(session, trigger)]
      } catch (error) {
        const { code } = toFailure(error)
        if (code === 'no-such-session' || code === 'no-server') throw error
        const why = `No checkpoint could be taken, so nothing was ended. ${wordsOf(error)}`
        throw new HostError('refused', why, 'no-checkpoint')
      }
    },
  }
}
