import { wordsFor } from '../host/words'
import { showToast } from './toasts-store'

/** Shows a failure in the `status` region. `act` is what was tried: `Rename session`. */
export function tellFailure(act: string, error: unknown): void {
  const { what, meaning, remedy } = wordsFor(error)
  showToast({ tone: 'failure', title: `${act}: ${what}`, meaning, remedy })
}

/** Runs something for which a failure is shown and then done with. */
export async function attempt(act: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    tellFailure(act, error)
    return false
  }
}
