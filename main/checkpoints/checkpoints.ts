import type { CheckpointInfo, Trigger } from '../../ipc/checkpoint'
import type { CallOut, CallParsed, TopicOut } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { SessionId } from '../../ipc/model'
import { createEmitter, type Undo } from '../../ipc/wire'
import type { Log } from '../log/log'
import { type Capture, type CaptureOptions, createCapture, type Saved } from './capture/capture'
import { estimateCapture } from './capture/capture-estimate'
import { createSaves, type FileWork } from './saves'
import { compareCheckpoints } from './show/compare'
import { showPatch } from './show/compare-files'
import { showScreen } from './show/screens'
import { showTurns } from './show/turns'
import { findDamaged } from './store/damaged'
import { type CheckpointStore, UNDO_MS } from './store/store'

/** ms from a save or an import to the collection of what nothing uses. */
const COLLECT_AFTER = 600_000
const MB = 1_000_000

type News = TopicOut<'checkpoints'>

/** The checkpoints as pages and the host's own services use them. */
export interface Checkpoints {
  /** Saves a session by hand. Throws as `Capture.save`. */
  save(wish: CallParsed<'checkpoint.save'>): Promise<Saved>
  /** Saves a session by itself; null when nothing has changed since the last one (`onlyIfChanged`). */
  saveBy(
    wish: { id: string; sessionId: SessionId; name: string; message: string; trigger: Trigger },
    how: { signal?: AbortSignal; onlyIfChanged?: boolean },
  ): Promise<Saved | null>
  /** Runs an export or an import that pages see among the saves once it has taken a while. Throws as the work does. */
  follow<T>(id: string, work: FileWork<T>): Promise<T>
  /** Ends a save, an export or an import that is under way; nothing happens when it is over. */
  cancel(id: string): void
  estimate(session: SessionId): Promise<CallOut<'checkpoint.estimate'>>
  get(id: string): Promise<CallOut<'checkpoint.get'>>
  damaged(): Promise<CallOut<'checkpoint.damaged'>>
  screen(wish: CallParsed<'checkpoint.screen'>): Promise<CallOut<'checkpoint.screen'>>
  turns(wish: CallParsed<'checkpoint.turns'>): Promise<CallOut<'checkpoint.turns'>>
  patch(wish: CallParsed<'checkpoint.patch'>): Promise<CallOut<'checkpoint.patch'>>
  compare(wish: CallParsed<'checkpoint.compare'>): Promise<CallOut<'checkpoint.compare'>>
  rename(wish: CallParsed<'checkpoint.rename'>): CheckpointInfo
  delete(ids: readonly string[]): void
  undelete(ids: readonly string[]): string[]
  /** What pages are told, at once and with each change. */
  watch(send: (news: News) => void): Undo
  /** One sentence that pages show until the next save: why one that was due could not be taken. Empty takes it back. */
  setTrouble(trouble: string): void
  /** Ends what is under way; resolves when no export or import has anything left to take away. */
  close(): Promise<void>
}

interface Options extends Omit<CaptureOptions, 'store'> {
  readonly store: CheckpointStore
  readonly readOnly: () => boolean
  readonly log: Log
}

/** Purges what was deleted once it cannot be taken back, and frees what nothing uses some time after a save. */
function createCollector({ store, settings, readOnly, log }: Options) {
  const timers = new Map<number, NodeJS.Timeout>()
  const collect = () => {
    if (readOnly()) return
    store.collect({ most: settings().checkpointMostMb * MB }).catch(error => {
      log.warn('checkpoints could not be collected', { error: String(error) })
    })
  }
  return {
    /** One collection is enough for all that asked for it meanwhile. */
    soon(ms: number, again = false) {
      if (again) clearTimeout(timers.get(ms))
      else if (timers.has(ms)) return
      const timer = setTimeout(() => {
        timers.delete(ms)
        collect()
      }, ms)
      timer.unref()
      timers.set(ms, timer)
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

/** The session that a checkpoint was taken of, as it is now. Throws HostError `no-such-session`. */
function sessionNamed({ tmux }: Options, name: string): SessionId {
  const session = tmux.mirror.state().sessions.find(one => one.name === name)
  if (!session) throw new HostError('no-such-session', `There is no session ${name} now.`)
  return session.id
}

/** The checkpoints of a data folder, over the sessions of a server. */
export function createCheckpoints(options: Options): Checkpoints {
  const { store } = options
  const capture: Capture = createCapture(options)
  const changed = createEmitter<News>()
  let trouble = ''
  const news = (): News => ({ list: store.list(), saving: saves.list(), trouble })
  const tell = () => changed.emit(news())
  const saves = createSaves(tell)
  const collector = createCollector(options)
  const undo = store.onChange(tell)

  const saveBy: Checkpoints['saveBy'] = async ({ sessionId, ...wish }, how) => {
    store.mayWrite()
    const { onlyIfChanged = false } = how
    const saved = await saves.save(wish.id, how.signal, under =>
      capture.save(sessionId, wish, { ...under, onlyIfChanged }),
    )
    collector.soon(COLLECT_AFTER)
    return saved
  }

  return {
    saveBy,
    async save(wish) {
      const saved = await saveBy({ ...wish, trigger: 'manual' }, {})
      // Only one that may stay away when nothing has changed does.
      if (!saved) throw new HostError('internal', 'Nothing was saved.')
      return saved
    },
    // An import that was cancelled leaves parts that nothing names.
    follow: (id, work) => saves.file(id, work).finally(() => collector.soon(COLLECT_AFTER)),
    cancel: id => void saves.cancel(id),
    estimate: session => estimateCapture(options, session),
    async get(id) {
      const [checkpoint, damaged] = await Promise.all([store.get(id), store.check(id, false)])
      return { checkpoint, damaged }
    },
    damaged: async () => ({ ids: await findDamaged(store.list(), store.blobs) }),
    screen: async wish => showScreen(store.blobs, await store.get(wish.id), wish),
    turns: async wish => showTurns(store.blobs, await store.get(wish.id), wish, options.types()),
    patch: async ({ id, tree }) => showPatch(store.blobs, await store.get(id), tree),
    async compare({ id, with: other }) {
      const before = await store.get(id)
      // Looking puts parts, into a folder that may be another host's.
      if (other === null) store.mayWrite()
      const after = other === null ? await capture.look(sessionNamed(options, before.session)) : await store.get(other)
      return { lines: await compareCheckpoints(store.blobs, before, after) }
    },
    rename: ({ id, name, message }) => store.rename(id, name, message),
    delete(ids) {
      store.delete(ids)
      collector.soon(UNDO_MS + 1000, true)
    },
    undelete: ids => store.undelete(ids),
    watch(send) {
      send(news())
      return changed.on(send)
    },
    setTrouble(words) {
      if (words === trouble) return
      trouble = words
      tell()
    },
    async close() {
      undo()
      await saves.close()
      collector.close()
    },
  }
}
