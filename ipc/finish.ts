import { z } from 'zod'
import { Act } from './act'
import { KillReport, PaneId, SessionId, StateName } from './model'
import { SavedBeforeAct } from './saved-before'

/** How *Finish session* is to go; each step can be left out. */
export const FinishPlan = z.object({
  sessionId: SessionId,
  /** What the agents are asked to do before the end; null: they are not asked. */
  ask: z.string().trim().min(1).max(100_000).nullable(),
  /** Wait until all are idle, at most so long (ms); null: no waiting. */
  waitMs: z.number().int().min(1000).max(86_400_000).nullable(),
  /** Where the outputs go; null: they are not saved. */
  save: z.object({ folder: z.string().min(1).max(4096), colours: z.boolean() }).nullable(),
  /** End the session with proof. */
  kill: z.boolean(),
  endShared: z.boolean(),
})
export type FinishPlan = z.infer<typeof FinishPlan>

/** One file of *Save outputs*, or why there is none. */
export const SavedOutput = z.object({
  paneId: PaneId,
  agent: z.string(),
  /** Absolute path; empty when it failed. */
  path: z.string(),
  bytes: z.number(),
  /** Lines of the screen and history that are in it. */
  lines: z.number(),
  /** Empty when all went well. */
  problem: z.string(),
})
export type SavedOutput = z.infer<typeof SavedOutput>

/** A *Finish session* that is under way, or how it ended. Told again with every change. */
export const Finish = z.object({
  id: z.string(),
  sessionId: SessionId,
  session: z.string(),
  step: z.enum(['asking', 'waiting', 'saving', 'ready', 'checkpoint', 'killing', 'done', 'cancelled', 'failed']),
  /** The act of asking; null when nobody was asked. */
  asked: Act.nullable(),
  agents: z.array(
    z.object({
      paneId: PaneId,
      agent: z.string(),
      state: StateName,
      /** ready: done with its work; left: gone on without; gone: exited by itself. */
      progress: z.enum(['busy', 'ready', 'left', 'gone']),
      detail: z.string(),
    }),
  ),
  /** Unix ms at which waiting stops and a person is asked; null while not waiting. */
  waitUntil: z.number().nullable(),
  outputs: z.array(SavedOutput),
  killed: KillReport.nullable(),
  before: SavedBeforeAct,
  /** One sentence: why it failed, or stands still until a person says how to go on (`finish.step`). Empty otherwise. */
  problem: z.string(),
})
export type Finish = z.infer<typeof Finish>
