import { describe, expect, it } from 'vitest'
import { COMMANDS } from './commands'

describe('commands', () => {
  it('have ids and first words of their own', () => {
    const ids = COMMANDS.map(one => one.id)
    expect(new Set(ids).size).toBe(ids.length)
    const titles = COMMANDS.map(one => one.title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('share no key, and take none that a terminal needs', () => {
    const keys = COMMANDS.flatMap(one => [...one.keys] as string[])
    expect(new Set(keys).size).toBe(keys.length)
    // F6 is the palette's by the product's word; everything else carries Mod (Ctrl+Shift, Cmd on macOS).
    expect(keys.filter(key => !key.startsWith('Mod+') && key !== 'F6')).toEqual([])
  })
})
