import { z } from 'zod'
import { ActId } from './act'
import {
  Checkpoint,
  CheckpointId,
  CheckpointInfo,
  CompareLine,
  ConversationTurn,
  RestoreChoice,
  RestorePlan,
  RestoreRun,
  SaveProgress,
} from './checkpoint'
import { SessionId } from './model'

const nothing = z.object({})

/** The part of the contract that is about checkpoints (`contract.ts` has the whole). */
export const checkpointCalls = {
  /** Resolves when it is safe on the disk. `id` is chosen by the caller: progress and cancelling name it. */
  'checkpoint.save': {
    in: z.object({
      id: CheckpointId,
      sessionId: SessionId,
      name: z.string().trim().max(200).default(''),
      message: z.string().trim().max(10_000).default(''),
    }),
    out: z.object({ info: CheckpointInfo, problems: z.array(z.string()) }),
  },
  /** Ends a save, an export or an import under its id; nothing of it is left then. Nothing happens when it is over. */
  'checkpoint.cancel': { in: z.object({ id: CheckpointId }), out: nothing },
  /** What a checkpoint would hold, and about how large it is before compression. */
  'checkpoint.estimate': {
    in: z.object({ sessionId: SessionId }),
    out: z.object({
      panes: z.number(),
      rows: z.number(),
      /** Before compression. */
      bytes: z.number(),
      /** Changed and new files of each work tree; `files` null where they could not be counted, `left`: those left out. */
      trees: z.array(z.object({ path: z.string(), files: z.number().nullable(), bytes: z.number(), left: z.number() })),
    }),
  },
  'checkpoint.get': {
    in: z.object({ id: CheckpointId }),
    /** `damaged`: one sentence, empty when all parts are there. */
    out: z.object({ checkpoint: Checkpoint, damaged: z.string() }),
  },
  /** Ids of those in the list that lack a part; a part that is there but changed shows when its checkpoint is opened. */
  'checkpoint.damaged': { in: nothing, out: z.object({ ids: z.array(CheckpointId) }) },
  /** A pane's screen as it was, with at most `lines` rows of history: text with SGR escapes. Hostile. */
  'checkpoint.screen': {
    in: z.object({ id: CheckpointId, key: z.string().max(10), lines: z.number().int().min(0).max(50_000).default(0) }),
    out: z.object({ cols: z.number(), rows: z.number(), text: z.string() }),
  },
  /** The last turns of a pane's conversation as it was saved, the oldest first. Hostile text, each turn cut at 4000 characters. */
  'checkpoint.turns': {
    in: z.object({ id: CheckpointId, key: z.string().max(10), last: z.number().int().min(1).max(200).default(20) }),
    out: z.object({
      turns: z.array(ConversationTurn),
      /** There are earlier ones. */
      more: z.boolean(),
      /** Why there are none, one sentence; empty when they could be read. */
      problem: z.string(),
    }),
  },
  /** The changed files of one work tree as a patch, cut at 1 MB. Hostile text. */
  'checkpoint.patch': {
    in: z.object({ id: CheckpointId, tree: z.number().int().min(0).max(200) }),
    out: z.object({ patch: z.string(), cut: z.boolean() }),
  },
  /** With another checkpoint, or with now (null). */
  'checkpoint.compare': {
    in: z.object({ id: CheckpointId, with: CheckpointId.nullable() }),
    out: z.object({ lines: z.array(CompareLine) }),
  },
  'checkpoint.rename': {
    in: z.object({ id: CheckpointId, name: z.string().trim().max(200), message: z.string().trim().max(10_000) }),
    out: CheckpointInfo,
  },
  'checkpoint.delete': { in: z.object({ ids: z.array(CheckpointId).min(1).max(1000) }), out: nothing },
  'checkpoint.undelete': {
    in: z.object({ ids: z.array(CheckpointId).min(1).max(1000) }),
    out: z.object({ ids: z.array(CheckpointId) }),
  },
  'restore.plan': { in: z.object({ id: CheckpointId, choice: RestoreChoice }), out: RestorePlan },
  /**
   * Runs what the plan says; progress by the topic `restore`. `continues`: the run that stopped before and whose plan it is;
   * what that one made is skipped, and belongs to this one when it is rolled back.
   */
  'restore.run': { in: z.object({ id: ActId, plan: RestorePlan, continues: ActId.optional() }), out: RestoreRun },
  'restore.cancel': { in: z.object({ id: ActId }), out: nothing },
  /**
   * Ends what a run that stopped has made: its panes, with proof, and its work trees and branches where nothing was changed
   * in them since. Nothing else. Throws HostError `bad-input` (no such run), `refused` (it did not stop).
   */
  'restore.rollback': { in: z.object({ id: ActId }), out: RestoreRun },
} as const

export const checkpointTopics = {
  /**
   * The whole list at each change (small); what is under way: saves, and exports and imports that take longer than a
   * moment; and notices of the store.
   */
  checkpoints: {
    in: nothing,
    out: z.object({ list: z.array(CheckpointInfo), saving: z.array(SaveProgress), trouble: z.string() }),
  },
  restore: { in: nothing, out: z.union([z.object({ open: z.array(RestoreRun) }), z.object({ run: RestoreRun })]) },
} as const
