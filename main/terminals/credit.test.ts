import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCredit, HIGH, LOW } from './credit'

describe('the credit of a stream', () => {
  it('closes at the high mark and opens again at the low one, not before', () => {
    const credit = createCredit()
    credit.sent(HIGH - 1)
    expect(credit.open).toBe(true)
    credit.sent(1)
    expect(credit.open).toBe(false)
    credit.parsed(HIGH - LOW - 1)
    expect(credit).toMatchObject({ open: false, outstanding: LOW + 1, drained: false })
    credit.parsed(1)
    expect(credit).toMatchObject({ open: true, outstanding: LOW, drained: true })
  })

  it('takes a count of more than was sent as all of it', () => {
    const credit = createCredit()
    credit.sent(10)
    credit.parsed(4_000_000_000)
    expect(credit.outstanding).toBe(0)
    credit.sent(HIGH)
    expect(credit.open).toBe(false)
  })

  it('never lets more than the window and one batch be out, and never stalls a page that acknowledges by LOW bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 32_768 }), { maxLength: 60 }), batches => {
        const credit = createCredit()
        for (const batch of batches) {
          // A page that parses only when it must.
          while (!credit.open) {
            expect(credit.outstanding).toBeGreaterThan(LOW)
            credit.parsed(LOW)
          }
          credit.sent(batch)
          expect(credit.outstanding).toBeLessThan(HIGH + 32_768)
        }
      }),
    )
  })
})
