import { z } from 'zod'
import { PaneId, Receipt, SessionId, StateName } from './model'
import { SavedBeforeAct } from './saved-before'

/** Chosen by who asks, so that the same request twice is done once. */
export const ActId = z.uuid()

/** Which panes an act is meant for. A session or the fleet means its agents alone; panes that are named are meant. */
export const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pane'), paneId: PaneId }),
  z.object({ kind: z.literal('panes'), paneIds: z.array(PaneId).min(1).max(1000) }),
  z.object({ kind: z.literal('session'), sessionId: SessionId }),
  z.object({ kind: z.literal('fleet') }),
])
export type Target = z.infer<typeof Target>

/** Who receives a prompt: the target's agents (plain panes and shells never), narrowed by type and state. */
export const Receivers = z.object({
  target: Target,
  /** Ids of agent types; absent: all. */
  types: z.array(z.string().max(40)).max(60).optional(),
  /** Absent: in any state. */
  states: z.array(StateName).max(10).optional(),
})
export type Receivers = z.infer<typeof Receivers>

/**
 * An act on one pane or many with its receipts, one for each pane, as they are now. Told again with every change while
 * `open`; of a closed act nothing changes but `before`.
 */
export const Act = z.object({
  id: z.string(),
  kind: z.enum(['send', 'interrupt', 'freeze', 'thaw', 'answer']),
  /** Words for people: `Interrupt all`, `Send to 5`. */
  title: z.string(),
  /** Started by a page, or by the host itself (tray, shortcut, first prompt). */
  origin: z.enum(['page', 'host']),
  /** Unix ms. */
  startedAt: z.number(),
  /** From the request to the last key taken by tmux, ms; null where none was sent (yet). */
  sentInMs: z.number().nullable(),
  /** The prompt of a `send`, whole; empty otherwise. */
  text: z.string(),
  receipts: z.array(Receipt),
  open: z.boolean(),
  /** Comes last: a checkpoint beside an interrupt may be complete after the act is closed. */
  before: SavedBeforeAct,
})
export type Act = z.infer<typeof Act>

/** Prompts are longer than this only by mistake (characters). */
export const MOST_PROMPT = 1_000_000
export const PromptText = z
  .string()
  .min(1)
  .max(MOST_PROMPT)
  .refine(text => text.trim() !== '', 'the prompt is empty')

/** One prompt of the history: what was sent, to whom, and what came of it. */
export const PromptRecord = z.object({
  id: z.string(),
  /** Unix ms. */
  at: z.number(),
  text: z.string(),
  receipts: z.array(Receipt),
})
export type PromptRecord = z.infer<typeof PromptRecord>
