import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HIGH } from './credit'
import { BACKLOG, BATCH, createOutbox } from './outbox'

function collector(interval = 5) {
  const batches: Uint8Array[] = []
  const seen = { full: 0, drained: 0 }
  const outbox = createOutbox({
    interval,
    send: bytes => batches.push(bytes),
    onFull: () => {
      seen.full += 1
    },
    onDrained: () => {
      seen.drained += 1
    },
  })
  return { outbox, batches, seen, text: () => Buffer.concat(batches).toString('latin1') }
}

const turn = () => Promise.resolve()

describe('an outbox', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('sends the first bytes in the same turn, all that came in it together', async () => {
    const { outbox, batches, text } = collector()
    outbox.push(Buffer.from('a'))
    outbox.push(Buffer.from('b'))
    expect(batches).toHaveLength(0)
    await turn()
    expect(batches).toHaveLength(1)
    expect(text()).toBe('ab')
  })

  it('gathers what follows for one interval, then is prompt again', async () => {
    const { outbox, batches, text } = collector(5)
    outbox.push(Buffer.from('1'))
    await turn()
    outbox.push(Buffer.from('2'))
    await turn()
    outbox.push(Buffer.from('3'))
    await turn()
    expect(text()).toBe('1')
    vi.advanceTimersByTime(5)
    expect(text()).toBe('123')
    expect(batches).toHaveLength(2)
    vi.advanceTimersByTime(5)
    outbox.push(Buffer.from('4'))
    await turn()
    expect(text()).toBe('1234')
  })

  it('does not wait once a batch is full, and makes none larger', () => {
    const { outbox, batches } = collector()
    outbox.push(Buffer.alloc(BATCH * 2 + 10))
    expect(batches.map(batch => batch.length)).toEqual([BATCH, BATCH, 10])
  })

  it('stops at the window, keeps the rest, and goes on when the page has parsed', () => {
    const { outbox, batches, text } = collector()
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
    outbox.push(bytes)
    const sent = text().length
    expect(sent).toBeGreaterThanOrEqual(HIGH)
    expect(sent).toBeLessThan(HIGH + BATCH)
    expect(outbox.waiting).toBe(300_000 - sent)
    while (outbox.waiting > 0) outbox.parsed(5000)
    expect(Buffer.concat(batches).equals(bytes)).toBe(true)
  })

  it('drops its backlog when that is full, says so, and is drained only when the page has caught up', () => {
    const { outbox, seen } = collector()
    outbox.push(Buffer.alloc(HIGH + BATCH))
    const waiting = outbox.waiting
    outbox.push(Buffer.alloc(BACKLOG - waiting))
    expect(seen).toEqual({ full: 0, drained: 0 })
    outbox.push(Buffer.alloc(1))
    expect(seen).toEqual({ full: 1, drained: 0 })
    expect(outbox.waiting).toBe(0)
    expect(outbox.drained).toBe(false)
    outbox.parsed(HIGH + BATCH)
    expect(seen.drained).toBe(1)
    expect(outbox.drained).toBe(true)
  })

  it('counts what went out another way', () => {
    const { outbox, batches } = collector()
    outbox.sent(500_000)
    outbox.push(Buffer.from('later'))
    expect(batches).toHaveLength(0)
    outbox.parsed(500_000)
    expect(batches).toHaveLength(1)
  })

  it('is silent once ended', async () => {
    const { outbox, batches } = collector()
    outbox.push(Buffer.from('x'))
    outbox.end()
    outbox.push(Buffer.from('y'))
    await turn()
    vi.advanceTimersByTime(100)
    expect(batches).toHaveLength(0)
  })

  it('keeps every byte in order whatever comes and goes', () => {
    const step = fc.oneof(
      fc.integer({ min: 1, max: 50_000 }).map(push => ({ push })),
      fc.integer({ min: 1, max: 60_000 }).map(parsed => ({ parsed })),
      fc.constant({ wait: 5 }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const { outbox, batches, seen } = collector()
        const pushed: Buffer[] = []
        let next = 0
        for (const one of steps) {
          if ('wait' in one) vi.advanceTimersByTime(one.wait)
          else if ('parsed' in one) outbox.parsed(one.parsed)
          else {
            const first = next
            const bytes = Buffer.from(Array.from({ length: one.push }, (_, i) => (first + i * 7) & 255))
            next += one.push * 7
            pushed.push(bytes)
            outbox.push(bytes)
          }
        }
        fc.pre(seen.full === 0)
        for (let i = 0; outbox.waiting > 0 && i < 1000; i += 1) {
          outbox.parsed(5000)
          vi.advanceTimersByTime(5)
        }
        expect(Buffer.concat(batches).equals(Buffer.concat(pushed))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
