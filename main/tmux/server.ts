import { HostError } from '../../ipc/failure'
import { createEmitter } from '../../ipc/wire'
import type { Log } from '../log/log'
import { type AttachGate, createAttachGate } from './attach-gate'
import { type ClientPool, createClientPool } from './client-pool'
import { createMirror, type DrivenMirror } from './mirror'
import { createRequests } from './requests'
import { respawnPane } from './respawn'
import { createRestarts } from './restarts'
import { createRoutes } from './routes'
import { clientVersion, identifyServer, probeSocket, type ServerIdentity } from './server-identity'
import { createStatus, type StatusHolder } from './server-status'
import { watchForServer } from './server-watch'
import { socketPlace } from './socket'
import { refuseOtherProgram, refuseOthersSocket, socketOwner } from './socket-owner'
import { createClientRecord, endStaleClients } from './stale-clients'
import type { ClientEnd, Tmux, TmuxTarget } from './types'
import type { TmuxVersion } from './versions'

export interface TmuxOptions {
  readonly target: TmuxTarget
  readonly log: Log
  /** Folder where hosts note the control clients that they run (see `stale-clients.ts`); null: no note is kept. */
  readonly clientRecord: string | null
}

/** What is known of the server, shared by the parts below. */
interface Known {
  version: TmuxVersion | null
  server: ServerIdentity | null
  /** tmux cannot be used at all. */
  unusable: HostError | null
  /** How often something was seen to end by somebody's wish, and how often that was when a listing last began that succeeded. */
  wishes: number
  outlived: number
  closed: boolean
}

interface Parts {
  readonly options: TmuxOptions
  readonly known: Known
  readonly status: StatusHolder
  readonly mirror: DrivenMirror
  readonly pool: ClientPool
  readonly gate: AttachGate
}

const UNUSABLE: ReadonlySet<string> = new Set(['no-tmux', 'tmux-too-old', 'foreign-server'])
/** What tells of acts that an attach must not meet (see `attach-gate.ts`). */
const DISTURBANCES: ReadonlySet<string> = new Set([
  'sessions-changed',
  'session-renamed',
  'client-detached',
  'window-pane-changed',
  'session-window-changed',
  'pane-mode-changed',
])
/** ms between looks at a server that is on its way out, and how many. */
const LEAVING_STEP = 50
const LEAVING_LOOKS = 20

/**
 * The server is gone, seen by its clients, who know the reason, or by its socket alone, which looks the same after every
 * end (3.3a leaves its file behind after kill-server too).
 */
function gone({ known, mirror, pool, status }: Parts, reason: string): void {
  const { kind } = status.get()
  const followed = known.server !== null && kind === 'connected'
  // Nobody was there to see how it ended: sessions that were shown must not vanish without a word.
  const wished = known.wishes > known.outlived
  const unseen = known.server !== null && reason === '' && !wished && mirror.state().sessions.length > 0
  known.server = null
  known.outlived = known.wishes
  pool.forget()
  mirror.reset()
  const lost = (how: string) =>
    status.set({
      kind: 'lost',
      serverVersion: '',
      message: `The tmux server went away ${how}; what ran in it has most likely ended.`,
      remedy: 'It is followed again as soon as a server is back.',
    })
  // A clean end (the last session ended, or kill-server: tmux tells both alike) was somebody's wish; a crash was not.
  if (followed && reason !== '') lost(`(${reason})`)
  else if (unseen) lost('before it could be followed, so nobody knows how')
  else if (followed || kind !== 'lost') status.set({ kind: 'none', serverVersion: '', message: '', remedy: '' })
}

/** Whether nobody listens any more; waits for a server that is just leaving. */
async function hasLeft(path: string): Promise<boolean> {
  for (let look = 0; look < LEAVING_LOOKS; look += 1) {
    if ((await probeSocket(path)) === 'none') return true
    await new Promise(resolve => setTimeout(resolve, LEAVING_STEP))
  }
  return false
}

/** Finds the server and follows its sessions. Throws HostError when that cannot be done. */
async function findServer(parts: Parts, path: string): Promise<void> {
  const { options, known, status, mirror, pool } = parts
  known.version ??= await clientVersion(options.target.binary)
  // One that did not answer is asked no more while it listens.
  if (known.unusable?.code === 'foreign-server') await refuseOtherProgram(path)
  known.unusable = null
  status.set({ clientVersion: known.version.text })
  if ((await probeSocket(path)) === 'none') return gone(parts, '')
  // Without a client nothing says that it is still the one that we knew: another may have taken its place at once.
  if (!known.server || pool.clients.size === 0) {
    await refuseOthersSocket(path)
    const found = await identifyServer(options.target, known.version, () => socketOwner(path)).catch(async error => {
      // What does not speak tmux's language looks like a tmux of another version, or hangs.
      if (codeOf(error) === 'version-skew' || codeOf(error) === 'tmux-timeout') await refuseOtherProgram(path)
      throw error
    })
    // Its panes and sessions have the same numbers, and are others.
    if (known.server && known.server.pid !== found.pid) gone(parts, '')
    known.server = found
  }
  status.set({ serverVersion: known.server.version })
  const { wishes } = known
  const state = await mirror.refresh()
  // It may have gone while it was asked.
  if (!known.server) return
  known.outlived = wishes
  pool.follow(state, known.server.target)
  if (state.sessions.length === 0) status.set({ kind: 'connected', message: '', remedy: '' })
}

const codeOf = (error: unknown) => (error instanceof HostError ? error.code : 'internal')

/** A client could not be attached. A server that is gone is found by the look that follows; one that is not, is told. */
async function refused({ known, mirror, options, pool, status }: Parts, error: unknown): Promise<void> {
  mirror.nudge()
  if (codeOf(error) !== 'version-skew' || (await hasLeft(socketPlace(options.target).path))) return
  if (known.server && pool.clients.size === 0) status.trouble(error)
}

/** One look for a server, and all that follows from it. Does nothing while every session is followed. */
async function lookOnce(parts: Parts): Promise<void> {
  const { options, known, status, mirror, pool } = parts
  if (known.server && pool.clients.size > 0 && pool.follows(mirror.state())) {
    known.outlived = known.wishes
    return
  }
  const { path } = socketPlace(options.target)
  try {
    await findServer(parts, path)
  } catch (error) {
    if (known.closed) return
    const code = codeOf(error)
    if (error instanceof HostError && UNUSABLE.has(code)) known.unusable = error
    if (code === 'no-server' || (code === 'version-skew' && (await hasLeft(path)))) return gone(parts, '')
    // The client that was asked has ended: its end makes one more look.
    if (code === 'disconnected') return
    options.log.warn('the tmux server cannot be followed', { error: String(error) })
    status.trouble(error)
  }
}

/** Looks one after the other: a hint during a look makes one more. */
function createLook(parts: Parts): () => void {
  let busy = false
  let again = false
  const run = async () => {
    busy = true
    while (again && !parts.known.closed) {
      again = false
      await lookOnce(parts)
    }
    busy = false
  }
  return () => {
    again = true
    if (!busy) void run()
  }
}

function createParts(options: TmuxOptions) {
  const known: Known = { version: null, server: null, unusable: null, wishes: 0, outlived: 0, closed: false }
  const status = createStatus(options.target.socket ?? 'default')
  const record = options.clientRecord === null ? null : createClientRecord(options.clientRecord, options.log)
  const gate = createAttachGate()
  const ended = createEmitter<ClientEnd>()
  const first = () => [...pool.clients.values()].find(client => client.open) ?? null
  const pool = createClientPool({
    log: options.log,
    gate,
    onNotification(one, client) {
      // Every client is told; one of them counts.
      if (DISTURBANCES.has(one.kind) && client === first()) gate.seen()
      mirror.apply(one)
    },
    onOpen() {
      if (!known.server) return
      status.set({ kind: 'connected', message: '', remedy: '' })
      mirror.nudge()
    },
    onClosed({ sessionId }, { reason, clean }) {
      if (known.closed) return
      ended.emit({ sessionId, reason, clean })
      if (clean) known.wishes += 1
      if (/server exited/.test(reason)) gone(parts, reason)
      else mirror.nudge()
      look()
    },
    onRefused(sessionId, error) {
      options.log.info('a session cannot be followed', { sessionId, error: String(error) })
      void refused(parts, error).then(look)
    },
    onRested: () => look(),
    onSpawn: pid => record?.add(pid),
    onEnded: pid => record?.remove(pid),
  })
  const requests = createRequests({
    gate,
    // Clients of a server that is gone may not all know it yet.
    client: () => (known.server ? first() : null),
    target() {
      if (known.unusable) throw known.unusable
      return known.server?.target ?? options.target
    },
    onEnding() {
      known.wishes += 1
    },
    onRan(verb) {
      // A look lists by such a process itself, again and again if each of them asked for a look.
      if (!known.server || !verb.startsWith('list-')) look()
    },
  })
  const mirror = createMirror({ request: requests.request, ownClientPids: () => pool.pids(), log: options.log })
  const parts: Parts = { options, known, status, mirror, pool, gate }
  const look = createLook(parts)
  let sessions = ''
  mirror.onChange(state => {
    // The only way to see such acts while no client is attached yet.
    const now = JSON.stringify(state.sessions.map(session => [session.id, session.name]))
    if (now !== sessions && pool.clients.size === 0) gate.seen()
    sessions = now
    if (known.server) pool.follow(state, known.server.target)
  })
  return { parts, requests, record, look, onClientEnd: ended.on }
}

/**
 * Follows a tmux server: one control client for each session, a mirror of what it holds, its loss noticed by the clients
 * at once, and followed again when a server is back. Returns at once with the status `starting`; it never starts a server
 * by itself (a `new-session` request does).
 */
export function createTmux(options: TmuxOptions): Tmux {
  const { parts, requests, record, look, onClientEnd } = createParts(options)
  const { known, status, mirror, pool } = parts
  const routes = createRoutes(pool.clients)
  const restarts = createRestarts()
  let unwatch = () => {}
  const start = async () => {
    if (options.clientRecord !== null) await endStaleClients(options.clientRecord, options.log)
    if (known.closed) return
    unwatch = watchForServer({ ...socketPlace(options.target), onHint: look })
    look()
  }
  void start()
  return {
    target: options.target,
    mirror,
    status: status.get,
    onStatus: status.on,
    ...requests,
    clientOfPane: paneId => routes.clientOfPane(mirror.state(), paneId),
    onClient: pool.onClient,
    onClientEnd,
    respawn: (paneId, args) =>
      restarts.run(paneId, () => respawnPane(routes.clientsOfPane(mirror.state(), paneId), paneId, args)),
    restartOf: restarts.of,
    serverPid: () => known.server?.pid ?? 0,
    async close() {
      known.closed = true
      unwatch()
      await pool.close()
      mirror.close()
      await record?.end()
    },
  }
}
