import { z } from 'zod'
import { SavedPane, SavedWindow } from '../../ipc/checkpoint'
import { PaneId, SessionId } from '../../ipc/model'
import { LossKind, LostId } from '../../ipc/recovery'
import { sameProcess } from '../processes/identity'
import type { ProcessIdentity } from '../processes/types'

/** A tmux server by what tells it from every other one, also after a reboot. */
export const ServerRecord = z.object({
  /** Name of its machine: a home folder may be shared. */
  machine: z.string().max(300),
  /** See `boot.ts`. */
  boot: z.string().max(200),
  /** Path of its socket. */
  socket: z.string().max(4200),
  pid: z.number().int().positive(),
  /** Start of that process as the system tells it. */
  process: z.string().min(1).max(100),
  /** tmux's own `start_time`, Unix s. */
  started: z.number(),
  version: z.string().max(40),
  /** Control group (Linux), by which systemd-oomd names what it ends; empty when not known. */
  cgroup: z.string().max(1000),
})
export type ServerRecord = z.infer<typeof ServerRecord>

/** A pane as it was listed last, with the agent in it. All texts are hostile. */
const PaneRecord = SavedPane.omit({ screen: true, rows: true, conversation: true, draft: true, problem: true }).extend({
  id: PaneId,
  /** First line of its last prompt, empty when not known. */
  task: z.string().max(1000),
  conversation: z.object({ id: z.string().min(1).max(200), file: z.string().max(4096) }).nullable(),
  /** The agent's own process, where it was seen. */
  program: z.object({ pid: z.number().int().positive(), started: z.string().max(100) }).nullable(),
  /** Its end was asked for here: *Kill now*, *Finish session*. */
  ended: z.boolean(),
})
export type PaneRecord = z.infer<typeof PaneRecord>

const WindowRecord = SavedWindow.omit({ panes: true }).extend({ panes: z.array(PaneRecord).max(500) })

/** A session with agents as it was seen last. */
export const SessionRecord = z.object({
  server: ServerRecord,
  id: SessionId,
  name: z.string().max(1000),
  /** Unix s. */
  created: z.number(),
  folder: z.string().max(4096),
  /** Unix ms. */
  seen: z.number(),
  windows: z.array(WindowRecord).min(1).max(500),
})
export type SessionRecord = z.infer<typeof SessionRecord>

/** A session that is no more though its agents ran. */
export const LossRecord = z.object({
  id: LostId,
  kind: LossKind,
  /** Unix ms. */
  noticed: z.number(),
  sentence: z.string().max(1000),
  lastWords: z.array(z.string().max(1000)).max(20),
  record: SessionRecord,
  /** The checkpoint that was made of it, and the fingerprint of what went in. */
  saved: z.object({ id: z.uuid(), print: z.string().max(100) }).nullable(),
})
export type LossRecord = z.infer<typeof LossRecord>

const serverProcess = ({ pid, process }: ServerRecord): ProcessIdentity => ({ pid, started: process })

/** Whether two records mean the same server; times of start alone mean nothing across boots. */
export function sameServer(a: ServerRecord, b: ServerRecord): boolean {
  return a.machine === b.machine && a.boot === b.boot && sameProcess(serverProcess(a), serverProcess(b))
}

/** One word for a session of a server, whatever its name. */
export function recordKey({ server, id, created }: SessionRecord): string {
  return JSON.stringify([server.machine, server.boot, server.pid, server.process, id, created])
}

/** All panes of a session, in tmux's order. */
export function panesOf({ windows }: SessionRecord): PaneRecord[] {
  return windows.flatMap(window => window.panes)
}

/** Its agents, whatever became of them. */
export function agentsOf(record: SessionRecord): PaneRecord[] {
  return panesOf(record).filter(pane => pane.agent !== '')
}

/** Agents that ran when they were seen last, and whose end nobody asked for here. */
export function runningIn(record: SessionRecord): PaneRecord[] {
  return agentsOf(record).filter(pane => !pane.dead && pane.state !== 'exited' && !pane.ended)
}
