import { rm, rmdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { lock } from 'proper-lockfile'
import { HostError } from '../../ipc/failure'
import { createEmitter, type Emitter, type Undo } from '../../ipc/wire'
import { defaultDataFolder, prepareFolder } from './folder-path'
import { describeSelf, fateOf, type Holder, holderWords, type ProcessLookup, readHolder, writeHolder } from './holder'
import { hasCode } from './side-file'

export interface DataFolder {
  /** Absolute. */
  readonly path: string
  /** Whether this host may write, and who may instead (`the web shell, pid 123, since …`; empty while we do). */
  readonly lock: { readonly held: boolean; readonly holder: string }
  /** Tries once to become the writer. Resolves with whether this host is it now. */
  tryAcquire(): Promise<boolean>
  /** Called when this host becomes the writer later on; while somebody listens, it is tried every 2 s. */
  onAcquired(listener: () => void): Undo
  /** Called when this host has lost the folder (somebody removed the lock); from then on it must not write. */
  onLost(listener: () => void): Undo
  release(): Promise<void>
}

export interface DataFolderOptions {
  /** How other hosts will name this one: `electron`, `web`. */
  readonly shell: string
  readonly processes: ProcessLookup
}

/** A lock of an unknown holder (another machine) that was not renewed for so long is nobody's, ms. */
const STALE_MS = 10_000
/** How often a held lock is renewed, and with that its loss noticed, ms. */
const RENEW_MS = 2000
/** As STALE_MS for the guard, which is held for some ms at a time; proper-lockfile's least. */
const GUARD_STALE_MS = 2000
/** A holder that was killed makes no event, so the end of its lock has to be looked for. */
const RETRY_MS = 2000

interface State {
  readonly path: string
  readonly self: Holder
  readonly processes: ProcessLookup
  readonly acquired: Emitter<void>
  readonly lost: Emitter<void>
  /** Gives the lock back; null while it is not ours. */
  unlock: (() => Promise<void>) | null
  holder: Holder | null
  timer: NodeJS.Timeout | null
  released: boolean
}

/**
 * Opens the folder that keeps settings and checkpoints, creating it (0700), and tries to become its one writer. A second
 * host gets `lock.held === false`: it may read, must not write, and may take over when the first one ends. A holder that
 * died (same machine: by pid and start time) is replaced at once, one that is merely frozen is not.
 *
 * @param path null or undefined: the user's own (`defaultDataFolder`)
 * @throws HostError bad-folder
 */
export async function openDataFolder(
  path: string | null | undefined,
  { shell, processes }: DataFolderOptions,
): Promise<DataFolder> {
  const place = { env: process.env, platform: process.platform, home: homedir() }
  const state: State = {
    path: path ? resolve(path) : defaultDataFolder(place),
    self: await describeSelf(shell, processes),
    processes,
    acquired: createEmitter<void>(),
    lost: createEmitter<void>(),
    unlock: null,
    holder: null,
    timer: null,
    released: false,
  }
  await prepareFolder(state.path)
  await acquire(state)
  return {
    path: state.path,
    lock: {
      get held() {
        return state.unlock !== null
      },
      get holder() {
        return state.unlock ? '' : holderWords(state.holder)
      },
    },
    tryAcquire: () => acquire(state),
    onAcquired(listener) {
      const undo = state.acquired.on(listener)
      watch(state)
      return () => {
        undo()
        if (state.acquired.size === 0) unwatch(state)
      }
    },
    onLost: listener => state.lost.on(listener),
    release: () => release(state),
  }
}

const lockPath = (state: State) => join(state.path, 'host.lock')
const holderPath = (state: State) => join(state.path, 'host.json')

function watch(state: State): void {
  if (state.timer || state.unlock || state.released) return
  state.timer = setInterval(() => void acquire(state).catch(() => {}), RETRY_MS)
  state.timer.unref()
}

function unwatch(state: State): void {
  if (state.timer) clearInterval(state.timer)
  state.timer = null
}

/**
 * All attempts run one at a time under a second lock, so that "its holder is dead, remove the lock, take it" cannot remove
 * the lock of somebody who was quicker.
 */
async function acquire(state: State): Promise<boolean> {
  if (state.unlock) return true
  if (state.released || (await heldByLiving(state))) return false
  const leave = await enterGuard(state)
  if (!leave) return false
  try {
    if (state.unlock || (await heldByLiving(state))) return state.unlock !== null
    if (state.holder && (await fateOf(state.holder, state.processes)) === 'dead')
      await rmdir(lockPath(state)).catch(() => {})
    await takeLock(state)
  } finally {
    await leave().catch(() => {})
  }
  if (!state.unlock) return false
  unwatch(state)
  state.acquired.emit()
  return true
}

/** Whether a process that can be seen to live holds the lock: cheap, and true also when it is frozen and lets it age. */
async function heldByLiving(state: State): Promise<boolean> {
  const locked = await stat(lockPath(state)).catch(() => null)
  state.holder = locked ? await readHolder(holderPath(state)) : null
  return state.holder !== null && (await fateOf(state.holder, state.processes)) === 'alive'
}

async function enterGuard(state: State): Promise<(() => Promise<void>) | null> {
  const retries = { retries: 60, factor: 1, minTimeout: 30, maxTimeout: 80, randomize: true }
  try {
    return await lock(join(state.path, 'guard'), {
      realpath: false,
      stale: GUARD_STALE_MS,
      retries,
      onCompromised: () => {},
    })
  } catch (error) {
    if (hasCode(error, 'ELOCKED')) return null
    throw unusable(state, error)
  }
}

function unusable(state: State, error: unknown): HostError {
  const words = error instanceof Error ? error.message : String(error)
  return new HostError('bad-folder', `The data folder ${state.path} cannot be written.`, words)
}

async function takeLock(state: State): Promise<void> {
  try {
    const unlock = await lock(join(state.path, 'host'), {
      realpath: false,
      stale: STALE_MS,
      update: RENEW_MS,
      onCompromised: () => lose(state),
    })
    state.unlock = unlock
  } catch (error) {
    if (hasCode(error, 'ELOCKED')) return
    throw unusable(state, error)
  }
  // Without this file (a full disk) others cannot say who we are; the lock itself holds.
  await writeHolder(holderPath(state), { ...state.self, since: Date.now() }).catch(() => {})
}

function lose(state: State): void {
  state.unlock = null
  if (state.released) return
  state.lost.emit()
  if (state.acquired.size > 0) watch(state)
}

async function release(state: State): Promise<void> {
  if (state.released) return
  state.released = true
  unwatch(state)
  const unlock = state.unlock
  state.unlock = null
  if (!unlock) return
  // In this order: a file that names us must not lie beside the next holder's lock.
  await rm(holderPath(state), { force: true }).catch(() => {})
  await unlock().catch(() => {})
}
