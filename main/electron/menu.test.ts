import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { COMMANDS } from '../../ipc/commands'
import { toAccelerator } from './accelerator'
import { type MenuActs, menuTemplate } from './menu'

const acts = (): MenuActs => ({ run: vi.fn(), closeWindow: vi.fn(), quit: vi.fn() })

function itemsOf(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap(menu => (Array.isArray(menu.submenu) ? menu.submenu : []))
}

describe('toAccelerator', () => {
  it('means Ctrl+Shift, on macOS Cmd, and Electron’s words for keys', () => {
    expect(toAccelerator('Mod+N', 'linux')).toBe('Ctrl+Shift+N')
    expect(toAccelerator('Mod+ArrowUp', 'linux')).toBe('Ctrl+Shift+Up')
    expect(toAccelerator('Mod+.', 'darwin')).toBe('Cmd+.')
    expect(toAccelerator('F6', 'linux')).toBe('F6')
  })
})

describe('menuTemplate', () => {
  it('has every command once, in its menu, and runs it', () => {
    const given = acts()
    const template = menuTemplate('linux', given)
    expect(template.map(menu => menu.label)).toEqual(['File', 'Session', 'Agents', 'View', 'Help'])
    const items = itemsOf(template)
    for (const command of COMMANDS) {
      const found = items.filter(item => item.id === command.id)
      expect(found.map(item => item.label)).toEqual([command.title])
      found[0]?.click?.(undefined as never, undefined as never, undefined as never)
      expect(given.run).toHaveBeenLastCalledWith(command.id)
    }
  })

  it('takes no key from a terminal: nothing is registered, and no role brings keys of its own', () => {
    for (const item of itemsOf(menuTemplate('linux', acts()))) {
      expect(item.role).toBeUndefined()
      if (item.accelerator) {
        expect(item.registerAccelerator, item.label).toBe(false)
        expect(item.accelerator, item.label).toMatch(/^Ctrl\+Shift\+|^F\d+$/)
      }
    }
  })

  it('has the app and Edit menus that macOS needs', () => {
    const template = menuTemplate('darwin', acts())
    expect(template.map(menu => menu.role ?? menu.label).slice(0, 3)).toEqual(['appMenu', 'File', 'editMenu'])
    expect(itemsOf(template).some(item => item.id === 'app.quit')).toBe(false)
  })
})
