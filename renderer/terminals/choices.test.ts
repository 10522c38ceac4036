import { describe, expect, it } from 'vitest'
import { terminalFamily } from './font'
import { chooseRenderer } from './gpu'
import { MAX_HISTORY, olderHistory, scrollbackFor } from './history'
import { binaryBytes, isMultiline, pasteLines, textBytes } from './input-bytes'
import { linkTarget } from './link-target'
import { unicodeTables } from './unicode'

describe('renderer', () => {
  it.each([
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.6, 256 bits)',
    'Microsoft Basic Render Driver',
    '',
  ])('%j draws by DOM', name => {
    expect(chooseRenderer('auto', name)).toBe('dom')
  })

  it('a real GPU draws by WebGL, unless the setting says otherwise', () => {
    const real = 'ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x2487), OpenGL 4.5)'
    expect(chooseRenderer('auto', real)).toBe('webgl')
    expect(chooseRenderer('dom', real)).toBe('dom')
    expect(chooseRenderer('webgl', 'llvmpipe')).toBe('webgl')
    expect(chooseRenderer('webgl', '')).toBe('dom')
  })
})

describe('width tables', () => {
  it.each([
    ['3.2', 'unicode11'],
    ['3.3a', 'unicode11'],
    ['', 'unicode11'],
    ['openbsd-7.4', 'unicode11'],
    ['3.4', 'graphemes'],
    ['3.5a', 'graphemes'],
    ['3.10', 'graphemes'],
    ['4.0', 'graphemes'],
    ['next-3.6', 'graphemes'],
    ['next-3.3', 'unicode11'],
    ['master', 'graphemes'],
  ])('tmux %s counts by %s', (version, tables) => {
    expect(unicodeTables(version)).toBe(tables)
  })
})

describe('older history', () => {
  const state = { loaded: 1000, inSnapshot: 1000, total: 3000, scrollback: 3000 }

  it('grows fourfold while tmux has more', () => {
    expect(olderHistory(state)).toBe(4000)
  })

  it('asks for nothing when all is here', () => {
    expect(olderHistory({ ...state, total: 1000 })).toBeNull()
    expect(olderHistory({ ...state, loaded: 0, inSnapshot: 0, total: 0 })).toBeNull()
  })

  it('asks again when the page has dropped lines that tmux keeps', () => {
    expect(olderHistory({ ...state, loaded: 3000, inSnapshot: 1000, total: 1000 })).toBe(12_000)
  })

  it('ends at the most that a page may hold', () => {
    expect(olderHistory({ ...state, loaded: 40_000, total: 1e6, inSnapshot: 40_000 })).toBe(MAX_HISTORY)
    expect(olderHistory({ ...state, loaded: MAX_HISTORY, total: 1e6, inSnapshot: MAX_HISTORY })).toBeNull()
  })

  it('leaves room above a snapshot', () => {
    expect(scrollbackFor(0)).toBe(2000)
    expect(scrollbackFor(1000)).toBe(3000)
    expect(scrollbackFor(10_000)).toBe(20_000)
    expect(scrollbackFor(MAX_HISTORY)).toBe(MAX_HISTORY + 2000)
  })
})

describe('input', () => {
  it('is UTF-8 for text and bytes for binary reports', () => {
    expect([...textBytes('é漢')]).toEqual([0xc3, 0xa9, 0xe6, 0xbc, 0xa2])
    expect([...binaryBytes('\x1b[M\xff\x20')]).toEqual([0x1b, 0x5b, 0x4d, 0xff, 0x20])
  })

  it('knows several lines from one with its end', () => {
    expect(['a\nb', 'a\r\nb', 'a\rb', '\na'].every(isMultiline)).toBe(true)
    expect(['a', 'a\n', 'a\r\n\n', ''].some(isMultiline)).toBe(false)
  })
})

it('pastes lines with the end that Return has', () => {
  expect(pasteLines('a\nb\r\nc\rd\n\n')).toBe('a\rb\rc\rd\r\r')
})

describe('links', () => {
  it('offers http, https and mailto alone', () => {
    expect(linkTarget('https://example.com/a b')).toBe('https://example.com/a%20b')
    expect(linkTarget('mailto:a@example.com')).toBe('mailto:a@example.com')
  })

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'vscode://x',
    'example.com',
    '',
    `https://x/${'a'.repeat(9000)}`,
  ])('refuses %.30s', text => {
    expect(linkTarget(text)).toBeNull()
  })
})

describe('font family', () => {
  it('puts the own font first and the shipped one behind it', () => {
    expect(terminalFamily('Fira Code')).toMatch(/^Fira Code, "JetBrains Mono Variable"/)
    expect(terminalFamily('  ')).toMatch(/^"JetBrains Mono Variable"/)
  })

  it('asks fonts of signs last, behind all that are monospaced', () => {
    expect(terminalFamily('')).toMatch(/, monospace, "Noto Sans Symbols2", .*"Segoe UI Symbol"$/)
  })

  it('lets no other CSS through', () => {
    expect(terminalFamily('x; } body { display: none')).not.toMatch(/[;{}:]/)
    expect(terminalFamily('url(//evil)')).not.toContain('(')
  })
})
