import { useEffect, useState } from 'react'
import type { CallIn, CallName, CallOut } from '../../ipc/contract'
import { call } from '../host/host'
import { type Words, wordsFor } from '../host/words'

interface Answer<T> {
  /** The newest that was told; it is of an earlier question while `asking`. */
  readonly told: T | null
  readonly failure: Words | null
  /** The question of now has no answer yet. */
  readonly asking: boolean
  /** Asks the same once more. */
  retry(): void
}

/**
 * Asks the host when it is first shown, when the input is another one, and when `again` changes. What comes late for an
 * earlier question is dropped.
 */
export function useAsked<N extends CallName>(
  name: N,
  input: CallIn<N>,
  again: string | number = '',
): Answer<CallOut<N>> {
  const [tries, setTries] = useState(0)
  const question = JSON.stringify([name, input, again, tries])
  const [answer, setAnswer] = useState<{ of: string; told: CallOut<N> | null; failure: Words | null }>({
    of: '',
    told: null,
    failure: null,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question has name and input in it
  useEffect(() => {
    let current = true
    call(name, input).then(
      told => current && setAnswer({ of: question, told, failure: null }),
      error => current && setAnswer(({ told }) => ({ of: question, told, failure: wordsFor(error) })),
    )
    return () => {
      current = false
    }
  }, [question])
  const asking = answer.of !== question
  const retry = () => setTries(count => count + 1)
  return { told: answer.told, failure: asking ? null : answer.failure, asking, retry }
}
