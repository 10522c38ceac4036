import { useState } from 'react'
import { type Words, wordsFor } from '../../host/words'
import { tellFailure } from '../../state/tell'
import { showToast } from '../../state/toasts-store'
import { useHere } from '../../ui/use-here'

interface FileAct<T> {
  readonly busy: boolean
  readonly done: T | null
  readonly failure: Words | null
  /** Never rejects. */
  start(work: () => Promise<T>): Promise<void>
}

/**
 * What a dialog does with a file. It goes on when the dialog is closed, and then says how it ended.
 * @param act what is tried: `Export`
 * @param ended the message of its good end
 */
export function useFileAct<T>(
  act: string,
  ended: (told: T) => { readonly title: string; readonly meaning: string },
): FileAct<T> {
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<T | null>(null)
  const [failure, setFailure] = useState<Words | null>(null)
  const here = useHere()
  const start = async (work: () => Promise<T>) => {
    setBusy(true)
    setFailure(null)
    try {
      const told = await work()
      setDone(told)
      if (!here.current) showToast({ tone: 'done', ...ended(told) })
    } catch (error) {
      if (!here.current) return tellFailure(act, error)
      setFailure(wordsFor(error))
    } finally {
      setBusy(false)
    }
  }
  return { busy, done, failure, start }
}
