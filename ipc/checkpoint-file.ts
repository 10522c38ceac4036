import { z } from 'zod'
import { ActId } from './act'
import { CheckpointId, CheckpointInfo } from './checkpoint'

/** Chosen by the caller: progress (topic `checkpoints`) and `checkpoint.cancel` name it. */
const runId = ActId

/** Calls that bring a checkpoint out as one file, and in again. A cancel rejects them with `cancelled`. */
export const checkpointFileCalls = {
  /** Writes one file (0600) into `folder` (made when missing); never overwrites. Known shapes of tokens are masked by `mask`. */
  'checkpoint.export': {
    in: z.object({ runId, id: CheckpointId, folder: z.string().min(1).max(4096), mask: z.boolean().default(true) }),
    out: z.object({
      /** Absolute. */
      path: z.string(),
      bytes: z.number(),
      /** How many tokens were masked. */
      masked: z.number(),
      /** What the file lacks, a sentence each: damaged parts, a work tree without a bundle. */
      problems: z.array(z.string()),
    }),
  },
  /** Reads such a file as hostile input; the checkpoint gets a new id and the trigger `import`. */
  'checkpoint.import': {
    in: z.object({ runId, path: z.string().min(1).max(4096) }),
    out: z.object({ info: CheckpointInfo, problems: z.array(z.string()) }),
  },
} as const
