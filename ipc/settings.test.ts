import { describe, expect, it } from 'vitest'
import { CustomAgentType, DEFAULT_SETTINGS, Settings } from './settings'

describe('settings', () => {
  it('are complete and valid without a file', () => {
    expect(Settings.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS)
  })

  it('refuse an agent type that takes a built-in name or hides a strange one', () => {
    const type = { id: 'mine', name: 'Mine', command: 'mine' }
    expect(CustomAgentType.parse(type)).toMatchObject({ args: [], env: {}, interrupt: 'ctrl-c' })
    for (const id of ['cc', 'shell', 'Mine', 'a b', '', '9x', 'x'.repeat(17)])
      expect(CustomAgentType.safeParse({ ...type, id }).success).toBe(false)
    expect(CustomAgentType.safeParse({ ...type, env: { 'A=B': 'x' } }).success).toBe(false)
  })
})
