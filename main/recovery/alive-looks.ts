import type { Losses } from './losses'

/** Looks again which agents have outlived their terminal while that may change. */
export interface AliveLooks {
  /** Sessions were lost just now. */
  soon(): void
  close(): void
}

/** ms after a loss at which agents that die with their terminal have done so, and between looks at those that did not. */
const DYING = 1000
const LOOK = 5000

/** Looks just after a loss, and while some live. */
export function createAliveLooks(losses: Pick<Losses, 'list' | 'lookAtAgents'>): AliveLooks {
  const timers = new Set<NodeJS.Timeout>()
  const often = setInterval(() => {
    if (losses.list().some(loss => loss.alive.size > 0)) void losses.lookAtAgents()
  }, LOOK)
  often.unref()
  return {
    soon() {
      for (const ms of [DYING, LOOK]) {
        const timer = setTimeout(() => {
          timers.delete(timer)
          void losses.lookAtAgents()
        }, ms)
        timers.add(timer.unref())
      }
    },
    close() {
      clearInterval(often)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
