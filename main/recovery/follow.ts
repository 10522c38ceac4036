import { hostname } from 'node:os'
import type { Fleet, Pane, PaneId, SessionId, StateName } from '../../ipc/model'
import type { LossKind } from '../../ipc/recovery'
import type { FleetService } from '../agents/fleet'
import type { ProcessIdentity } from '../processes/types'
import type { ClientEnd, MirrorState, Tmux } from '../tmux/types'
import { sameBoot } from './boot'
import { recordKey, runningIn, type ServerRecord, type SessionRecord, sameServer } from './record'
import { type RecordParts, recordServer, recordSession } from './record-session'

/** A session that is lost. */
export interface Lost {
  readonly record: SessionRecord
  readonly kind: LossKind
  /** What clients of its server were told last, each once; empty when none was there. Hostile text. */
  readonly reasons: readonly string[]
  /** A client was told that all is well. */
  readonly clean: boolean
  /** This host has not seen it alive: an earlier one did. */
  readonly away: boolean
}

/** Sessions with agents: those that are there, and what becomes of the others. */
export interface Follower {
  /** As they are now, and those of which nobody knows yet what became of them. */
  records(): SessionRecord[]
  /** Sessions of an earlier host, or of another machine: what became of them shows. */
  remember(records: readonly SessionRecord[]): void
  close(): void
}

export interface FollowOptions {
  readonly tmux: Pick<Tmux, 'mirror' | 'status' | 'onStatus' | 'serverPid' | 'request' | 'target' | 'onClientEnd'>
  readonly fleet: Pick<FleetService, 'state' | 'onChange' | 'programOf'>
  readonly fileOf: RecordParts['fileOf']
  readonly allowed: () => readonly string[]
  /** Whether the end of a pane of the server with this pid was asked for here. */
  readonly ended: (id: PaneId, server: number) => boolean
  readonly boot: () => Promise<string>
  readonly isAlive: (one: ProcessIdentity) => Promise<boolean>
  readonly onLost: (lost: Lost) => void
  /** `records` may give others now. */
  readonly onChange: () => void
}

interface Latest {
  readonly mirror: MirrorState
  readonly fleet: Fleet
}

/** A server while it is followed. */
interface Life {
  readonly server: ServerRecord
  latest: Latest | null
  readonly ends: (ClientEnd & { at: number })[]
}

/** A session that is not in sight. */
interface Doubt {
  readonly record: SessionRecord
  /** The life in which it was seen; null when another host saw it. */
  readonly life: Life | null
  /** Unix ms. */
  readonly at: number
}

/** ms after which a session that is gone is looked for again: its whole server may be on its way out. */
const SOON = 100
/** As often while it went just now, and how long that is, ms; then seldom, as only a look tells. */
const JUST_NOW = 10_000
const SELDOM = 5000
/** ms within which the end of a client tells of the end of its server. */
const OF_THE_END = 3000
/** ms until a server that could not be identified is asked again. */
const AGAIN = 500
const MOST_ENDS = 100
/** ms between the end of an agent and of its session within which they ended together. */
const TOGETHER = 1000
/** ms for which an agent that had ended is not taken for a living one: tmux tells of a dead pane within a second. */
const STILL_OVER = 5000

function noteEnd({ ends }: Life, end: ClientEnd): void {
  ends.push({ ...end, at: Date.now() })
  if (ends.length > MOST_ENDS) ends.shift()
}

/** How the server ended, by what its clients were told. */
function howEnded({ life, at }: Doubt): Omit<Lost, 'record'> {
  const ends = (life?.ends ?? []).filter(end => Math.abs(end.at - at) < OF_THE_END)
  const reasons = [...new Set(ends.map(end => end.reason).filter(reason => reason !== ''))]
  const clean = ends.some(end => end.clean)
  const died = reasons.some(reason => /unexpected|lost server/.test(reason))
  const kind = died ? 'server-died' : clean ? 'server-ended' : 'while-away'
  return { kind, reasons, clean, away: life === null }
}

/** Parts of a record that come from the fleet of the same moment. */
function partsOf(options: FollowOptions, { server }: Life, { fleet }: Latest, memory: Memory) {
  const views = new Map(fleet.panes.map(pane => [pane.id, pane]))
  return {
    viewOf(id) {
      const view = views.get(id)
      return view ? { ...view, state: { ...view.state, name: memory.stateOf(view) } } : null
    },
    programOf: id => memory.programs.get(id) ?? null,
    fileOf: options.fileOf,
    ended: id => options.ended(id, server.pid),
    allowed: options.allowed(),
  } satisfies RecordParts
}

const idsIn = ({ latest }: Life): SessionId[] => latest?.mirror.sessions.map(session => session.id) ?? []

/** These sessions as they were at the last look; those without agents are none of ours. */
function recordsOf(options: FollowOptions, life: Life, ids: readonly SessionId[], memory: Memory): SessionRecord[] {
  const { latest, server } = life
  if (!latest) return []
  const parts = partsOf(options, life, latest, memory)
  return ids.flatMap(id => {
    try {
      return recordSession(latest.mirror, id, server, Date.now(), parts) ?? []
    } catch {
      // Its last window went in the moment of the listing.
      return []
    }
  })
}

/** What is remembered of agents while their panes are there. */
interface Memory {
  /** Their processes; forgotten elsewhere when their pane goes. */
  readonly programs: Map<PaneId, ProcessIdentity>
  see(latest: Latest): void
  /** What is believed of an agent now that its session may have gone. */
  stateOf(pane: Pane): StateName
}

/** An agent that was seen to have ended; times are Unix ms. */
interface Over {
  readonly since: number
  readonly seen: number
  /** What was believed of it before. */
  readonly before: StateName
}

/**
 * Agents die with their server and their session, and may be seen dead a moment before those are missed: that is no end of
 * their own, unless tmux still told of the dead pane. And after its process has ended, before tmux says that the pane is
 * dead, nothing is known of an agent: it has ended all the same.
 */
function stateWith(pane: Pane, over: Over | undefined): StateName {
  const now = Date.now()
  if (pane.dead || !over) return pane.state.name
  if (pane.state.name === 'exited') return now - over.since < TOGETHER ? over.before : 'exited'
  return pane.state.name === 'unknown' && now - over.seen < STILL_OVER && over.seen - over.since >= TOGETHER
    ? 'exited'
    : pane.state.name
}

function createMemory({ programOf }: FollowOptions['fleet']): Memory {
  const programs = new Map<PaneId, ProcessIdentity>()
  const overs = new Map<PaneId, Over>()
  const states = new Map<PaneId, StateName>()
  const note = ({ id, agent, state, dead }: Pane) => {
    const program = agent && programOf(id)
    const over = overs.get(id)
    const now = Date.now()
    if (program) programs.set(id, program)
    if (dead || state.name === 'exited')
      overs.set(id, { since: over?.since ?? now, before: over?.before ?? states.get(id) ?? 'unknown', seen: now })
    else {
      states.set(id, state.name)
      // While it is being started it may look as if it had ended, until its process is seen.
      if (program || state.name !== 'unknown') overs.delete(id)
    }
  }
  return {
    programs,
    see({ fleet, mirror }) {
      const there = new Set(mirror.panes.map(pane => pane.id))
      for (const map of [programs, overs, states]) for (const id of [...map.keys()]) if (!there.has(id)) map.delete(id)
      for (const pane of fleet.panes) note(pane)
    },
    stateOf: pane => stateWith(pane, overs.get(pane.id)),
  }
}

/** What became of a session that is not in sight; null while that cannot be told. */
async function fateOf(
  doubt: Doubt,
  life: () => Life | null,
  { tmux, boot, isAlive }: FollowOptions,
): Promise<Omit<Lost, 'record'> | 'over' | null> {
  const { record } = doubt
  const { server } = record
  if (server.machine !== hostname().slice(0, 300)) return null
  const silent = { reasons: [], clean: false, away: doubt.life === null }
  const ran = runningIn(record)
  const lost = (how: Omit<Lost, 'record'>) => (ran.length > 0 ? how : 'over')
  if (!sameBoot(server.boot, await boot())) return lost({ kind: 'reboot', ...silent })
  if (!(await isAlive({ pid: server.pid, started: server.process }))) return lost(howEnded(doubt))
  const now = life()
  if (!now?.latest || !sameServer(now.server, server) || tmux.status().kind !== 'connected') return null
  const { sessions, panes } = tmux.mirror.state()
  if (sessions.some(one => one.id === record.id && one.created === record.created)) return 'over'
  // Panes are moved and linked; those that are elsewhere are not lost.
  const there = new Set(panes.map(pane => pane.id))
  if (ran.every(pane => there.has(pane.id))) return 'over'
  if (!doubt.life) return { kind: 'while-away', ...silent }
  return { ...silent, kind: 'session-vanished', clean: howEnded(doubt).clean }
}

/** Sessions that are not in sight, each until it is known what became of it. */
function createDoubts(options: FollowOptions, life: () => Life | null) {
  const doubts = new Map<string, Doubt>()
  let timer: NodeJS.Timeout | null = null
  let busy = false
  let closed = false

  function soon(ms: number): void {
    if (closed) return
    if (timer) clearTimeout(timer)
    timer = setTimeout(() => void settle(), ms)
    timer.unref()
  }

  async function settleOne(key: string, doubt: Doubt): Promise<void> {
    const fate = await fateOf(doubt, life, options)
    if (fate === null || closed || doubts.get(key) !== doubt) return
    doubts.delete(key)
    if (fate !== 'over') options.onLost({ record: doubt.record, ...fate })
    options.onChange()
  }

  async function settle(): Promise<void> {
    timer = null
    if (!busy) {
      busy = true
      for (const [key, doubt] of [...doubts]) await settleOne(key, doubt)
      busy = false
    }
    if (doubts.size === 0 || timer) return
    const fresh = [...doubts.values()].some(({ at, life: seen }) => seen && Date.now() - at < JUST_NOW)
    soon(fresh ? SOON : SELDOM)
  }

  return {
    add(record: SessionRecord, seen: Life | null): void {
      const key = recordKey(record)
      if (!doubts.has(key)) doubts.set(key, { record, life: seen, at: Date.now() })
      soon(seen ? SOON : 0)
    },
    /** A look at tmux may tell more now. */
    look: () => void (doubts.size > 0 && soon(SOON)),
    records: () => [...doubts.values()].map(one => one.record),
    close(): void {
      closed = true
      if (timer) clearTimeout(timer)
    },
  }
}

/** Asks once more, by one timer, however often somebody wishes it meanwhile. */
function createAgain(ask: () => void): { soon(): void; close(): void } {
  let timer: NodeJS.Timeout | undefined
  const close = () => clearTimeout(timer)
  return {
    soon() {
      close()
      timer = setTimeout(ask, AGAIN).unref()
    },
    close,
  }
}

/** Follows the sessions of a server, and the next server's when it is gone. */
export function createFollower(options: FollowOptions): Follower {
  const { tmux, fleet } = options
  const memory = createMemory(fleet)
  let life: Life | null = null
  let last: Life | null = null
  let asking = false
  let closed = false
  const doubts = createDoubts(options, () => life)
  const again = createAgain(() => look())

  /** These sessions of the last look are there no more. */
  function miss(of: Life, ids: readonly SessionId[]): void {
    for (const record of recordsOf(options, of, ids, memory)) doubts.add(record, of)
  }

  async function identify(): Promise<void> {
    if (asking) return
    asking = true
    const server = await recordServer(tmux, options.boot)
    asking = false
    if (closed) return
    if (!server || server.pid !== tmux.serverPid()) return again.soon()
    life = { server, latest: null, ends: [] }
    last = life
    look()
  }

  function see(of: Life): void {
    const mirror = tmux.mirror.state()
    const there = new Set(mirror.sessions.map(session => session.id))
    const before = idsIn(of)
    miss(
      of,
      before.filter(id => !there.has(id)),
    )
    of.latest = { mirror, fleet: fleet.state() }
    memory.see(of.latest)
    if (before.length !== mirror.sessions.length) doubts.look()
    options.onChange()
  }

  function look(): void {
    if (closed) return
    const pid = tmux.serverPid()
    if (life && pid !== life.server.pid) {
      miss(life, idsIn(life))
      life = null
      options.onChange()
    }
    if (pid === 0 || tmux.status().kind !== 'connected') return
    if (life) see(life)
    else void identify()
  }

  const undos = [
    fleet.onChange(look),
    tmux.mirror.onChange(look),
    tmux.onStatus(look),
    tmux.onClientEnd(end => void (last && noteEnd(last, end))),
    again.close,
  ]
  look()

  return {
    records() {
      const living = life ? recordsOf(options, life, idsIn(life), memory) : []
      return [...living, ...doubts.records()]
    },
    remember(records) {
      for (const record of records) doubts.add(record, null)
    },
    close() {
      closed = true
      for (const undo of undos) undo()
      doubts.close()
    },
  }
}
