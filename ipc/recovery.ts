import { z } from 'zod'
import { CheckpointInfo } from './checkpoint'
import { SavedOutput } from './finish'
import { StateName } from './model'

/** Why a session with agents is no more, though nobody ended it here. */
export const LossKind = z.enum([
  /** The machine was started anew since. */
  'reboot',
  /** The tmux server was killed by a signal, or crashed. */
  'server-died',
  /** The tmux server ended by itself, or somebody ended it (`kill-server`). */
  'server-ended',
  /** Only this session is gone; its server lives on. */
  'session-vanished',
  /** It went while no host was looking. */
  'while-away',
])
export type LossKind = z.infer<typeof LossKind>

export const LostId = z.uuid()

/** A session that was running with agents and is no more. All names and texts are hostile. */
export const LostSession = z.object({
  id: LostId,
  session: z.string().max(1000),
  folder: z.string().max(4096),
  kind: LossKind,
  /** Unix ms when it was last seen alive. */
  seen: z.number(),
  /** Unix ms when its loss was noticed. */
  noticed: z.number(),
  /** One sentence: what is known of its end; says so when nothing is known. */
  sentence: z.string().max(1000),
  /** What tmux said last, and what the system's log said of it (Linux); a line each, empty when nothing is known. */
  lastWords: z.array(z.string().max(1000)).max(20),
  agents: z
    .array(
      z.object({
        name: z.string().max(60),
        type: z.string().max(40),
        /** As it was last believed. */
        state: StateName,
        /** First line of its task; empty when unknown. */
        task: z.string().max(1000),
        /** Its conversation's file is there and can be read. */
        transcript: z.boolean(),
        /** Its last screen was seen by this host and is kept in memory. */
        screen: z.boolean(),
        /** It outlived its terminal: still a process, which a new one beside it may disturb. */
        alive: z.boolean(),
      }),
    )
    .max(500),
  /** The newest checkpoint of this session; null when there is none. */
  checkpoint: CheckpointInfo.nullable(),
  /** A session of that name is there again: a restore gets `NAME-v2`. */
  nameTaken: z.boolean(),
})
export type LostSession = z.infer<typeof LostSession>

export const recoveryCalls = {
  /**
   * A checkpoint of the session as it was last known (trigger `recovery`): layout, launches, work trees as they are now, each
   * conversation up to now, the last screens where they are kept, below the history that the session's newest checkpoint has.
   * `restore.plan` takes it like any other.
   */
  'recovery.checkpoint': {
    in: z.object({ id: LostId }),
    out: z.object({ info: CheckpointInfo, problems: z.array(z.string()) }),
  },
  /** Last screens and transcripts as text, one file an agent, into `folder` (made when missing). Nothing is overwritten. */
  'recovery.salvage': {
    in: z.object({ ids: z.array(LostId).min(1).max(200), folder: z.string().min(1).max(4096) }),
    out: z.object({ outputs: z.array(SavedOutput.omit({ paneId: true })) }),
  },
  /** Takes them off the list; checkpoints and files stay. */
  'recovery.dismiss': { in: z.object({ ids: z.array(LostId).min(1).max(1000) }), out: z.object({}) },
} as const

export const recoveryTopics = {
  /** The whole list at each change, the newest loss first. */
  recovery: { in: z.object({}), out: z.object({ lost: z.array(LostSession) }) },
} as const
