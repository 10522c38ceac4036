import { toFailure } from '../../ipc/failure'
import type { ServerStatus } from '../../ipc/model'
import { createEmitter, type Undo } from '../../ipc/wire'

type Change = Partial<Omit<ServerStatus, 'since' | 'socket'>>

/** The one status of the server; tells its listeners when it changes. */
export interface StatusHolder {
  get(): ServerStatus
  set(change: Change): void
  /** `trouble` in the words of an expected failure; a bug keeps its message. */
  trouble(error: unknown): void
  on(listener: (status: ServerStatus) => void): Undo
}

/** Starts as `starting`. `socket`: its name for people. */
export function createStatus(socket: string): StatusHolder {
  const changes = createEmitter<ServerStatus>()
  let status: ServerStatus = {
    kind: 'starting',
    clientVersion: '',
    serverVersion: '',
    socket,
    message: '',
    remedy: '',
    since: Date.now(),
  }
  const set = (change: Change) => {
    const since = change.kind === undefined || change.kind === status.kind ? status.since : Date.now()
    const next = { ...status, ...change, since }
    // What was wrong is wrong no more.
    if (next.kind !== 'trouble') delete next.code
    const same = Object.entries(next).every(([name, value]) => status[name as keyof ServerStatus] === value)
    if (same) return
    status = next
    changes.emit(status)
  }
  return {
    get: () => status,
    set,
    trouble(error) {
      const failure = toFailure(error)
      set({ kind: 'trouble', message: failure.message, remedy: failure.detail ?? '', code: failure.code })
    },
    on: listener => changes.on(listener),
  }
}
