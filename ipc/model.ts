import { z } from 'zod'
import { FAILURE_CODES } from './failure'
import { SavedBeforeAct } from './saved-before'

/** tmux's own ids; they are never reused while a server lives, but a restarted server starts again at 0. */
export const PaneId = z.string().regex(/^%\d{1,9}$/)
export const WindowId = z.string().regex(/^@\d{1,9}$/)
export const SessionId = z.string().regex(/^\$\d{1,9}$/)
export type PaneId = z.infer<typeof PaneId>
export type WindowId = z.infer<typeof WindowId>
export type SessionId = z.infer<typeof SessionId>

/** What an agent does, as far as there is evidence. `unknown` is a state of its own, never shown as idle or exited. */
export const StateName = z.enum(['starting', 'idle', 'working', 'waiting', 'held', 'error', 'exited', 'unknown'])
export type StateName = z.infer<typeof StateName>

export const StateSource = z.enum(['process', 'hook', 'notify', 'title', 'screen', 'activity', 'none'])
export type StateSource = z.infer<typeof StateSource>

/** One answer to a question of an agent. Texts come from a terminal: hostile. */
export const Choice = z.object({
  /** What a person would press: `1`, `y`; unique within its question. */
  key: z.string().min(1).max(20),
  label: z.string(),
  /** The cursor stands on it: Enter would take it. */
  selected: z.boolean(),
  /** Allows more than this one act, or ends the program. */
  danger: z.boolean(),
})
export type Choice = z.infer<typeof Choice>

/** What an agent asks a person. */
export const Question = z.object({
  /** Digest of what was seen. An answer carries it: another one on screen, and nothing is sent. */
  id: z.string().min(1).max(64),
  kind: z.enum(['permission', 'trust', 'login', 'theme', 'update', 'choice', 'other']),
  /** One line: `Do you want to proceed?`. */
  title: z.string(),
  /** What it is about (a command, a file, a folder): several lines, cut at 2000 characters. */
  detail: z.string(),
  /** Empty when it has to be answered in the terminal. */
  choices: z.array(Choice),
})
export type Question = z.infer<typeof Question>

/** Why an agent cannot go on by itself just now. */
export const Held = z.object({
  why: z.enum(['rate-limit', 'overload', 'retrying']),
  /** Unix ms of the next try; null when it was not told. */
  until: z.number().nullable(),
})
export type Held = z.infer<typeof Held>

/** certain: it cannot be otherwise; likely: its usual sign was seen; guess: from activity alone. */
export const Sureness = z.enum(['certain', 'likely', 'guess'])
export type Sureness = z.infer<typeof Sureness>

export const AgentState = z.object({
  name: StateName,
  source: StateSource,
  sure: Sureness,
  /** Unix time in ms since when the state holds. */
  since: z.number(),
  /** One sentence of explanation with the evidence in it. */
  explanation: z.string(),
  /** Only while waiting, and only when it could be read. */
  question: Question.optional(),
  /** Only while held. */
  held: Held.optional(),
})
export type AgentState = z.infer<typeof AgentState>

/** Which agent a pane holds and how that is known. */
export const Agent = z.object({
  /** Id of the agent type (`cc`, `cod`, `shell`, the user's own). */
  type: z.string(),
  /** `cc_1`: the type and its number within the session. */
  name: z.string(),
  /** option: we started it; title: ntm's naming; process: its program was recognised. */
  source: z.enum(['option', 'title', 'process']),
  /** No prompt can be sent to its kind: its composer cannot be read, or the kind is known no more. Shells apart. */
  unprompted: z.literal(true).optional(),
})
export type Agent = z.infer<typeof Agent>

export const Pane = z.object({
  id: PaneId,
  windowId: WindowId,
  /** Position within the window; respects pane-base-index. */
  index: z.number(),
  active: z.boolean(),
  /** Hostile text. */
  title: z.string(),
  command: z.string(),
  path: z.string(),
  /** Cells. */
  width: z.number(),
  height: z.number(),
  left: z.number(),
  top: z.number(),
  pid: z.number(),
  tty: z.string(),
  dead: z.boolean(),
  /** Exit status of a dead pane, when tmux knows it. */
  deadStatus: z.number().nullable(),
  deadSignal: z.number().nullable(),
  /** In copy mode or another tmux mode. */
  inMode: z.boolean(),
  /** Started by Quarterdeck. */
  managed: z.boolean(),
  agent: Agent.nullable(),
  state: AgentState,
  /** First line of what the agent was asked to do last, where it is known. Hostile text. */
  task: z.string().optional(),
  /** Tokens of the conversation, from its transcript; `limit` null when the model's is not known. */
  context: z.object({ used: z.number(), limit: z.number().nullable() }).optional(),
  /** The conversation's id, where it is known. */
  conversation: z.string().optional(),
  /** Stopped by *Freeze* (SIGSTOP of its processes). */
  frozen: z.boolean().optional(),
  /** Restored and not started yet: it shows its old screen, and what ran in it waits behind *Start*. */
  ready: z.literal(true).optional(),
})
export type Pane = z.infer<typeof Pane>

export const Window = z.object({
  id: WindowId,
  name: z.string(),
  /** tmux's layout string of the whole tree, also while zoomed. */
  layout: z.string(),
  zoomed: z.boolean(),
  width: z.number(),
  height: z.number(),
  /** The pane ids in tmux's order. */
  panes: z.array(PaneId),
})
export type Window = z.infer<typeof Window>

/** A window's place in one session; a linked window has several. */
export const WindowLink = z.object({ windowId: WindowId, index: z.number(), active: z.boolean() })
export type WindowLink = z.infer<typeof WindowLink>

/** A tmux client other than our own. */
export const Client = z.object({
  /** tmux's client name, usually the tty's path. */
  name: z.string(),
  pid: z.number(),
  sessionId: SessionId,
  width: z.number(),
  height: z.number(),
  /** A control mode client (another host, iTerm2). */
  control: z.boolean(),
})
export type Client = z.infer<typeof Client>

export const Session = z.object({
  id: SessionId,
  /** Hostile text; any Unicode. */
  name: z.string(),
  /** Unix time in seconds. */
  created: z.number(),
  /** The session's start folder. */
  folder: z.string(),
  windows: z.array(WindowLink),
  clients: z.array(Client),
  /** Created by Quarterdeck, or holds a recognised agent; others are listed as "Other tmux sessions". */
  managed: z.boolean(),
})
export type Session = z.infer<typeof Session>

/** What is known about the tmux server on our socket. */
export const ServerStatus = z.object({
  /**
   * connected: a server runs and we follow it; none: no server runs (normal before the first session);
   * lost: it went away while we watched; trouble: see `code`.
   */
  kind: z.enum(['starting', 'connected', 'none', 'lost', 'trouble']),
  /** `tmux -V` without the word tmux, e.g. `3.3a`; empty while unknown. */
  clientVersion: z.string(),
  serverVersion: z.string(),
  /** Socket name as in `tmux -L`, `default` for the user's own. */
  socket: z.string(),
  /** One sentence for people, empty when all is well. */
  message: z.string(),
  /** What to do, e.g. the install command. */
  remedy: z.string(),
  /** Only in trouble: which. */
  code: z.enum(FAILURE_CODES).optional(),
  /** Unix time in ms of the last change of kind. */
  since: z.number(),
})
export type ServerStatus = z.infer<typeof ServerStatus>

/** Everything the window shows of tmux: full state on subscribing, then patches (`ipc/fleet.ts`). */
export const Fleet = z.object({
  server: ServerStatus,
  sessions: z.array(Session),
  windows: z.array(Window),
  panes: z.array(Pane),
})
export type Fleet = z.infer<typeof Fleet>

/** What changed between two fleets: whole entities by id, so that applying a patch needs no knowledge of fields. */
export const FleetPatch = z.object({
  server: ServerStatus.optional(),
  sessions: z.array(Session).optional(),
  windows: z.array(Window).optional(),
  panes: z.array(Pane).optional(),
  /** Ids ($1, @1, %1) of what is gone. */
  removed: z.array(z.string()).optional(),
})
export type FleetPatch = z.infer<typeof FleetPatch>

/** What one action did to one pane. */
export const Receipt = z.object({
  paneId: PaneId,
  /** Name of the agent, or `pane 2` for a plain one, and of its session, as they were at the time of the act. */
  agent: z.string(),
  session: z.string(),
  /** pending: not over yet (being sent or checked, held until idle); only while its act is open. */
  result: z.enum(['pending', 'done', 'skipped', 'failed', 'unconfirmed']),
  /** What was done and seen, or why not: one short sentence. */
  detail: z.string(),
  /** What may be tried next, the gentlest first. `clear-draft`: the same prompt, after somebody's draft was removed. */
  next: z.array(z.enum(['retry', 'clear-draft', 'other-key', 'freeze', 'thaw', 'kill'])).optional(),
  /** Name for people of the key that `other-key` presses: `Ctrl+C`. */
  key: z.string().optional(),
  before: StateName,
  after: StateName,
  tookMs: z.number(),
})
export type Receipt = z.infer<typeof Receipt>

/** A process by identity: a pid alone may be reused, pid and start time may not. */
export const ProcessRef = z.object({
  pid: z.number(),
  /** Opaque start time as the system tells it (Linux: clock ticks since boot). */
  started: z.string(),
  /** Command line, cut at 200 characters; hostile text. */
  command: z.string(),
})
export type ProcessRef = z.infer<typeof ProcessRef>

/** Answer to *Kill now*: what ended, what is left, and how that was checked. */
export const KillReport = z.object({
  ended: z.array(ProcessRef.extend({ signal: z.enum(['TERM', 'KILL', 'gone']) })),
  survivors: z.array(ProcessRef),
  /** Daemons that several agents share. kept: another agent uses it, or the user did not ask to end it. */
  shared: z.array(
    ProcessRef.extend({
      name: z.string(),
      outcome: z.enum(['kept', 'ended', 'failed']),
      usedBy: z.array(z.string()),
    }),
  ),
  /**
   * What came out of the panes and was left alone on purpose. nested-server: a tmux, screen or zellij server of the user's;
   * user-daemon: serves the whole login (gpg-agent, …); other-user: runs with other rights.
   */
  spared: z.array(ProcessRef.extend({ why: z.enum(['nested-server', 'user-daemon', 'other-user']) })),
  /** The tmux objects that are gone. */
  panes: z.array(PaneId),
  /** True when a fresh look at the process table found none of them alive. */
  proven: z.boolean(),
  tookMs: z.number(),
  before: SavedBeforeAct,
})
export type KillReport = z.infer<typeof KillReport>

/** A kind of agent as the page needs it. */
export const AgentTypeInfo = z.object({
  id: z.string(),
  /** `Claude Code`: also the label of its number field. */
  name: z.string(),
  /** Program and arguments as they would be started. */
  command: z.array(z.string()),
  /** Path of the program in the login shell's PATH, or null when it is not installed or not known yet. */
  path: z.string().nullable(),
  /** Why it cannot be started, empty when it can. */
  problem: z.string(),
  /** How to install it, empty when not known. */
  remedy: z.string(),
  /** What will be otherwise than usual, although it can be started: `claude 1.0.3 is older than 2.0: …`; absent: nothing. */
  warning: z.string().optional(),
  /** From the user's settings. */
  custom: z.boolean(),
})
export type AgentTypeInfo = z.infer<typeof AgentTypeInfo>
