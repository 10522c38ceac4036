import type { SessionId } from '../../ipc/model'
import { createEmitter, type Undo } from '../../ipc/wire'
import type { Log } from '../log/log'
import type { AttachGate } from './attach-gate'
import { openControlClient } from './control-client'
import { createWatch } from './subscriptions'
import type { ControlClient, MirrorState, Notification, TmuxTarget } from './types'

export interface ClientPoolOptions {
  readonly log: Log
  readonly gate: AttachGate
  onNotification(notification: Notification, client: ControlClient): void
  /** A client came. */
  onOpen(client: ControlClient): void
  /** A client that was attached has ended. */
  onClosed(client: ControlClient, end: { readonly reason: string; readonly clean: boolean }): void
  /** A client could not be attached. */
  onRefused(sessionId: SessionId, error: unknown): void
  /** A session has been left alone for long enough: a `follow` tries it again. */
  onRested(): void
  onSpawn(pid: number): void
  onEnded(pid: number): void
}

/** One control client for each session, opened and closed as sessions come and go. */
export interface ClientPool {
  /** Attaches to the sessions that have no client yet. Clients of sessions that ended close by themselves. */
  follow(state: MirrorState, target: TmuxTarget): void
  /** The server is gone: what it refused, or still may, says nothing about the next one, which numbers its sessions alike. */
  forget(): void
  /** Whether each session has its client. */
  follows(state: MirrorState): boolean
  /** Attached clients by session. */
  readonly clients: ReadonlyMap<SessionId, ControlClient>
  /** Pids of all processes of ours, attached or not yet. */
  pids(): ReadonlySet<number>
  onClient(listener: (client: ControlClient) => void): Undo
  close(): Promise<void>
}

/** ms for which a session is left alone after its client could not be attached, or ended by itself right away. */
const REST = 1500
/** ms after which a client that ends has proved that attaching works. */
const PROVEN = 5000

/** What is tried on one server. */
interface Tries {
  readonly opening: Set<SessionId>
  /** Sessions that are left alone for a while, each with the timer that ends it. */
  readonly resting: Map<SessionId, NodeJS.Timeout>
}

const noTries = (): Tries => ({ opening: new Set(), resting: new Map() })

function rest({ resting }: Tries, id: SessionId, onRested: () => void): void {
  clearTimeout(resting.get(id))
  const timer = setTimeout(() => {
    resting.delete(id)
    onRested()
  }, REST)
  resting.set(id, timer)
}

/** Nothing is tried there again; returns the tries of the next one. */
function abandon({ resting }: Tries): Tries {
  for (const timer of resting.values()) clearTimeout(timer)
  resting.clear()
  return noTries()
}

/** Pids of processes of ours, told as they come and go. */
function createPids({ onSpawn, onEnded }: ClientPoolOptions) {
  const pids = new Set<number>()
  return {
    all: pids,
    spawned(pid: number) {
      pids.add(pid)
      onSpawn(pid)
    },
    ended(pid: number) {
      if (pids.delete(pid)) onEnded(pid)
    },
  }
}

/** All windows of a session and their panes, also of those that it shares with others. */
function objectsOf(state: MirrorState, id: SessionId): string[] {
  const windows = new Set(state.sessions.find(session => session.id === id)?.windows.map(link => link.windowId))
  return [...windows, ...state.panes.filter(pane => windows.has(pane.windowId)).map(pane => pane.id)]
}

/** Closes it; resolves with its pid when its process is gone. */
const endOf = (client: ControlClient) => client.close().then(() => client.pid)

/** In the set until it is done. */
function keepUntil(set: Set<Promise<void>>, done: Promise<void>): void {
  const kept = done.then(() => void set.delete(kept))
  set.add(kept)
}

/** Has tmux watch for each client what its session has. */
function createWatches(log: Log) {
  const watches = new Map<ControlClient, (ids: Iterable<string>) => void>()
  let known: MirrorState | null = null
  const all = () => {
    if (known) for (const [client, watch] of watches) watch(objectsOf(known, client.sessionId))
  }
  return {
    add(client: ControlClient) {
      watches.set(client, createWatch(client, log))
      all()
    },
    remove: (client: ControlClient) => watches.delete(client),
    /** What there is now; null: that is not known. */
    follow(state: MirrorState | null) {
      known = state
      all()
    },
  }
}

/** A pool without any client yet. */
export function createClientPool(options: ClientPoolOptions): ClientPool {
  const clients = new Map<SessionId, ControlClient>()
  const attaching = new Set<Promise<void>>()
  const pids = createPids(options)
  /** Clients that have ended but whose processes may need a moment more. */
  const leaving = new Set<Promise<void>>()
  const came = createEmitter<ControlClient>()
  const watches = createWatches(options.log)
  let tries = noTries()
  let closed = false

  const attached = (client: ControlClient) => {
    clients.set(client.sessionId, client)
    watches.add(client)
    const since = Date.now()
    client.onNotification(one => options.onNotification(one, client))
    client.onClose(end => {
      watches.remove(client)
      if (clients.get(client.sessionId) === client) clients.delete(client.sessionId)
      if (!end.clean && !closed && Date.now() - since < PROVEN) rest(tries, client.sessionId, options.onRested)
      leave(client)
      options.onClosed(client, end)
    })
    options.onOpen(client)
    came.emit(client)
  }
  const leave = (client: ControlClient) => keepUntil(leaving, endOf(client).then(pids.ended))

  const open = async (sessionId: SessionId, target: TmuxTarget, own: Tries) => {
    let pid = 0
    const onSpawn = (spawned: number) => {
      pid = spawned
      pids.spawned(spawned)
    }
    // The server may be another one when the gate opens: its sessions are not those that were meant.
    const work = async () =>
      own === tries ? openControlClient({ target, sessionId, log: options.log, onSpawn }) : null
    try {
      const client = await options.gate.attach(work)
      if (client?.open && own === tries && !closed) attached(client)
      else if (client) leave(client)
    } catch (error) {
      pids.ended(pid)
      if (own === tries && !closed) rest(own, sessionId, options.onRested)
      if (!closed) options.onRefused(sessionId, error)
    }
    own.opening.delete(sessionId)
  }
  return {
    follow(state, target) {
      if (closed) return
      watches.follow(state)
      for (const { id } of state.sessions) {
        if (clients.has(id) || tries.opening.has(id) || tries.resting.has(id)) continue
        tries.opening.add(id)
        keepUntil(attaching, open(id, target, tries))
      }
    },
    forget() {
      watches.follow(null)
      tries = abandon(tries)
    },
    follows: state => state.sessions.every(session => clients.has(session.id)),
    clients,
    pids: () => pids.all,
    onClient(listener) {
      for (const client of clients.values()) listener(client)
      return came.on(listener)
    },
    async close() {
      closed = true
      abandon(tries)
      // A client that ends while it is being attached can take the server with it (upstream #5004): those come first.
      await Promise.all(attaching)
      await Promise.all([...clients.values()].map(client => client.close()))
      await Promise.all(leaving)
    },
  }
}
