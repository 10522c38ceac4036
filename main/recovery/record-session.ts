import { hostname } from 'node:os'
import type { Pane, PaneId, SessionId } from '../../ipc/model'
import { serverStart } from '../checkpoints/capture/capture'
import { frameSession } from '../checkpoints/capture/capture-session'
import { startTimeOf } from '../processes/identity'
import { readProcFile } from '../processes/proc-file'
import type { ProcessIdentity } from '../processes/types'
import { socketPlace } from '../tmux/socket'
import type { MirrorState, Tmux, TmuxPane } from '../tmux/types'
import { type PaneRecord, ServerRecord, SessionRecord } from './record'

/** What is known of panes beside tmux's listing. */
export interface RecordParts {
  readonly viewOf: (id: PaneId) => Pane | null
  readonly programOf: (id: PaneId) => ProcessIdentity | null
  /** Transcript file of a conversation that an agent's life told, empty when it told none. */
  readonly fileOf: (life: string, conversation: string) => string
  readonly ended: (id: PaneId) => boolean
  /** Environment variables whose values may be kept. */
  readonly allowed: readonly string[]
}

/** `0::/user.slice/…` is the one of version 2; older ones are not what systemd-oomd names. */
async function cgroupOf(pid: number): Promise<string> {
  const bytes = await readProcFile(`/proc/${pid}/cgroup`)
  return /^0::(.{1,1000})$/m.exec(bytes?.toString('utf8') ?? '')?.[1] ?? ''
}

/** The server that is followed now; null when it went while it was looked at. Never rejects. */
export async function recordServer(
  tmux: Pick<Tmux, 'request' | 'serverPid' | 'status' | 'target'>,
  boot: () => Promise<string>,
): Promise<ServerRecord | null> {
  const pid = tmux.serverPid()
  try {
    const [process, { started }, now, cgroup] = await Promise.all([
      startTimeOf(pid),
      serverStart(tmux),
      boot(),
      cgroupOf(pid),
    ])
    if (process === null || tmux.serverPid() !== pid) return null
    const version = tmux.status().serverVersion.slice(0, 40)
    const { path: socket } = socketPlace(tmux.target)
    const facts = { machine: hostname().slice(0, 300), boot: now, socket, pid, process, started, version, cgroup }
    return ServerRecord.parse(facts)
  } catch {
    return null
  }
}

function conversationOf(view: Pane | null, pane: TmuxPane, { fileOf }: RecordParts): PaneRecord['conversation'] {
  const id = view?.conversation?.slice(0, 200) ?? ''
  return id === '' ? null : { id, file: fileOf(pane.options.id, id).slice(0, 4096) }
}

/**
 * A session as the mirror has it, for the journal; null when it is not in there, has no agent, or what tmux tells of it
 * goes beyond every measure.
 */
export function recordSession(
  mirror: MirrorState,
  id: SessionId,
  server: ServerRecord,
  seen: number,
  parts: RecordParts,
): SessionRecord | null {
  const { session, windows } = frameSession(mirror, id, parts.viewOf, parts.allowed)
  const panes = new Map(mirror.panes.map(pane => [pane.id, pane]))
  const recorded = windows.map(window => ({
    ...window,
    panes: window.panes.flatMap(({ id: paneId, saved }) => {
      const pane = panes.get(paneId)
      const view = parts.viewOf(paneId)
      if (!pane) return []
      const task = (view?.task ?? '').slice(0, 1000)
      const more = { task, conversation: conversationOf(view, pane, parts), program: parts.programOf(paneId) }
      return [{ ...saved, id: paneId, ...more, ended: parts.ended(paneId) }]
    }),
  }))
  if (!recorded.some(window => window.panes.some(pane => pane.agent !== ''))) return null
  const { created } = session
  const name = session.name.slice(0, 1000)
  const folder = session.folder.slice(0, 4096)
  const record = SessionRecord.safeParse({ server, id, name, created, folder, seen, windows: recorded })
  return record.success ? record.data : null
}
