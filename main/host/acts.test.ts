import { describe, expect, it, vi } from 'vitest'
import { createActs } from './acts'

describe('createActs', () => {
  it('tells every page', () => {
    const acts = createActs()
    const pages = [vi.fn(), vi.fn()]
    const undos = pages.map(page => acts.onAct(page))
    acts.tell({ command: 'session.new' })
    undos[0]?.()
    acts.tell({ notice: 'x' })
    expect(pages.map(page => page.mock.calls.length)).toEqual([1, 2])
  })

  it('keeps what nobody saw for the next page, once, and not for ever', () => {
    let now = 0
    const acts = createActs(() => now)
    acts.tell({ notice: 'old' })
    now = 20_000
    acts.tell({ command: 'session.new' })
    now = 40_000
    const first = vi.fn()
    acts.onAct(first)
    expect(first.mock.calls).toEqual([[{ command: 'session.new' }]])
    const second = vi.fn()
    acts.onAct(second)
    expect(second).not.toHaveBeenCalled()
  })

  it('keeps the newest twenty at most', () => {
    const acts = createActs(() => 0)
    for (let i = 0; i < 1000; i += 1) acts.tell({ notice: String(i) })
    const page = vi.fn()
    acts.onAct(page)
    expect(page.mock.calls.map(([act]) => act.notice)).toEqual(Array.from({ length: 20 }, (_, i) => String(980 + i)))
  })
})
