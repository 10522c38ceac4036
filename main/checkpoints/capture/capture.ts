import { randomUUID } from 'node:crypto'
import type { Checkpoint, CheckpointInfo, SaveProgress, Trigger } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import type { SessionId } from '../../../ipc/model'
import type { Settings } from '../../../ipc/settings'
import type { ActBook } from '../../agents/acts'
import { command } from '../../tmux/quote'
import type { Tmux } from '../../tmux/types'
import { stopIf } from '../cancelled'
import { AT_ONCE, eachLimited } from '../each-limited'
import { serverLife } from '../panes/remembered'
import { maskFacts } from '../secrets/mask-facts'
import type { Blobs } from '../store/blobs'
import type { CheckpointStore } from '../store/store'
import { fingerprint, problemsOf, promptsOf } from './capture-facts'
import { type CapturedPane, capturePane, type PaneParts } from './capture-panes'
import { frameSession, type WindowFrame } from './capture-session'
import { captureTrees, treesOf } from './capture-trees'

export interface CaptureWish {
  readonly id: string
  readonly name: string
  readonly message: string
  readonly trigger: Trigger
}

export interface CaptureHow {
  /** Ends it with HostError `cancelled`; parts that were put meanwhile go with the next collection. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SaveProgress) => void
  /** Answers null, and keeps nothing, when the session is as the last checkpoint has it. */
  readonly onlyIfChanged?: boolean
}

export interface Saved {
  readonly info: CheckpointInfo
  /** What is not in it, a sentence each. */
  readonly problems: string[]
}

export interface Capture {
  /**
   * Saves a session as it is. Resolves when it is safe on the disk. Throws HostError `no-such-session`, `cancelled`,
   * `read-only`, `store-damaged` (the disk takes nothing), or tmux's.
   */
  save(session: SessionId, wish: CaptureWish, how?: CaptureHow): Promise<Saved | null>
  /** A session as it is, for a comparison: not in the list, and its parts go with the next collection. Throws as `save`. */
  look(session: SessionId): Promise<Checkpoint>
}

interface Gathered {
  readonly checkpoint: Checkpoint
  /** Bytes that it added to the disk. */
  readonly added: number
  /** Why git could not be asked, or empty. */
  readonly git: string
}

export interface CaptureOptions extends PaneParts {
  readonly tmux: Pick<Tmux, 'mirror' | 'request' | 'status'>
  readonly store: Pick<CheckpointStore, 'saving' | 'save' | 'list'>
  readonly book: Pick<ActBook, 'open'>
  readonly settings: () => Settings
}

/** The server's start (Unix s), so that ids which it used are told from those of a later one, and its pid. */
export async function serverStart(tmux: Pick<Tmux, 'request'>): Promise<{ started: number; pid: number }> {
  const words = (await tmux.request(command('display-message', '-p', '#{start_time} #{pid}'))).split(' ')
  const [started = 0, pid = 0] = words.map(word => Number(word) || 0)
  return { started, pid }
}

/** Counts what is done, for who watches. */
function progressOf({ id }: CaptureWish, session: string, total: number, how: CaptureHow) {
  let done = 0
  return (what: string, by = 1) => {
    done += by
    how.onProgress?.({ id, session, done: Math.min(done, total), total, what })
  }
}

/** What the disk says, as HostError `store-damaged`; all else as it is. */
export function systemFailure(error: unknown): unknown {
  if (error instanceof HostError || !(error instanceof Error) || !('code' in error)) return error
  return new HostError('store-damaged', 'The disk did not take the checkpoint.', error.message)
}

/** What panes hold. */
function createContent(options: CaptureOptions) {
  const { settings } = options

  async function windowsOf(
    windows: readonly WindowFrame[],
    blobs: Blobs,
    how: CaptureHow,
    step: (what: string) => void,
  ) {
    const { checkpointLines: lines, maskSecrets: mask } = settings()
    const wish = { blobs, lines, mask, signal: how.signal }
    const frames = windows.flatMap(window => window.panes)
    const panes = await eachLimited(frames, AT_ONCE, async frame => {
      const captured = await capturePane(frame, options, wish)
      step(frame.saved.agent || frame.saved.key)
      return captured
    })
    const byId = new Map(frames.map((frame, i) => [frame.id, panes[i] as CapturedPane]))
    const whole = windows.map(window => ({
      ...window,
      panes: window.panes.flatMap(frame => byId.get(frame.id)?.pane ?? []),
    }))
    return { windows: whole, added: panes.reduce((sum, one) => sum + one.added, 0) }
  }

  return { windowsOf }
}

/** Saves sessions. */
export function createCapture(options: CaptureOptions): Capture {
  const { tmux, store, book, settings, keeper, viewOf } = options
  const { windowsOf } = createContent(options)
  const last = new Map<string, { id: string; print: string }>()

  async function gather(id: SessionId, wish: CaptureWish, how: CaptureHow, blobs: Blobs): Promise<Gathered> {
    const at = Date.now()
    const [mirror, { started, pid }] = await Promise.all([tmux.mirror.refresh(), serverStart(tmux)])
    await keeper.follow(serverLife(pid, started), new Set(mirror.panes.map(pane => pane.id)))
    const frame = frameSession(mirror, id, viewOf, settings().checkpointEnv)
    const prompts = promptsOf(book, frame)
    const folders = frame.windows.flatMap(window => window.panes).map(pane => pane.saved.folder)
    const { tops, problem } = await treesOf(folders, how.signal)
    const session = frame.session.name.slice(0, 1000)
    const step = progressOf(wish, session, folders.length + tops.length, how)
    step('', 0)
    const [content, files] = await Promise.all([
      windowsOf(frame.windows, blobs, how, step),
      captureTrees(tops, settings(), { blobs, signal: how.signal, onDone: step }),
    ])
    const checkpoint: Checkpoint = {
      version: 1,
      ...{ id: wish.id, name: wish.name, message: wish.message, at, trigger: wish.trigger, session },
      folder: frame.session.folder.slice(0, 4096),
      tmux: { version: tmux.status().serverVersion.slice(0, 40), started },
      ...{ windows: content.windows, trees: files.trees, prompts },
    }
    stopIf(how.signal)
    const kept = settings().maskSecrets ? maskFacts(checkpoint).value : checkpoint
    return { checkpoint: kept, added: content.added + files.added, git: problem }
  }

  async function keep({ checkpoint, added, git }: Gathered, how: CaptureHow): Promise<Saved | null> {
    const print = fingerprint(checkpoint)
    const before = last.get(checkpoint.session)
    const same = before?.print === print && store.list().some(one => one.id === before.id)
    if (how.onlyIfChanged && same) return null
    const info = await store.save(checkpoint, added)
    last.set(checkpoint.session, { id: info.id, print })
    return { info, problems: problemsOf(checkpoint, git) }
  }

  async function guarded<T>(work: (blobs: Blobs) => Promise<T>): Promise<T> {
    try {
      return await store.saving(work)
    } catch (error) {
      throw systemFailure(error)
    }
  }

  return {
    save: (id, wish, how = {}) => guarded(async blobs => keep(await gather(id, wish, how, blobs), how)),
    async look(id) {
      const wish = { id: randomUUID(), name: '', message: '', trigger: 'manual' } as const
      return (await guarded(blobs => gather(id, wish, {}, blobs))).checkpoint
    },
  }
}
