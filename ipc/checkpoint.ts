import { z } from 'zod'
import { MOST_PROMPT } from './act'
import { StateName } from './model'

export const CheckpointId = z.uuid()
export type CheckpointId = z.infer<typeof CheckpointId>

/** Why a checkpoint was taken. Those by hand stay until they are deleted; the others thin out. */
export const Trigger = z.enum([
  'manual',
  'before-send',
  'before-interrupt',
  'before-add',
  'before-freeze',
  'before-finish',
  'before-kill',
  'before-restore',
  'milestone',
  'interval',
  'import',
  'recovery',
])
export type Trigger = z.infer<typeof Trigger>

/** SHA-256 of the content before compression, in small hex digits. */
export const Hash = z.string().regex(/^[0-9a-f]{64}$/)

/** Content that is kept beside the index: its hash and its size before compression. */
export const BlobRef = z.object({ hash: Hash, bytes: z.number().int().min(0) })
export type BlobRef = z.infer<typeof BlobRef>

/** How an agent is started again: never typed, an argument array from end to end. */
export const SavedLaunch = z.object({
  type: z.string().max(40),
  kind: z.enum(['program', 'shell']),
  command: z.string().max(4096),
  args: z.array(z.string().max(4096)).max(64),
  /** Names of all, values only of those that the user allows. */
  env: z.record(z.string().max(200), z.string().max(4096).nullable()),
  folder: z.string().max(4096),
})
export type SavedLaunch = z.infer<typeof SavedLaunch>

export const SavedConversation = z.object({
  id: z.string().min(1).max(200),
  /** The transcript up to its last whole line at that moment; null when there was no file. */
  transcript: BlobRef.nullable(),
  /** Path of the file it was copied from. */
  file: z.string().max(4096),
})

export const SavedPane = z.object({
  /** Place within the session: window's position and pane's position, `0.2`. */
  key: z.string().regex(/^\d{1,4}\.\d{1,4}$/),
  /** `cc_1`, empty for a plain pane. */
  agent: z.string().max(60),
  type: z.string().max(40),
  /** The life's id in its pane option, by which a restore knows what still lives; empty when not ours. */
  life: z.string().max(60),
  title: z.string().max(1000),
  command: z.string().max(1000),
  folder: z.string().max(4096),
  width: z.number().int(),
  height: z.number().int(),
  active: z.boolean(),
  dead: z.boolean(),
  state: StateName,
  /** It had come back from another checkpoint, and nobody had started it yet. */
  waits: z.literal(true).optional(),
  launch: SavedLaunch.nullable(),
  /** History and screen with their colours, the oldest part first: text with SGR escapes, a row a line. */
  screen: z.array(BlobRef).max(10_000),
  /** Rows in `screen`; the last `height` of them are the visible ones. */
  rows: z.number().int().min(0),
  conversation: SavedConversation.nullable(),
  /** What stood in the composer. */
  draft: z.string().max(100_000),
  /** What could not be saved, and why; empty when all was. */
  problem: z.string().max(1000),
})
export type SavedPane = z.infer<typeof SavedPane>

export const SavedWindow = z.object({
  index: z.number().int(),
  name: z.string().max(1000),
  layout: z.string().max(20_000),
  active: z.boolean(),
  zoomed: z.boolean(),
  width: z.number().int(),
  height: z.number().int(),
  panes: z.array(SavedPane).max(500),
})
export type SavedWindow = z.infer<typeof SavedWindow>

/** One git work tree of the panes, as it was. */
export const SavedTree = z.object({
  /** Absolute path of its top folder. */
  path: z.string().max(4096),
  /** Empty on a detached head. */
  branch: z.string().max(1000),
  /** Object id; empty in a repository without a commit. */
  head: z.string().max(64),
  /** Commit that holds index and worktree, untracked files too; empty when it could not be made. */
  commit: z.string().max(64),
  /** The hidden ref that keeps it alive in the repository. */
  ref: z.string().max(400),
  /** A bundle with what the repository may lose, so that the files survive without it; null when too large. */
  bundle: BlobRef.nullable(),
  /** Paths relative to `path` that differ from `head`. */
  changed: z.array(z.object({ path: z.string().max(4096), status: z.string().max(2) })).max(5000),
  /** What was left out: too large, unreadable, a submodule. */
  left: z.array(z.object({ path: z.string().max(4096), why: z.string().max(200) })).max(5000),
  problem: z.string().max(1000),
})
export type SavedTree = z.infer<typeof SavedTree>

/** A session as it was. Kept compressed beside the index; all content in it is hostile text. */
export const Checkpoint = z.object({
  version: z.literal(1),
  id: CheckpointId,
  name: z.string().max(200),
  message: z.string().max(10_000),
  /** Unix ms. */
  at: z.number(),
  trigger: Trigger,
  session: z.string().max(1000),
  folder: z.string().max(4096),
  /** tmux's version and the server's start (Unix s), so that ids that tmux uses again match no old record. */
  tmux: z.object({ version: z.string().max(40), started: z.number() }),
  windows: z.array(SavedWindow).min(1).max(500),
  trees: z.array(SavedTree).max(200),
  /** Prompts that were held or not yet sent, whole. */
  prompts: z.array(z.object({ agent: z.string().max(60), text: z.string().max(MOST_PROMPT) })).max(1000),
})
export type Checkpoint = z.infer<typeof Checkpoint>

/** What the list shows of a checkpoint: small, as all of them are in one file. */
export const CheckpointInfo = z.object({
  id: CheckpointId,
  name: z.string().max(200),
  message: z.string().max(10_000),
  at: z.number(),
  /** Order of saving: a clock may go back. */
  serial: z.number().int().min(0),
  trigger: Trigger,
  session: z.string().max(1000),
  agents: z.number().int(),
  panes: z.number().int(),
  windows: z.number().int(),
  trees: z.number().int(),
  /** Of all its content, before compression. */
  bytes: z.number(),
  /** What it added to the disk when it was saved. */
  added: z.number(),
  /** Hash of the manifest. */
  manifest: Hash,
  /** Unix ms since when it is deleted; it is purged 30 s later. */
  deleted: z.number().nullable(),
})
export type CheckpointInfo = z.infer<typeof CheckpointInfo>

/** One thing that was said or done in a conversation, read from a saved transcript. Hostile text. */
export const ConversationTurn = z.object({
  who: z.enum(['user', 'agent', 'tool']),
  /** Of a tool: its name and what it was given, one line. */
  text: z.string(),
  /** Unix ms; null where the transcript does not say. */
  at: z.number().nullable(),
})
export type ConversationTurn = z.infer<typeof ConversationTurn>

/** How a pane, a file or a session differs between a checkpoint and another one, or now. */
export const CompareLine = z.object({
  kind: z.enum(['window', 'pane', 'agent', 'file', 'screen', 'conversation']),
  /** Whom it is about: `cc_1`, `src/a.ts`, `window 2`. */
  what: z.string(),
  change: z.enum(['same', 'added', 'removed', 'changed']),
  /** One sentence. */
  detail: z.string(),
})
export type CompareLine = z.infer<typeof CompareLine>

/** Where a restore starts what was in another folder. */
export const FolderChoice = z.object({
  /** The saved folder. */
  from: z.string().min(1).max(4096),
  /** Absolute, or below `~`; the saved one again when it is only to be made. */
  to: z.string().max(4096),
  /** Make it when it is not there. */
  create: z.boolean(),
})
export type FolderChoice = z.infer<typeof FolderChoice>

/** What is restored. */
export const RestoreChoice = z.object({
  layout: z.boolean(),
  conversations: z.boolean(),
  /** none; worktree: a new branch and work tree beside the old; inplace: the work tree itself, after a checkpoint of it. */
  files: z.enum(['none', 'worktree', 'inplace']),
  /** Keys of the panes that are wanted; null: all. */
  panes: z.array(z.string().max(10)).max(1000).nullable(),
  /** Agents start at once, a few at a time; else each waits behind *Start*. */
  start: z.boolean(),
  /** Empty: the old name when it is free, else `NAME-v2`. */
  session: z.string().max(200),
  /** Other folders than the plan would take. */
  folders: z.array(FolderChoice).max(500).optional(),
})
export type RestoreChoice = z.infer<typeof RestoreChoice>

/** What a restore will do, before it does anything. */
export const RestorePlan = z.object({
  checkpoint: CheckpointId,
  choice: RestoreChoice,
  /** Name of the session that will be made; empty when everything that was chosen still lives. */
  session: z.string(),
  panes: z.array(
    z.object({
      key: z.string(),
      agent: z.string(),
      type: z.string(),
      title: z.string(),
      /** Where it starts. */
      folder: z.string(),
      /**
       * create: a new pane; start: it was restored before, and what waits in it is started; lives: it is there and is left
       * alone; skip: not chosen.
       */
      act: z.enum(['create', 'start', 'lives', 'skip']),
      /** What will be started, for people; empty for what only shows its old screen. */
      command: z.string(),
      /** as-saved: the conversation as it was then, under a new id; fresh: a new one; none: the type has none. */
      conversation: z.enum(['as-saved', 'fresh', 'none']),
      /** What cannot come back, and why; each one sentence. */
      problems: z.array(z.string()),
    }),
  ),
  trees: z.array(
    z.object({
      path: z.string(),
      act: z.enum(['worktree', 'inplace', 'skip']),
      /** Where a new work tree goes, and its branch. */
      target: z.string(),
      branch: z.string(),
      files: z.number(),
      problems: z.array(z.string()),
    }),
  ),
  /** The folders of the panes that are made, each once. */
  folders: z.array(
    z.object({
      /** As it was saved. */
      from: z.string(),
      /** Where its panes start. */
      to: z.string(),
      /** saved: as it was; work-tree: its files go into that work tree; chosen: by the choice. */
      why: z.enum(['saved', 'work-tree', 'chosen']),
      /** It is made. */
      create: z.boolean(),
      panes: z.number(),
      /** Why nothing can be started in it; empty when it can. */
      problem: z.string(),
    }),
  ),
})
export type RestorePlan = z.infer<typeof RestorePlan>

/** A restore that is under way, or how it ended. */
export const RestoreRun = z.object({
  id: z.string(),
  checkpoint: CheckpointId,
  session: z.string(),
  step: z.enum([
    'saving',
    'files',
    'building',
    'starting',
    'done',
    'failed',
    'cancelled',
    'rolling-back',
    'rolled-back',
  ]),
  /** What was done so far, a line each. */
  done: z.array(z.object({ what: z.string(), ok: z.boolean(), detail: z.string() })),
  total: z.number(),
  problem: z.string(),
  /** The session that was made; empty while there is none. */
  sessionId: z.string(),
  /** It stopped, and what it made is still there: it can be gone on with, or rolled back. */
  stands: z.boolean(),
})
export type RestoreRun = z.infer<typeof RestoreRun>

/** A save, an export or an import that is under way: the page shows its progress and may cancel it. */
export const SaveProgress = z.object({
  id: z.string(),
  /** Empty for an import: what a file says of itself is not known before it was checked whole. */
  session: z.string(),
  /** Of a save: panes and work trees. Of an export or an import: bytes of its step. */
  done: z.number(),
  /** 0 while it is not known. */
  total: z.number(),
  /** Of a save: whose content was saved last. */
  what: z.string(),
  /** An export packs, then writes the file; an import checks the file, then keeps its parts. Absent: a save. */
  file: z.object({ act: z.enum(['export', 'import']), step: z.literal([1, 2]) }).optional(),
})
export type SaveProgress = z.infer<typeof SaveProgress>
