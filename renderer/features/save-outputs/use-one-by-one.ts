import { useRef, useState } from 'react'
import { showToast } from '../../state/toasts-store'
import { useHere } from '../../ui/use-here'
import { type Output, savedWords } from './outputs-list'

export type SaveStep = 'ask' | 'saving' | 'over'

/** What came of one: its files, or why there are none. */
interface Saved {
  readonly outputs: readonly Output[]
}

interface OneByOne<I, R> {
  readonly step: SaveStep
  readonly saved: readonly R[]
  /** Leaves out the rest. */
  stop(): void
  /** @param saveOne tells a failure in its answer, and never rejects */
  save(folder: string, saveOne: (item: I) => Promise<R>): Promise<void>
}

/**
 * Saves to files one by one, so that progress is seen and the rest can be left out. It goes on when its dialog is closed,
 * and then says how it ended.
 * @param act what is done: `Save outputs`
 */
export function useOneByOne<I, R extends Saved>(act: string, items: readonly I[]): OneByOne<I, R> {
  const [step, setStep] = useState<SaveStep>('ask')
  const [saved, setSaved] = useState<readonly R[]>([])
  const here = useHere()
  const going = useRef(true)
  const save = async (folder: string, saveOne: (item: I) => Promise<R>) => {
    setStep('saving')
    let all: readonly R[] = []
    for (const item of items) {
      if (!going.current) break
      all = [...all, await saveOne(item)]
      setSaved(all)
    }
    setStep('over')
    if (here.current) return
    const outputs = all.flatMap(one => one.outputs)
    const bad = outputs.some(one => one.problem !== '')
    showToast({ tone: bad ? 'failure' : 'done', title: `${act}: ${savedWords(outputs)}`, meaning: folder })
  }
  const stop = () => {
    going.current = false
  }
  return { step, saved, stop, save }
}
