import { useState } from 'react'
import { useStore } from 'zustand'
import type { SaveProgress } from '../../../ipc/checkpoint'
import { toFailure } from '../../../ipc/failure'
import { type Words, wordsFor } from '../../host/words'
import { checkpointsStore } from '../../state/checkpoints-store'
import { tellFailure } from '../../state/tell'
import { showToast } from '../../state/toasts-store'
import { useIntent } from '../../state/use-intent'
import { useHere } from '../../ui/use-here'
import { cancelSaving } from './cancel-saving'

export interface FileAct<T> {
  readonly busy: boolean
  /** How far it is; undefined until it has taken long enough to be told. */
  readonly far: SaveProgress | undefined
  readonly cancelling: boolean
  readonly cancelled: boolean
  readonly done: T | null
  readonly failure: Words | null
  /**
   * Never rejects. `work` gets the id under which its progress is told: the one of before where the same is wished again
   * after a lost answer.
   */
  start<W>(wish: W, work: (runId: string, wish: W) => Promise<T>): Promise<void>
  /** Ends what is under way. */
  cancel(): void
}

interface FileActWords<T> {
  /** What is tried: `Export`. */
  readonly act: string
  /** What a cancel means: `No file was written.` */
  readonly without: string
  /** The message of its good end. */
  ended(told: T): { readonly title: string; readonly meaning: string }
}

type Phase = 'ready' | 'busy' | 'cancelling' | 'cancelled'

/** What a dialog does with a file. It goes on when the dialog is closed, and then says how it ended. */
export function useFileAct<T>({ act, without, ended }: FileActWords<T>): FileAct<T> {
  const [runId, setRunId] = useState('')
  const [phase, setPhase] = useState<Phase>('ready')
  const [done, setDone] = useState<T | null>(null)
  const [failure, setFailure] = useState<Words | null>(null)
  const { ask } = useIntent()
  const here = useHere()
  const busy = phase === 'busy' || phase === 'cancelling'
  const far = useStore(checkpointsStore, ({ saving }) => (busy ? saving.find(one => one.id === runId) : undefined))
  const fail = (error: unknown) => {
    const stopped = toFailure(error).code === 'cancelled'
    if (here.current) {
      setPhase(stopped ? 'cancelled' : 'ready')
      if (!stopped) setFailure(wordsFor(error))
    } else if (stopped) showToast({ tone: 'notice', title: `${act} cancelled`, meaning: without })
    else tellFailure(act, error)
  }
  const start = async <W>(wish: W, work: (runId: string, wish: W) => Promise<T>) => {
    setPhase('busy')
    setFailure(null)
    try {
      await ask(wish, async mine => {
        setRunId(mine)
        const told = await work(mine, wish)
        setPhase('ready')
        setDone(told)
        if (!here.current) showToast({ tone: 'done', ...ended(told) })
      })
    } catch (error) {
      fail(error)
    }
  }
  const cancel = () => {
    if (!busy) return
    setPhase('cancelling')
    cancelSaving(act.toLowerCase(), runId)
  }
  return {
    ...{ busy, far, done, failure, start, cancel },
    cancelling: phase === 'cancelling',
    cancelled: phase === 'cancelled',
  }
}
