import type { CheckpointInfo, RestoreChoice } from '../../../ipc/checkpoint'
import type { SavedBefore } from '../../../ipc/saved-before'
import { whenWords } from '../../ui/format'
import { checkpointTitle } from './checkpoint-words'

/** What was done, as far as it matters for the way back. */
export type UndoneAct = 'send' | 'interrupt' | 'freeze' | 'add' | 'kill'

/** What is chosen first in the plan of going back; the rest is as for every restore. */
export function undoChoice(act: UndoneAct): Partial<RestoreChoice> {
  // A kill changes no file: what is gone are panes and conversations.
  return act === 'kill' ? { files: 'none' } : {}
}

/** null: there is no way back. */
interface UndoLine {
  readonly says: string
  readonly checkpoint: string | null
  /** Why there is none is no detail to be quiet about. */
  readonly bad: boolean
}

const HOWS = {
  taken: (name: string) => `Saved as ${name}.`,
  shared: (name: string) => `Shares ${name}, saved less than 10 s before.`,
  unchanged: (name: string) => `Nothing had changed since ${name}.`,
} as const

/**
 * One sentence on the checkpoint of one session, and which one to go back to.
 * @param list the checkpoints that there are; null while that is not known
 * @param now Unix ms
 */
export function undoLine(one: SavedBefore, list: readonly CheckpointInfo[] | null, now: number): UndoLine {
  const { checkpoint, how, problem } = one
  if (!checkpoint) {
    const says = problem ? `No checkpoint was taken: ${problem}` : 'There is no checkpoint of it.'
    return { says, checkpoint: null, bad: true }
  }
  const info = list?.find(found => found.id === checkpoint.id)
  const name = `${info ? `“${checkpointTitle(info)}” of ` : 'the checkpoint of '}${whenWords(checkpoint.at, now)}`
  if (list && !info)
    return { says: `Its checkpoint of ${whenWords(checkpoint.at, now)} was deleted.`, checkpoint: null, bad: false }
  return { says: HOWS[how](name), checkpoint: checkpoint.id, bad: false }
}
