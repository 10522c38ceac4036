import { describe, expect, it, vi } from 'vitest'
import { DEFAULT_SETTINGS, type Settings } from '../../ipc/settings'
import { createEmitter } from '../../ipc/wire'
import { keepShortcut } from './shortcut'

/** A desktop on which `Taken` belongs to another program and `Nonsense` is no accelerator. */
function setup(first: string) {
  const held = new Map<string, () => void>()
  const changes = createEmitter<Settings>()
  const settings = (interruptShortcut: string): Settings => ({ ...DEFAULT_SETTINGS, interruptShortcut })
  const run = vi.fn()
  const onProblem = vi.fn()
  const undo = keepShortcut({
    shortcuts: {
      register(accelerator, callback) {
        if (accelerator === 'Nonsense') throw new TypeError('conversion failure')
        if (accelerator === 'Taken') return false
        held.set(accelerator, callback)
        return true
      },
      unregister: accelerator => void held.delete(accelerator),
    },
    settings: { get: () => settings(first), onChange: listener => changes.on(listener) },
    run,
    onProblem,
  })
  return { held, run, onProblem, undo, change: (next: string) => changes.emit(settings(next)) }
}

describe('keepShortcut', () => {
  it('holds what the settings say, and lets the old one go', () => {
    const { held, run, change, undo } = setup('Alt+A')
    held.get('Alt+A')?.()
    expect(run).toHaveBeenCalledTimes(1)
    change('Alt+B')
    expect([...held.keys()]).toEqual(['Alt+B'])
    change('')
    expect(held.size).toBe(0)
    change('Alt+C')
    undo()
    expect(held.size).toBe(0)
    change('Alt+D')
    expect(held.size).toBe(0)
  })

  it('tells once when it cannot be had, and tries again after a change', () => {
    const { held, onProblem, change } = setup('Taken')
    expect(onProblem.mock.calls[0]?.[0]).toMatch(/Taken cannot be had/)
    change('Taken')
    expect(onProblem).toHaveBeenCalledTimes(1)
    change('Nonsense')
    expect(onProblem.mock.calls[1]?.[0]).toMatch(/no key combination/)
    change('Alt+A')
    expect([...held.keys()]).toEqual(['Alt+A'])
    expect(onProblem).toHaveBeenCalledTimes(2)
  })
})
