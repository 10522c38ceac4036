import { useState } from 'react'
import { useStore } from 'zustand'
import type { SessionId } from '../../../ipc/model'
import { finishesStore, finishOf } from '../../state/finishes-store'
import { FinishForm } from './finish-form'
import { FinishProgress } from './finish-progress'

interface FinishProps {
  readonly sessionId: SessionId
  /** A run that is to be shown; without it the one under way, or a new one. */
  readonly finishId?: string
  onClose(): void
}

/** *Finish session*: the form of a new one, or how far one is. */
export function FinishDialog({ sessionId, finishId, onClose }: FinishProps) {
  const finishes = useStore(finishesStore, state => state.finishes)
  const [shown, setShown] = useState(
    () => finishId ?? finishOf(finishesStore.getState().finishes, sessionId)?.id ?? null,
  )
  const finish = shown === null ? null : finishes.get(shown)
  if (finish) return <FinishProgress finish={finish} onClose={onClose} />
  return <FinishForm sessionId={sessionId} onBegun={setShown} onClose={onClose} />
}
