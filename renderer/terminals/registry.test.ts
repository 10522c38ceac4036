import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRegistry } from './registry'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup(max = 3) {
  const log: string[] = []
  const registry = createRegistry({
    max,
    grace: 100,
    create: paneId => {
      log.push(`create ${paneId}`)
      return {
        element: document.createElement('div'),
        show() {
          log.push(`show ${paneId}`)
          return () => log.push(`hide ${paneId}`)
        },
        dispose: () => log.push(`dispose ${paneId}`),
      }
    },
  })
  return { registry, log, place: () => document.createElement('div') }
}

describe('registry', () => {
  it('makes one terminal a pane, whoever asks', () => {
    const { registry, log } = setup()
    expect(registry.get('%1')).toBe(registry.get('%1'))
    expect(log).toEqual(['create %1'])
  })

  it('survives being placed twice at once, as StrictMode and a zoom do', () => {
    const { registry, log, place } = setup()
    const [first, second] = [place(), place()]
    const undo = registry.place('%1', first)
    undo()
    undo()
    const undoSecond = registry.place('%1', second)
    vi.advanceTimersByTime(1000)
    expect(second.children).toHaveLength(1)
    expect(log).toEqual(['create %1', 'show %1'])
    undoSecond()
    expect(log).not.toContain('hide %1')
    vi.advanceTimersByTime(1000)
    expect(log.at(-1)).toBe('hide %1')
  })

  it('an old place that goes late does not take the element from the new one', () => {
    const { registry, place } = setup()
    const [first, second] = [place(), place()]
    const undoFirst = registry.place('%1', first)
    registry.place('%1', second)
    undoFirst()
    vi.advanceTimersByTime(1000)
    expect(second.children).toHaveLength(1)
  })

  it('shows again after it was hidden', () => {
    const { registry, log, place } = setup()
    registry.place('%1', place())()
    vi.advanceTimersByTime(1000)
    registry.place('%1', place())
    expect(log).toEqual(['create %1', 'show %1', 'hide %1', 'show %1'])
  })

  it('gives up the least recently used that is not shown', () => {
    const { registry, log, place } = setup(3)
    registry.place('%1', place())
    registry.get('%2')
    registry.get('%3')
    registry.get('%2')
    registry.get('%4')
    expect(log).toContain('dispose %3')
    expect(log).not.toContain('dispose %1')
    expect(registry.size).toBe(3)
  })

  it('keeps all that are shown, also above the limit', () => {
    const { registry, log, place } = setup(1)
    registry.place('%1', place())
    registry.place('%2', place())
    expect(log.filter(line => line.startsWith('dispose'))).toEqual([])
  })

  it('ends the stream of one that it gives up within the grace', () => {
    const { registry, log, place } = setup(1)
    registry.place('%1', place())()
    registry.get('%2')
    expect(log).toEqual(['create %1', 'show %1', 'hide %1', 'dispose %1', 'create %2'])
    vi.advanceTimersByTime(1000)
    expect(log.filter(line => line === 'hide %1')).toHaveLength(1)
  })

  it('forgets panes that are gone, but not while they are looked at', () => {
    const { registry, log, place } = setup()
    registry.place('%1', place())
    registry.get('%2')
    registry.forget(() => true)
    expect(log.filter(line => line.startsWith('dispose'))).toEqual(['dispose %2'])
  })
})
