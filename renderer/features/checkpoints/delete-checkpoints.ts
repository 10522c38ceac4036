import type { CheckpointInfo } from '../../../ipc/checkpoint'
import { call } from '../../host/host'
import { attempt } from '../../state/tell'
import { dismissToast, showToast } from '../../state/toasts-store'
import { plural } from '../../ui/format'
import { checkpointTitle } from './checkpoint-words'

/** ms: the host purges 30 s after; an *Undo* that comes with the last moment would promise what may not hold. */
const UNDO_MS = 29_000

async function bringBack(ids: string[]): Promise<void> {
  await attempt('Undo', async () => {
    const back = new Set((await call('checkpoint.undelete', { ids })).ids)
    const lost = ids.filter(id => !back.has(id)).length
    if (lost === 0) showToast({ tone: 'done', title: `${plural(back.size, 'checkpoint')} brought back` })
    else
      showToast({
        tone: 'failure',
        title: `${lost} of ${plural(ids.length, 'checkpoint')} could not be brought back`,
        meaning: 'They were deleted for good by then.',
      })
  })
}

/** Deletes, and offers *Undo* as long as the host keeps them; whether it was done. Failures are shown. */
export async function deleteCheckpoints(infos: readonly CheckpointInfo[]): Promise<boolean> {
  const ids = infos.map(one => one.id)
  const [first] = infos
  if (!first) return false
  return attempt('Delete checkpoint', async () => {
    await call('checkpoint.delete', { ids })
    const what =
      infos.length === 1 ? `Checkpoint deleted: ${checkpointTitle(first)}` : `${infos.length} checkpoints deleted`
    const toast: number = showToast({
      tone: 'notice',
      title: what,
      meaning: 'It can be undone for 30 seconds.',
      stay: UNDO_MS,
      action: {
        label: 'Undo',
        run() {
          dismissToast(toast)
          void bringBack(ids)
        },
      },
    })
  })
}
