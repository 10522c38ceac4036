import { useEffect, useRef, useState } from 'react'
import type { RestoreChoice, RestorePlan } from '../../../ipc/checkpoint'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'

/** ms without a change after which the plan is asked again. */
const PAUSE = 200

export interface Planned {
  readonly choice: RestoreChoice
  /** The newest plan that was told; it is of an earlier choice while `asking`. */
  readonly plan: RestorePlan | null
  readonly asking: boolean
  readonly failure: Words | null
  choose(change: Partial<RestoreChoice>): void
}

interface Told {
  readonly plan: RestorePlan | null
  readonly failure: Words | null
  /** The choice that it answers. */
  readonly of: RestoreChoice | null
}

/** The plan of a restore, asked anew with every choice; what comes late for an earlier choice is dropped. */
export function usePlan(id: string, first: RestoreChoice): Planned {
  const [choice, setChoice] = useState(first)
  const [told, setTold] = useState<Told>({ plan: null, failure: null, of: null })
  const asked = useRef(false)
  useEffect(() => {
    let current = true
    const ask = async () => {
      asked.current = true
      try {
        const plan = await call('restore.plan', { id, choice })
        if (current) setTold({ plan, failure: null, of: choice })
      } catch (error) {
        if (current) setTold(({ plan }) => ({ plan, failure: wordsFor(error), of: choice }))
      }
    }
    const timer = setTimeout(() => void ask(), asked.current ? PAUSE : 0)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [id, choice])
  const { plan, failure, of } = told
  const choose = (change: Partial<RestoreChoice>) => setChoice(before => ({ ...before, ...change }))
  return { choice, plan, failure, asking: of !== choice, choose }
}
