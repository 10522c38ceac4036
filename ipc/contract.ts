import { z } from 'zod'
import { AgentTypeInfo, Fleet, FleetPatch, KillReport, PaneId, Receipt, SessionId, WindowId } from './model'
import { Settings, SettingsPatch } from './settings'

/*
 * The only place where host and page meet. Types are inferred, never restated; the page uses `import type` (zod stays
 * out of its bundle), the host parses every call's input.
 */

/** A session's name as tmux keeps it: tmux itself turns `.` and `:` into `_`, so we refuse them. */
const SessionName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^.:\u0000-\u001f\u007f]+$/u, 'a session name holds no dot, colon or control character')

const Folder = z.string().min(1).max(4096)

const AgentCount = z.object({ type: z.string().min(1).max(40), count: z.number().int().min(0).max(50) })
const AgentCounts = z
  .array(AgentCount)
  .max(60)
  .refine(list => list.reduce((sum, one) => sum + one.count, 0) <= 100, 'at most 100 agents at once')

const Spawned = z.object({ sessionId: SessionId, panes: z.array(PaneId), receipts: z.array(Receipt) })

/** Which panes an act is meant for. */
export const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pane'), paneId: PaneId }),
  z.object({ kind: z.literal('session'), sessionId: SessionId }),
  z.object({ kind: z.literal('fleet') }),
])
export type Target = z.infer<typeof Target>

export const KillTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pane'), paneId: PaneId }),
  z.object({ kind: z.literal('session'), sessionId: SessionId }),
])
export type KillTarget = z.infer<typeof KillTarget>

const nothing = z.object({})
const Size = z.object({ cols: z.number().int().min(2).max(2000), rows: z.number().int().min(1).max(1000) })

export const calls = {
  /** Facts about this host. */
  'app.info': {
    in: nothing,
    out: z.object({
      version: z.string(),
      shell: z.enum(['electron', 'web']),
      platform: z.string(),
      dataFolder: z.string(),
      /** Empty, or who holds the data folder: then nothing is written to the store. */
      readOnly: z.string(),
      /** What the user should know about the store at start, e.g. a damaged settings file that was set aside. */
      notices: z.array(z.string()),
      home: z.string(),
      /** The machine's name, which tmux gives every pane as its first title. */
      hostName: z.string().optional(),
    }),
  },
  'settings.set': { in: z.object({ patch: SettingsPatch }), out: Settings },
  'agentTypes.list': {
    in: z.object({ refresh: z.boolean().default(false) }),
    out: z.object({ types: z.array(AgentTypeInfo) }),
  },
  'folder.check': {
    in: z.object({ path: z.string().max(4096) }),
    out: z.object({
      /** Absolute, `~` expanded. */
      path: z.string(),
      kind: z.enum(['folder', 'missing', 'not-a-folder', 'no-access', 'bad-path']),
      /** Sub-folders that begin with what was typed; at most 20 absolute paths. */
      suggestions: z.array(z.string()),
    }),
  },
  'session.create': {
    in: z.object({ name: SessionName, folder: Folder, createFolder: z.boolean(), agents: AgentCounts }),
    out: Spawned,
  },
  'session.addAgents': {
    in: z.object({ sessionId: SessionId, folder: Folder.optional(), agents: AgentCounts }),
    out: Spawned,
  },
  'session.rename': { in: z.object({ sessionId: SessionId, name: SessionName }), out: nothing },
  'session.attachCommand': { in: z.object({ sessionId: SessionId }), out: z.object({ command: z.string() }) },
  'window.tile': { in: z.object({ windowId: WindowId }), out: nothing },
  /** Idempotent: zoomed true zooms this pane, also when another one was zoomed; false unzooms. */
  'pane.zoom': { in: z.object({ paneId: PaneId, zoomed: z.boolean() }), out: nothing },
  /** Resizes the pane's window once so that the pane gets this size; `window.unfit` undoes it. */
  'window.fit': { in: z.object({ paneId: PaneId, size: Size }), out: z.object({ undo: z.string() }) },
  'window.unfit': { in: z.object({ undo: z.string().max(100) }), out: nothing },
  'pane.restart': { in: z.object({ paneId: PaneId }), out: z.object({ receipt: Receipt }) },
  /** Pastes by a tmux buffer, bracketed when the program asked for it. Text may be 10 MB. */
  'pane.paste': { in: z.object({ paneId: PaneId, text: z.string().max(16_000_000) }), out: nothing },
  'agents.interrupt': {
    in: z.object({ target: Target }),
    out: z.object({ receipts: z.array(Receipt), sentInMs: z.number() }),
  },
  /** What a kill would end; nothing is touched. */
  'kill.preview': {
    in: z.object({ target: KillTarget }),
    out: z.object({
      panes: z.number(),
      processes: z.number(),
      shared: z.array(z.object({ name: z.string(), usedBy: z.array(z.string()) })),
    }),
  },
  'kill.now': { in: z.object({ target: KillTarget, endShared: z.boolean() }), out: KillReport },
  /**
   * Opens a stream of one pane. A snapshot frame follows, then output frames (see `frames.ts`).
   * live: with history, for a real terminal; tile: the screen only.
   */
  'stream.open': {
    in: z.object({ paneId: PaneId, view: z.enum(['live', 'tile']) }),
    out: z.object({ stream: z.number().int() }),
  },
  /** Asks for a fresh snapshot with at least so many lines of history. */
  'stream.history': {
    in: z.object({ stream: z.number().int(), lines: z.number().int().min(0).max(200_000) }),
    out: nothing,
  },
  'stream.close': { in: z.object({ stream: z.number().int() }), out: nothing },
  /** Opens an http(s) or mailto link in the user's browser (Electron); the web shell's page opens it itself. */
  'link.open': { in: z.object({ url: z.string().max(8192) }), out: nothing },
} as const

export const topics = {
  /** First the whole fleet, then patches. */
  fleet: { in: nothing, out: z.union([z.object({ full: Fleet }), z.object({ patch: FleetPatch })]) },
  settings: { in: nothing, out: Settings },
  /** Acts that were started elsewhere (tray, menu, shortcut): a command to run, or receipts to show. */
  acts: {
    in: nothing,
    out: z.union([
      z.object({ command: z.string() }),
      z.object({ title: z.string(), receipts: z.array(Receipt), sentInMs: z.number() }),
      /** One sentence that the user should see, e.g. that the system-wide shortcut could not be had. */
      z.object({ notice: z.string() }),
      z.object({ hello: z.literal(true) }),
    ]),
  },
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
/** What a caller may leave out (defaults) is optional here. */
export type CallIn<N extends CallName> = z.input<Calls[N]['in']>
/** What the handler gets after parsing. */
export type CallParsed<N extends CallName> = z.output<Calls[N]['in']>
export type CallOut<N extends CallName> = z.output<Calls[N]['out']>

export type Topics = typeof topics
export type TopicName = keyof Topics
export type TopicIn<N extends TopicName> = z.input<Topics[N]['in']>
export type TopicOut<N extends TopicName> = z.output<Topics[N]['out']>
