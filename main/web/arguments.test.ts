import { describe, expect, it } from 'vitest'
import { readArguments } from './arguments'
import { browserOpener } from './open-browser'

describe('readArguments', () => {
  it('takes a port and whether to open a browser', () => {
    expect(readArguments([])).toEqual({ port: 0, open: true })
    expect(readArguments(['--port', '4000', '--no-open'])).toEqual({ port: 4000, open: false })
    expect(readArguments(['--port=0'])).toEqual({ port: 0, open: true })
    expect(readArguments(['--help'])).toBe('help')
  })

  it('says what is wrong with anything else', () => {
    for (const bad of [
      ['--port', 'x'],
      ['--port', '-1'],
      ['--port', '65536'],
      ['--port'],
      ['--host', '0.0.0.0'],
      ['x'],
    ]) {
      expect(readArguments(bad), bad.join(' ')).toEqual(expect.any(String))
    }
  })
})

describe('browserOpener', () => {
  it('opens a browser only where somebody sees it', () => {
    expect(browserOpener('linux', {})).toBeNull()
    expect(browserOpener('linux', { DISPLAY: ':0' })).toBe('xdg-open')
    expect(browserOpener('linux', { DISPLAY: ':0', SSH_CONNECTION: '1' })).toBeNull()
    expect(browserOpener('darwin', {})).toBe('open')
  })
})
