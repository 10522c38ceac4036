import { describe, expect, it, vi } from 'vitest'
import { createWebglPool, MAX_CONTEXTS } from './webgl-pool'

function fake() {
  let lose = () => {}
  const dispose = vi.fn()
  return {
    create: () => ({
      onLoss: (listener: () => void) => {
        lose = listener
      },
      dispose,
    }),
    dispose,
    lose: () => lose(),
  }
}

describe('webgl pool', () => {
  it('gives out so many contexts and no more', () => {
    const pool = createWebglPool()
    const leases = Array.from({ length: MAX_CONTEXTS + 2 }, () => pool.lease(fake().create, () => {}))
    expect(leases.filter(Boolean)).toHaveLength(8)
    expect(leases.at(-1)).toBeNull()
  })

  it('takes one back once, and gives it to another', () => {
    const pool = createWebglPool(1)
    const first = fake()
    const end = pool.lease(first.create, () => {})
    end?.()
    end?.()
    expect(first.dispose).toHaveBeenCalledTimes(1)
    expect(pool.used).toBe(0)
    expect(pool.lease(fake().create, () => {})).not.toBeNull()
  })

  it('disposes a lost one before telling, so that DOM draws again', () => {
    const pool = createWebglPool(1)
    const first = fake()
    const order: string[] = []
    first.dispose.mockImplementation(() => order.push('disposed'))
    const end = pool.lease(first.create, () => order.push('told'))
    first.lose()
    first.lose()
    expect(order).toEqual(['disposed', 'told'])
    end?.()
    expect(first.dispose).toHaveBeenCalledTimes(1)
    expect(pool.used).toBe(0)
  })

  it('a context that cannot be had leaves its place free', () => {
    const pool = createWebglPool(1)
    const broken = () => {
      throw new Error('no context')
    }
    expect(pool.lease(broken, () => {})).toBeNull()
    expect(pool.lease(fake().create, () => {})).not.toBeNull()
  })
})
