import { describe, expect, it } from 'vitest'
import { BURST, createFloodPace, EASY, type PaceClock } from './flood-pace'

/** A page whose frames come when the test says so. */
function page() {
  let now = 0
  const frames: (() => void)[] = []
  const timers: { at: number; act: () => void }[] = []
  const clock: PaceClock = {
    now: () => now,
    afterFrame: act => frames.push(act),
    after: (ms, act) => timers.push({ at: now + ms, act }),
  }
  const pass = (ms: number) => {
    now += ms
    for (const timer of timers.splice(0)) {
      if (timer.at <= now) timer.act()
      else timers.push(timer)
    }
  }
  return {
    pace: createFloodPace(clock),
    pass,
    /** The page worked so long, then drew a frame. */
    frame(ms: number) {
      now += ms
      for (const act of frames.splice(0)) act()
    },
  }
}

describe('the pace of a flood', () => {
  it('lets a burst through at once', () => {
    const { pace } = page()
    let parsed = 0
    for (let n = 0; n < BURST / 10_000; n += 1) pace(10_000, () => parsed++)
    expect(parsed).toBe(BURST / 10_000)
  })

  it('rests as long as what was parsed since, and its frames, took', () => {
    const { pace, pass, frame } = page()
    const seen: string[] = []
    pace(BURST, () => seen.push('burst'))
    pace(5000, () => seen.push('a'))
    frame(20)
    expect(seen).toEqual(['burst'])
    pass(19)
    expect(seen).toEqual(['burst'])
    pass(1)
    expect(seen).toEqual(['burst', 'a'])
  })

  it('begins the rest behind the last frame of a round', () => {
    const { pace, pass, frame } = page()
    const seen: string[] = []
    pace(BURST, () => {})
    pace(5000, () => seen.push('a'))
    pace(5000, () => seen.push('b'))
    frame(20)
    pass(100)
    expect(seen).toEqual([])
    frame(10)
    expect(seen).toEqual([])
    pass(119)
    expect(seen).toEqual([])
    pass(1)
    expect(seen).toEqual(['a', 'b'])
  })

  it('never slows down what comes at an easy rate', () => {
    const { pace, pass } = page()
    let parsed = 0
    for (let n = 0; n < 500; n += 1) {
      pace(EASY * 100, () => parsed++)
      pass(100)
    }
    expect(parsed).toBe(500)
  })

  it('goes on without frames, for a page that is not shown', () => {
    const { pace, pass } = page()
    const seen: string[] = []
    pace(BURST, () => {})
    pace(5000, () => seen.push('a'))
    pass(399)
    expect(seen).toEqual([])
    pass(1)
    expect(seen).toEqual(['a'])
  })

  it('tells each exactly once, in order', () => {
    const { pace, pass, frame } = page()
    const seen: number[] = []
    pace(BURST, () => {})
    for (let n = 0; n < 50; n += 1) {
      pace(50_000, () => seen.push(n))
      frame(30)
      frame(5)
      pass(60)
      pass(400)
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n))
  })
})
