/** Bytes of one burst that a terminal takes as fast as it can: a long file is shown at once. */
export const BURST = 1_000_000
/** Bytes a ms by which the account of a burst shrinks: what comes slower is never slowed down. */
export const EASY = 500
/** A rest lasts at most so long, ms: the picture of a flood still moves ten times a second. */
const LONGEST = 120
/** A page that is not shown draws no frames; then this is the pace, ms. */
const HIDDEN = 400

/** What is used of the browser; tests have their own. */
export interface PaceClock {
  /** ms. */
  now(): number
  /** Runs `act` once, after the next frame was drawn. */
  afterFrame(act: () => void): void
  after(ms: number, act: () => void): void
}

export const pageClock: PaceClock = {
  now: () => performance.now(),
  afterFrame: act => requestAnimationFrame(() => setTimeout(act)),
  after: (ms, act) => setTimeout(act, ms),
}

/**
 * Lets a terminal that is flooded rest as long as each frame took it. Nobody reads megabytes a second, but drawing them without
 * a GPU takes the page 27 ms of CPU a frame (200×50 cells, measured): a whole core, which tmux and the agents then lack, and on
 * which keys wait. What is not taken meanwhile is the host's to drop.
 *
 * @returns to be called when `count` bytes were parsed; it calls `parsed` at once, or in a flood when the rest is over
 */
export function createFloodPace(clock: PaceClock = pageClock): (count: number, parsed: () => void) => void {
  let burst = 0
  let last = clock.now()
  let waiting: (() => void)[] = []
  let round = 0
  /** When the page got to work again. */
  let begin = 0

  const release = (of: number) => {
    if (of !== round) return
    round += 1
    const now = waiting
    waiting = []
    for (const parsed of now) parsed()
  }
  /** What was sent is parsed in several slices, with frames between them: the rest begins behind the last. */
  const restWhenDone = (of: number, seen: number) => {
    clock.afterFrame(() => {
      if (of !== round) return
      if (waiting.length > seen) return restWhenDone(of, waiting.length)
      clock.after(Math.min(clock.now() - begin, LONGEST), () => release(of))
    })
  }

  return (count, parsed) => {
    const now = clock.now()
    burst = Math.max(0, burst - (now - last) * EASY) + count
    last = now
    if (burst <= BURST && waiting.length === 0) return parsed()
    waiting.push(parsed)
    if (waiting.length > 1) return
    begin = now
    const of = round
    restWhenDone(of, 1)
    clock.after(HIDDEN, () => release(of))
  }
}
