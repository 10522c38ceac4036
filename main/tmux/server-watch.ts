import { type FSWatcher, watch } from 'node:fs'
import type { Undo } from '../../ipc/wire'

export interface ServerWatchOptions {
  /** The folder of tmux's socket; may not exist yet. */
  readonly folder: string
  /** Name of the socket in it. */
  readonly name: string
  /** Something may have changed: look. */
  onHint(): void
}

/**
 * ms between looks without a hint: the folder may not exist before the first server does, may be on a file system without
 * notices, and a missing tmux may get installed. A look is one connect to a local socket; no process is started.
 */
const SLOW = 2000
/** ms after a hint: a server makes its socket's file a moment before it listens. */
const SOON = [0, 15, 30, 60, 120, 250, 500]

/** Hints that a server may have come: from the socket's folder at once, else slowly. Returns the end of it. */
export function watchForServer({ folder, name, onHint }: ServerWatchOptions): Undo {
  let watcher: FSWatcher | null = null
  let timers: NodeJS.Timeout[] = []

  const soon = () => {
    for (const timer of timers) clearTimeout(timer)
    timers = SOON.map(ms => setTimeout(onHint, ms))
  }
  const arm = () => {
    if (watcher) return
    try {
      watcher = watch(folder, { persistent: false }, (_, file) => {
        if (file === null || file === name) soon()
      })
      watcher.on('error', disarm)
    } catch {
      // No such folder yet: the slow look tries again.
    }
  }
  const disarm = () => {
    watcher?.close()
    watcher = null
  }
  arm()
  const slow = setInterval(() => {
    arm()
    onHint()
  }, SLOW)
  slow.unref()
  return () => {
    clearInterval(slow)
    for (const timer of timers) clearTimeout(timer)
    disarm()
  }
}
