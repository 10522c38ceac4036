import { useStore } from 'zustand'
import { finishesStore, isOver } from '../../state/finishes-store'
import { stepWords } from './finish-words'
import { showFinish } from './follow-finishes'

/** In the status bar: each run under way; a click shows it again. */
export function FinishStatus() {
  const finishes = useStore(finishesStore, state => state.finishes)
  const open = [...finishes.values()].filter(one => !isOver(one))
  return open.map(one => (
    <button key={one.id} type="button" onClick={() => showFinish(one)}>
      Finishing {one.session}: {stepWords(one)}
    </button>
  ))
}
