import { useStore } from 'zustand'
import { checkpointsStore, liveCheckpoints } from '../../state/checkpoints-store'
import { openDialog } from '../../state/dialogs-store'
import { AgeWords } from '../grid/age'
import { ago } from './checkpoint-words'
import { savingWords } from './saving-words'

/** `last checkpoint 4 min ago`, for the status bar; a save that is under way in its place. */
export function LastCheckpoint() {
  const { list, saving } = useStore(checkpointsStore)
  const [now] = saving
  const [last] = liveCheckpoints(list)
  if (now) {
    const { inLine, far } = savingWords(now)
    return <span>{[inLine, far].filter(Boolean).join(' ')}</span>
  }
  if (!last) return null
  return (
    <button
      type="button"
      title={`${last.session}: show this checkpoint`}
      onClick={() => openDialog({ kind: 'checkpoints', show: last.id })}
    >
      {'last checkpoint '}
      <AgeWords at={last.at} words={ago} />
    </button>
  )
}
