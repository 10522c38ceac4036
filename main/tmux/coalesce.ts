/** Work that was only nudged takes at most one part in five of the time: a storm of nudges must not keep tmux busy. */
const REST_FACTOR = 4
/** ms between two nudged runs at least (one frame of a screen) and at most (work that hangs must not stop the next look). */
const REST_MIN = 16
const REST_MAX = 1000

interface Waiter {
  resolve(): void
  reject(error: unknown): void
}

/** Work that is asked for more often than it can be done: at most one run is under way and at most one more is due. */
export interface Coalescer {
  /** Resolves or rejects with a run that began after this call; such a run begins without a rest. */
  now(): Promise<void>
  /** One run begins after this call, once the rest after the last one is over. Any number of calls before it are one. */
  soon(): void
  readonly busy: boolean
  /** Forgets what was only nudged; who waits for `now` is still served. */
  cancel(): void
}

export function createCoalescer(work: () => Promise<void>): Coalescer {
  let waiting: Waiter[] = []
  let busy = false
  let nudged = false
  let restUntil = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const forget = () => {
    nudged = false
    clearTimeout(timer)
    timer = undefined
  }

  async function run(): Promise<void> {
    busy = true
    forget()
    const served = waiting
    waiting = []
    const began = performance.now()
    try {
      await work()
      for (const one of served) one.resolve()
    } catch (error) {
      for (const one of served) one.reject(error)
    }
    const ended = performance.now()
    restUntil = ended + Math.min(REST_MAX, Math.max(REST_MIN, REST_FACTOR * (ended - began)))
    busy = false
    proceed()
  }

  function proceed(): void {
    if (busy) return
    if (waiting.length > 0) void run()
    else if (nudged && timer === undefined) timer = setTimeout(() => void run(), restUntil - performance.now())
  }

  return {
    now: () =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        proceed()
      }),
    soon() {
      nudged = true
      proceed()
    },
    get busy() {
      return busy
    },
    cancel: forget,
  }
}
