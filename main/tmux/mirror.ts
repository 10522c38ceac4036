import { HostError } from '../../ipc/failure'
import { createEmitter } from '../../ipc/wire'
import type { Log } from '../log/log'
import { createCoalescer } from './coalesce'
import { createDoubts } from './doubts'
import { keepIdentity, listClients, listObjects, readMirror } from './list'
import { told } from './told'
import type { Command, Mirror, MirrorState, Notification } from './types'

const EMPTY: MirrorState = { sessions: [], windows: [], panes: [] }

export interface MirrorOptions {
  /** As `Tmux.request`: one command, its reply as text, rejects with a HostError. */
  request(command: Command): Promise<string>
  /** Pids of our control clients: they are no "attached elsewhere". */
  ownClientPids(): ReadonlySet<number>
  readonly log: Log
}

/** The mirror with the ends that the tmux floor itself holds. */
export interface DrivenMirror extends Mirror {
  /** Something changed in tmux: list again soon. Any number of nudges before that listing begins count as one. */
  nudge(): void
  /** Takes what a control client was told: values at once, all else by a nudge. */
  apply(notification: Notification): void
  /** The server is gone: empty at once; a listing under way is thrown away and its waiters are told `no-server`. */
  reset(): void
  /** Lists no more by itself. */
  close(): void
}

/** Sessions, windows and panes, kept by notifications and by listings that never pile up (see `coalesce.ts`). */
export function createMirror({ request, ownClientPids, log }: MirrorOptions): DrivenMirror {
  const changes = createEmitter<MirrorState>()
  let state = EMPTY
  /** Counts resets, so that a listing of a server that is gone is known as such. */
  let life = 0

  function set(next: MirrorState): void {
    if (next === state) return
    state = next
    changes.emit(state)
  }

  const listings = createCoalescer(async () => {
    const born = life
    try {
      const [objects, clients] = await Promise.all([request(listObjects()), request(listClients())])
      if (born !== life) throw new HostError('no-server', 'The tmux server went away while it was asked.')
      const next = keepIdentity(state, readMirror(objects, clients, ownClientPids()))
      doubts.listed(state.panes, next.panes)
      set(next)
    } catch (error) {
      log.debug('tmux could not be listed', { error: String(error) })
      throw error
    }
  })

  const doubts = createDoubts(listings.soon)

  return {
    state: () => state,
    pane: id => state.panes.find(one => one.id === id) ?? null,
    onChange: listener => changes.on(listener),
    async refresh() {
      await listings.now()
      return state
    },
    nudge: listings.soon,
    apply(notification) {
      if (notification.kind === 'subscription-changed' && notification.paneId !== null)
        doubts.told(notification.paneId, notification.name, notification.value)
      const next = told(state, notification)
      if (next === state) return
      // What a listing under way has read may be older than what we were just told.
      if (next === null || listings.busy) listings.soon()
      if (next) set(next)
    },
    reset() {
      life += 1
      doubts.clear()
      listings.cancel()
      set(EMPTY)
    },
    close() {
      doubts.clear()
      listings.cancel()
    },
  }
}
