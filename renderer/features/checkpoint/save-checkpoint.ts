import type { CallIn } from '../../../ipc/contract'
import { call } from '../../host/host'
import { openDialog } from '../../state/dialogs-store'
import { showToast } from '../../state/toasts-store'
import { dataSize } from '../../ui/format'
import { checkpointTitle, holdsWords } from '../checkpoints/checkpoint-words'

/** ms that the message of a saved checkpoint stays: it offers to look, and nothing is lost when it goes. */
const STAY = 15_000

/**
 * Saves a checkpoint and tells of it in the `status` region, also when what could not be saved has to be told. Fails as
 * the call does (`cancelled` when a person cancelled it).
 */
export async function saveCheckpoint(wish: CallIn<'checkpoint.save'>): Promise<void> {
  const { info, problems } = await call('checkpoint.save', wish)
  const action = { label: 'Show', run: () => openDialog({ kind: 'checkpoints', show: info.id }) }
  const holds = `${holdsWords(info)}, added ${dataSize(info.added)} to the disk.`
  if (problems.length === 0)
    showToast({ tone: 'done', title: `Checkpoint saved: ${checkpointTitle(info)}`, meaning: holds, action, stay: STAY })
  else
    showToast({
      tone: 'notice',
      title: `Checkpoint saved, but not all of it: ${checkpointTitle(info)}`,
      meaning: holds,
      remedy: problems.join(' '),
      action,
    })
}
