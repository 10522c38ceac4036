import { describe, expect, it } from 'vitest'
import { createCoalescer } from './coalesce'
import { until } from './test-server'

/** Work that takes `ms`, with a record of when each run began and ended. */
function slowWork(ms: number) {
  const runs: { began: number; ended: number }[] = []
  let atOnce = 0
  let most = 0
  const work = async () => {
    atOnce += 1
    most = Math.max(most, atOnce)
    const run = { began: performance.now(), ended: 0 }
    runs.push(run)
    await new Promise(resolve => setTimeout(resolve, ms))
    run.ended = performance.now()
    atOnce -= 1
  }
  return { work, runs, most: () => most }
}

describe('createCoalescer', () => {
  it('never runs twice at once, whatever is asked', async () => {
    const { work, runs, most } = slowWork(5)
    const coalescer = createCoalescer(work)
    const asked: Promise<void>[] = []
    for (let i = 0; i < 200; i += 1) {
      coalescer.soon()
      if (i % 7 === 0) asked.push(coalescer.now())
      if (i % 20 === 0) await new Promise(resolve => setTimeout(resolve, 1))
    }
    await Promise.all(asked)
    await until(() => !coalescer.busy)
    expect(most()).toBe(1)
    expect(runs.length).toBeGreaterThan(1)
    expect(runs.length).toBeLessThan(30)
  })

  it('rests four times as long as the work took before a nudged run, and not at all for now()', async () => {
    const { work, runs } = slowWork(20)
    const coalescer = createCoalescer(work)
    await coalescer.now()
    coalescer.soon()
    await until(() => runs.length === 2 && !coalescer.busy)
    const took = runs[0]!.ended - runs[0]!.began
    // Timers count whole milliseconds and may be one early.
    expect(runs[1]!.began - runs[0]!.ended).toBeGreaterThanOrEqual(4 * took - 2)
    const asked = performance.now()
    await coalescer.now()
    expect(runs[2]!.began - asked).toBeLessThan(4 * took)
  })

  it('lets now() take a nudge along', async () => {
    const { work, runs } = slowWork(1)
    const coalescer = createCoalescer(work)
    await coalescer.now()
    coalescer.soon()
    await coalescer.now()
    // That nothing comes can only be seen by waiting: far longer than the rest after work of 1 ms.
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(runs).toHaveLength(2)
  })

  it('rejects who waited for a run that failed, and goes on', async () => {
    let fails = true
    const coalescer = createCoalescer(() => (fails ? Promise.reject(new Error('no')) : Promise.resolve()))
    await expect(coalescer.now()).rejects.toThrow('no')
    coalescer.soon()
    fails = false
    await expect(coalescer.now()).resolves.toBeUndefined()
  })

  it('forgets a nudge on cancel, but not who waits', async () => {
    const { work, runs } = slowWork(5)
    const coalescer = createCoalescer(work)
    await coalescer.now()
    coalescer.soon()
    coalescer.cancel()
    // Far longer than the rest after work of 5 ms, as above.
    await new Promise(resolve => setTimeout(resolve, 80))
    expect(runs).toHaveLength(1)
    const first = coalescer.now()
    const second = coalescer.now()
    coalescer.cancel()
    await Promise.all([first, second])
    expect(runs).toHaveLength(3)
  })
})
