import { z } from 'zod'
import { Act, ActId, MOST_PROMPT, PromptRecord, PromptText, Receivers, Target } from './act'
import { checkpointCalls, checkpointTopics } from './checkpoint-calls'
import { checkpointFileCalls } from './checkpoint-file'
import { Finish, FinishPlan, SavedOutput } from './finish'
import {
  AgentTypeInfo,
  Fleet,
  FleetPatch,
  KillReport,
  PaneId,
  Question,
  Receipt,
  SessionId,
  StateName,
  StateSource,
  Sureness,
  WindowId,
} from './model'
import { recoveryCalls, recoveryTopics } from './recovery'
import { SavedBeforeAct } from './saved-before'
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

const Spawned = z.object({
  sessionId: SessionId,
  panes: z.array(PaneId),
  receipts: z.array(Receipt),
  /** The delivery of the first prompt, when there is one. */
  act: Act.nullable(),
  before: SavedBeforeAct,
})

export const KillTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pane'), paneId: PaneId }),
  z.object({ kind: z.literal('session'), sessionId: SessionId }),
])
export type KillTarget = z.infer<typeof KillTarget>

const nothing = z.object({})
const Size = z.object({ cols: z.number().int().min(2).max(2000), rows: z.number().int().min(1).max(1000) })

/** Prompt that new agents get as soon as they are ready. */
const FirstPrompt = z.string().max(MOST_PROMPT).default('')

/** What is known about a pane's state: the evidence, what was believed, and why the rest was not. */
export const Explanation = z.object({
  evidence: z.array(
    z.object({
      source: StateSource,
      says: StateName,
      sure: Sureness,
      sentence: z.string(),
      /** Unix ms at which it was seen. */
      at: z.number(),
      /** Empty for what decided; else why it did not: `older than the screen`, `title is weaker`. */
      passedOver: z.string(),
    }),
  ),
  question: Question.nullable(),
  /** Where events come from: `hooks`, `notify`, or empty for an agent that was not started by Quarterdeck. */
  events: z.string(),
})
export type Explanation = z.infer<typeof Explanation>

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
    /** `ending`: files whose name ends so are suggested too. */
    in: z.object({ path: z.string().max(4096), ending: z.string().max(40).optional() }),
    out: z.object({
      /** Absolute, `~` expanded. */
      path: z.string(),
      kind: z.enum(['folder', 'missing', 'not-a-folder', 'no-access', 'bad-path']),
      /** Sub-folders that begin with what was typed; at most 20 absolute paths. */
      suggestions: z.array(z.string()),
    }),
  },
  /** Done once under one `id`, like `session.addAgents`: asked for again, it answers with what it did. */
  'session.create': {
    in: z.object({
      id: ActId.optional(),
      name: SessionName,
      folder: Folder,
      createFolder: z.boolean(),
      agents: AgentCounts,
      prompt: FirstPrompt,
    }),
    out: Spawned,
  },
  'session.addAgents': {
    in: z.object({
      id: ActId.optional(),
      sessionId: SessionId,
      folder: Folder.optional(),
      agents: AgentCounts,
      prompt: FirstPrompt,
    }),
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
  /** Answers as soon as the keys are out; the proof (2 s at most) comes by the topic `act`. */
  'agents.interrupt': {
    in: z.object({ target: Target, id: ActId.optional(), otherKey: z.boolean().default(false) }),
    out: Act,
  },
  /** SIGSTOP, or SIGCONT, to all processes of these agents. */
  'agents.freeze': { in: z.object({ target: Target, frozen: z.boolean() }), out: Act },
  /** Why a pane has the state that it has. */
  'state.explain': { in: z.object({ paneId: PaneId }), out: Explanation },
  /** The one path of every prompt. Answers at once with the act; progress by the topic `act`. */
  'prompt.send': {
    in: z.object({
      id: ActId,
      text: PromptText,
      to: Receivers,
      /** skip: a receipt says why; hold: delivered as soon as the agent is idle. */
      whenBusy: z.enum(['skip', 'hold']).default('skip'),
      /** A draft in the composer that the user wants removed before. */
      clearDraft: z.boolean().default(false),
    }),
    out: Act,
  },
  /** Tries those again that failed; `id` is the act's. */
  'prompt.retry': { in: z.object({ id: ActId }), out: Act },
  /** Gives up what is still held or not sent; what is sent stays sent. Sends and freezes of no known id are refused. */
  'act.cancel': { in: z.object({ id: ActId }), out: Act },
  /** Newest first; `search` matches texts, agents and sessions. `before`: Unix ms of the oldest one seen. */
  'prompt.history': {
    in: z.object({
      search: z.string().max(200).default(''),
      limit: z.number().int().min(1).max(500).default(50),
      before: z.number().optional(),
    }),
    out: z.object({ prompts: z.array(PromptRecord), more: z.boolean() }),
  },
  'prompt.forget': { in: z.object({ ids: z.array(ActId).min(1).max(1000) }), out: nothing },
  /** Answers the question that was seen; refused when the screen shows another one, or none. */
  'question.answer': {
    in: z.object({ paneId: PaneId, questionId: z.string().max(64), key: z.string().min(1).max(20) }),
    out: z.object({ receipt: Receipt }),
  },
  'finish.start': { in: z.object({ id: ActId, plan: FinishPlan }), out: Finish },
  /** without: go on although some are not ready; kill: after `ready`, end the session; cancel: at any step. */
  'finish.step': { in: z.object({ id: ActId, step: z.enum(['without', 'kill', 'cancel']) }), out: Finish },
  'outputs.save': {
    in: z.object({ target: Target, folder: Folder, colours: z.boolean().default(false) }),
    out: z.object({ outputs: z.array(SavedOutput) }),
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
  /**
   * A checkpoint is taken first, by the settings. When that fails nothing is ended: HostError `refused`, whose detail
   * begins with `no-checkpoint`; the same call with `withoutCheckpoint` goes on without one.
   */
  'kill.now': {
    in: z.object({ target: KillTarget, endShared: z.boolean(), withoutCheckpoint: z.boolean().optional() }),
    out: KillReport,
  },
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
  /** What this page shows; a host that notifies says nothing of it while the page has the focus. */
  'page.looksAt': { in: z.object({ sessionId: SessionId.nullable(), paneId: PaneId.nullable() }), out: nothing },
  /** Opens an http(s) or mailto link in the user's browser (Electron); the web shell's page opens it itself. */
  'link.open': { in: z.object({ url: z.string().max(8192) }), out: nothing },
  ...checkpointCalls,
  ...checkpointFileCalls,
  ...recoveryCalls,
} as const

export const topics = {
  /** First the whole fleet, then patches. */
  fleet: { in: nothing, out: z.union([z.object({ full: Fleet }), z.object({ patch: FleetPatch })]) },
  settings: { in: nothing, out: Settings },
  /** Acts that were started elsewhere (tray, menu, shortcut): a command to run, or a notice. */
  acts: {
    in: nothing,
    out: z.union([
      z.object({ command: z.string() }),
      /** A notification was clicked. */
      z.object({ show: z.object({ sessionId: SessionId, paneId: PaneId.nullable() }) }),
      /** One sentence that the user should see, e.g. that the system-wide shortcut could not be had. */
      z.object({ notice: z.string() }),
      z.object({ hello: z.literal(true) }),
    ]),
  },
  /** Acts with receipts: those that are open now, then every change of one. */
  act: { in: nothing, out: z.union([z.object({ open: z.array(Act) }), z.object({ act: Act })]) },
  /** *Finish session*: those under way, then every change of one. */
  finish: { in: nothing, out: z.union([z.object({ open: z.array(Finish) }), z.object({ finish: Finish })]) },
  ...checkpointTopics,
  ...recoveryTopics,
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
