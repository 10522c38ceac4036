import { useState } from 'react'
import { lostName } from '../../../ipc/loss-words'
import type { LostSession } from '../../../ipc/recovery'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { putCheckpoint } from '../../state/checkpoints-store'
import { openDialog } from '../../state/dialogs-store'
import { tellFailure } from '../../state/tell'
import { showToast } from '../../state/toasts-store'
import { useHere } from '../../ui/use-here'

/** ms: what could not be saved stays to be read while the plan is looked at. */
const PROBLEMS_STAY = 60_000

/** The files are where they were, as they were saved a moment ago: agents go on there unless the person wants them elsewhere. */
function openPlan(checkpoint: string): void {
  openDialog({ kind: 'restore', checkpoint, first: { files: 'none' } })
}

interface LastKnown {
  /** Id of the session that is being saved as it was last known; null: none is. */
  readonly busy: string | null
  readonly failure: { readonly id: string; readonly words: Words } | null
  restore(lost: LostSession): Promise<void>
}

/**
 * *Restore as it was last known*: saves that as a checkpoint, then shows the plan of its restore. Where the dialog was
 * closed meanwhile, a message offers the plan instead.
 */
export function useLastKnown(): LastKnown {
  const [busy, setBusy] = useState<string | null>(null)
  const [failure, setFailure] = useState<LastKnown['failure']>(null)
  const here = useHere()
  const restore = async (lost: LostSession) => {
    if (busy !== null) return
    setBusy(lost.id)
    setFailure(null)
    const name = lostName(lost)
    try {
      const { info, problems } = await call('recovery.checkpoint', { id: lost.id })
      putCheckpoint(info)
      const title = `${name} is saved as it was last known`
      const action = { label: 'Restore…', run: () => openPlan(info.id) }
      if (problems.length > 0)
        showToast({
          tone: 'notice',
          title: `${title}, but not all of it`,
          meaning: problems.join(' '),
          stay: PROBLEMS_STAY,
        })
      if (here.current) openPlan(info.id)
      else showToast({ tone: 'done', title, action })
    } catch (error) {
      if (here.current) setFailure({ id: lost.id, words: wordsFor(error) })
      else tellFailure(`Restore ${name}`, error)
    } finally {
      setBusy(null)
    }
  }
  return { busy, failure, restore }
}
