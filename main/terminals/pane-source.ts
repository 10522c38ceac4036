import { HostError } from '../../ipc/failure'
import type { PaneId } from '../../ipc/model'
import type { Log } from '../log/log'
import { captureWay } from '../tmux/capture'
import type { ControlClient, Tmux } from '../tmux/types'
import { BACKLOG } from './outbox'
import { type ReadResult, readPaused, readQuiet } from './pane-read'
import type { Viewer } from './viewer'

/** ms from a pane's resize to the new snapshot: dragging a divider resizes many times. */
const RESIZE_DELAY = 30
/** ms from a death to one more snapshot: tmux writes "Pane is dead" on the screen only when it has the exit status. */
const DEATH_DELAY = 500
/**
 * ms from a pause that was not ours to the new snapshot. tmux pauses what is read too late, where this does not matter;
 * a restart pauses too, and its new program has something to show by then.
 */
const FOREIGN_PAUSE_DELAY = 150
/** ms between looks whether a flood is over, while a viewer's scrollback is still to be completed. */
const FLOOD_LOOK = 300
/** Bytes in `FLOOD_LOOK` ms that are no flood. */
const TRICKLE = 16 * 1024
/** Tries to add a viewer beside others without a pause, before all get a new snapshot. */
const QUIET_TRIES = 3
/**
 * Snapshots in a row that may be thrown away because a UTF-8 character was cut in two by them. A program that writes in
 * halves cuts every second one: 6 were too few once in ten runs of 12 attaches. Each costs 2 to 5 ms.
 */
const CUT_TRIES = 12
/** Failures in a row after which whoever opened the stream is told; others are tried for on. */
const PATIENCE = 3
const MAX_RETRY_DELAY = 5000

/** One pane's bytes for all its viewers. */
export interface PaneSource {
  readonly viewers: ReadonlySet<Viewer>
  add(viewer: Viewer): void
  remove(viewer: Viewer): void
  /** Looks for what is to be done; called when a viewer, the mirror or the clients changed. */
  step(): void
  /** The mirror changed: is the pane still there, alive, of the same size? */
  look(): void
  /** Returns false when nobody wants these bytes from this client: it should pause the pane. */
  output(client: ControlClient, bytes: Buffer): boolean
  /** tmux says that it paused the pane for this client. */
  paused(client: ControlClient): void
  lost(client: ControlClient): void
  end(error: HostError, tell: boolean): void
}

export interface PaneSourceOptions {
  readonly tmux: Tmux
  readonly log: Log
  readonly paneId: PaneId
  /** The pane or the server is gone; all viewers have been told. */
  onEnd(): void
}

interface State extends PaneSourceOptions {
  readonly viewers: Set<Viewer>
  client: ControlClient | null
  /** The viewers that are live are in step with the pane; its output is theirs. */
  flowing: boolean
  /** All viewers need a new snapshot. */
  resync: boolean
  /** A read is under way: by pausing, or beside the stream. */
  busy: 'no' | 'paused' | 'quiet'
  /** Grows with every read and every loss, so that late answers are known as such. */
  run: number
  /** Output since the pause's reply; null before it. */
  after: Buffer[] | null
  afterBytes: number
  outputs: number
  bytes: number
  quietTries: number
  /** No output has come since the last snapshot. */
  fresh: boolean
  cuts: number
  failures: number
  /** Size and death as the mirror said last. */
  shape: string
  readonly timers: Map<string, NodeJS.Timeout>
  ended: boolean
}

/** One timer a purpose; a second wish for the same is the first one's. */
function later(s: State, purpose: string, delay: number, act: () => void): void {
  if (s.ended || s.timers.has(purpose)) return
  const timer = setTimeout(() => {
    s.timers.delete(purpose)
    act()
  }, delay)
  s.timers.set(purpose, timer)
}

const inNeed = (s: State): Viewer[] => [...s.viewers].filter(viewer => viewer.state === 'waiting')
const served = (s: State): Viewer[] => [...s.viewers].filter(viewer => viewer.state !== 'behind')
const wantedBy = (viewers: readonly Viewer[]): number => Math.max(0, ...viewers.map(viewer => viewer.wanted))

/** The old client's next output finds nobody and is paused there; what failed with it says nothing about the new one. */
function changeClient(s: State, client: ControlClient | null): void {
  s.client = client
  s.flowing = false
  s.failures = 0
  clearTimeout(s.timers.get('retry'))
  s.timers.delete('retry')
}

function step(s: State): void {
  if (s.ended || s.busy !== 'no' || s.viewers.size === 0) return
  const client = s.tmux.clientOfPane(s.paneId)
  if (client !== s.client) changeClient(s, client)
  if (!client?.open || s.timers.has('retry') || waitsForRestart(s)) return
  const viewers = served(s)
  // All are behind: the pane is left to itself (its next output pauses it) until one has caught up.
  if (viewers.length === 0) s.flowing = false
  else if (!s.flowing || s.resync) readAll(s, client)
  else if (inNeed(s).length > 0) readBeside(s, client)
}

/** A restart's pane must not be continued between its two lines, as that kills servers up to 3.6: the read comes after it. */
function waitsForRestart(s: State): boolean {
  const restart = s.tmux.restartOf(s.paneId)
  void restart?.then(() => step(s))
  return restart !== null
}

/** A new snapshot for everybody who keeps up. */
function readAll(s: State, client: ControlClient): void {
  s.run += 1
  const { run } = s
  s.busy = 'paused'
  s.after = null
  s.resync = false
  s.quietTries = 0
  const history = wantedBy(served(s))
  readPaused(request(s, client, history), {
    paused() {
      if (s.run !== run) return false
      if (waitsForRestart(s)) {
        s.busy = 'no'
        s.flowing = false
        return false
      }
      s.after = []
      s.afterBytes = 0
      return true
    },
    done(result) {
      if (s.run === run) finishAll(s, history, result)
    },
  })
}

function request(s: State, client: ControlClient, history: number) {
  return { client, pane: s.paneId, history, way: captureWay(s.tmux.status().serverVersion) }
}

/**
 * Whether the first output behind a snapshot begins inside a UTF-8 character: its beginning was in no output that counts,
 * and tmux puts it on the screen only when it is whole. Then another snapshot is due, unless that keeps happening (a
 * program that writes no UTF-8).
 */
function cutsCharacter(s: State, bytes: Buffer): boolean {
  if (!s.fresh) return false
  s.fresh = false
  const cut = ((bytes[0] ?? 0) & 0xc0) === 0x80
  s.cuts = cut ? s.cuts + 1 : 0
  return cut && s.cuts <= CUT_TRIES
}

function finishAll(s: State, history: number, result: ReadResult): void {
  const after = s.after ?? []
  s.busy = 'no'
  s.after = null
  if (typeof result === 'string') return failed(s, result)
  s.failures = 0
  s.flowing = true
  s.fresh = true
  if (after[0] && cutsCharacter(s, after[0])) {
    s.flowing = false
    return step(s)
  }
  give(s, viewer => viewer.state === 'live' || viewer.wanted <= history, result)
  for (const bytes of after) for (const viewer of s.viewers) viewer.push(bytes)
  step(s)
}

/** Shows it to those who are meant and not behind. */
function give(s: State, meant: (viewer: Viewer) => boolean, read: Exclude<ReadResult, string>): void {
  for (const viewer of served(s)) {
    if (!meant(viewer)) continue
    viewer.show(read)
    if (viewer.owed) lookForQuiet(s)
  }
}

/** A snapshot for those who wait, while the others stream on. */
function readBeside(s: State, client: ControlClient): void {
  s.run += 1
  const { run, outputs } = s
  s.busy = 'quiet'
  s.quietTries += 1
  const history = wantedBy(inNeed(s))
  readQuiet(request(s, client, history), result => {
    if (s.run !== run) return
    s.busy = 'no'
    if (typeof result === 'string') return failed(s, result)
    s.failures = 0
    if (s.outputs === outputs) {
      s.quietTries = 0
      s.fresh = true
      give(s, viewer => viewer.state === 'waiting' && viewer.wanted <= history, result)
    } else if (s.quietTries >= QUIET_TRIES) s.resync = true
    step(s)
  })
}

/** Once the flood is over, whoever got little history gets all of it. */
function lookForQuiet(s: State): void {
  const { bytes } = s
  later(s, 'flood', FLOOD_LOOK, () => {
    const owed = [...s.viewers].filter(viewer => viewer.owed)
    if (owed.length === 0) return
    const quiet = s.flowing && s.bytes - bytes < TRICKLE
    for (const viewer of owed) if (quiet && viewer.state === 'live' && viewer.drained) viewer.ask()
    if (owed.some(viewer => viewer.owed)) lookForQuiet(s)
  })
}

function failed(s: State, why: string): void {
  s.flowing = false
  s.failures += 1
  s.log.warn('a pane could not be read', { pane: s.paneId, why, failures: s.failures })
  if (s.failures >= PATIENCE) {
    const error = new HostError('tmux-refused', `tmux did not show pane ${s.paneId}.`, why)
    for (const viewer of inNeed(s)) viewer.fail(error)
  }
  later(s, 'retry', Math.min(100 * 4 ** (s.failures - 1), MAX_RETRY_DELAY), () => step(s))
  // The pane may be gone; then the mirror's next state says so.
  s.tmux.mirror.refresh().then(
    () => look(s),
    () => undefined,
  )
}

function look(s: State): void {
  if (s.ended) return
  const pane = s.tmux.mirror.pane(s.paneId)
  if (!pane) return end(s, new HostError('no-such-pane', `Pane ${s.paneId} is gone.`), true)
  const shape = [pane.width, pane.height, pane.dead, pane.deadStatus, pane.deadSignal].join()
  if (shape !== s.shape) {
    // On death the last bytes may be missing from the stream (3.3a drops what is queued); on a restart the screen is new.
    if (s.shape !== '') resyncIn(s, 'shape', RESIZE_DELAY)
    if (s.shape !== '' && pane.dead) resyncIn(s, 'death', DEATH_DELAY)
    s.shape = shape
  }
  step(s)
}

function resyncIn(s: State, purpose: string, delay: number): void {
  later(s, purpose, delay, () => {
    s.resync = true
    step(s)
  })
}

/** What belongs behind the snapshot that is on its way. */
function keep(s: State, bytes: Buffer): void {
  if (!s.after) return
  s.afterBytes += bytes.length
  if (s.afterBytes > BACKLOG) {
    // More than any viewer keeps: the snapshot will be shown, and replaced by a new one at once.
    s.after = []
    s.resync = true
  } else s.after.push(bytes)
}

function output(s: State, client: ControlClient, bytes: Buffer): boolean {
  if (client !== s.client || s.ended) return false
  s.bytes += bytes.length
  if (s.busy === 'paused') {
    keep(s, bytes)
    return true
  }
  if (!s.flowing) return false
  s.outputs += 1
  for (const viewer of s.viewers) viewer.push(bytes)
  if (cutsCharacter(s, bytes)) {
    s.resync = true
    step(s)
  }
  return true
}

function lost(s: State, client: ControlClient): void {
  if (client !== s.client) return
  s.client = null
  s.flowing = false
  s.busy = 'no'
  s.run += 1
  step(s)
}

function end(s: State, error: HostError, tell: boolean): void {
  if (s.ended) return
  s.ended = true
  s.run += 1
  for (const timer of s.timers.values()) clearTimeout(timer)
  s.timers.clear()
  for (const viewer of s.viewers) viewer.end(error, tell)
  s.viewers.clear()
  s.onEnd()
}

/**
 * Follows one pane while somebody views it. One client carries it (a pane of a linked window is seen by several); when
 * that client goes, or the pane moves to another session, the next one takes over with a new snapshot.
 */
export function createPaneSource(options: PaneSourceOptions): PaneSource {
  const s: State = {
    ...options,
    viewers: new Set(),
    client: null,
    flowing: false,
    resync: false,
    busy: 'no',
    run: 0,
    after: null,
    afterBytes: 0,
    outputs: 0,
    bytes: 0,
    quietTries: 0,
    fresh: false,
    cuts: 0,
    failures: 0,
    shape: '',
    timers: new Map(),
    ended: false,
  }
  return {
    viewers: s.viewers,
    add(viewer) {
      s.viewers.add(viewer)
      look(s)
    },
    remove: viewer => s.viewers.delete(viewer),
    step: () => step(s),
    look: () => look(s),
    output: (client, bytes) => output(s, client, bytes),
    paused(client) {
      if (client !== s.client || s.busy === 'paused' || !s.flowing) return
      for (const viewer of s.viewers) viewer.spare()
      resyncIn(s, 'pause', FOREIGN_PAUSE_DELAY)
    },
    lost: client => lost(s, client),
    end: (error, tell) => end(s, error, tell),
  }
}
