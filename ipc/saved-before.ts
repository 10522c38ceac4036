import { z } from 'zod'

/** The checkpoint of one session that was taken by itself for a risky act: what *Undo to checkpoint* goes back to. */
export const SavedBefore = z.object({
  /** Name of the session then. */
  session: z.string(),
  /** null: there is none, and `problem` says why. `at`: Unix ms. */
  checkpoint: z.object({ id: z.uuid(), at: z.number() }).nullable(),
  /**
   * taken: for this act. shared: for what happened less than 10 s before. unchanged: an earlier one, since which nothing has
   * changed.
   */
  how: z.enum(['taken', 'shared', 'unchanged']),
  /** One sentence; empty where there is a checkpoint. */
  problem: z.string(),
})
export type SavedBefore = z.infer<typeof SavedBefore>

/** By session; absent: none was wanted, or it is not known yet. */
export const SavedBeforeAct = z.array(SavedBefore).optional()
