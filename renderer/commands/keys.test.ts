import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../ipc/commands'
import { ariaKeys, isMac, type KeyStroke, keyCaps, keyHint, keyName, matchesKeys } from './keys'

function stroke(key: string, code: string, held: string): KeyStroke {
  return {
    key,
    code,
    ctrlKey: held.includes('c'),
    shiftKey: held.includes('s'),
    altKey: held.includes('a'),
    metaKey: held.includes('m'),
  }
}

describe('keyName', () => {
  it.each([
    ['n', 'KeyN', 'N'],
    ['N', 'KeyN', 'N'],
    // AZERTY: the letter A is at KeyQ.
    ['A', 'KeyQ', 'A'],
    // Cyrillic: the character says nothing, the place does.
    ['Т', 'KeyN', 'N'],
    ['>', 'Period', '.'],
    ['<', 'Comma', ','],
    ['?', 'Slash', '/'],
    ['+', 'Equal', '='],
    ['_', 'Minus', '-'],
    // German: Shift and point give a colon; the slash is at 7.
    [':', 'Period', '.'],
    [';', 'Comma', ','],
    ['/', 'Digit7', '/'],
    ['ArrowUp', 'ArrowUp', 'ArrowUp'],
    ['Escape', 'Escape', 'Escape'],
    ['F6', 'F6', 'F6'],
  ])('%s at %s is %s', (key, code, name) => {
    expect(keyName(stroke(key, code, 'cs'))).toBe(name)
  })
})

describe('matchesKeys', () => {
  it('wants Ctrl and Shift, nothing less and nothing more', () => {
    const held = (keys: string) => matchesKeys(stroke('N', 'KeyN', keys), 'Mod+N', false)
    expect(['cs', 'c', 's', 'csa', 'csm', 'm', ''].map(held)).toEqual([true, false, false, false, false, false, false])
  })

  it('wants Cmd alone on macOS', () => {
    const held = (keys: string) => matchesKeys(stroke('n', 'KeyN', keys), 'Mod+N', true)
    expect(['m', 'ms', 'cs', 'mc', 'ma', ''].map(held)).toEqual([true, false, false, false, false, false])
  })

  it('lets a sign have its Shift on macOS', () => {
    expect(matchesKeys(stroke('/', 'Digit7', 'ms'), 'Mod+/', true)).toBe(true)
  })

  it('takes F6 bare only', () => {
    const held = (keys: string) => matchesKeys(stroke('F6', 'F6', keys), 'F6', false)
    expect(['', 'c', 's', 'a', 'm'].map(held)).toEqual([true, false, false, false, false])
  })

  it('takes no key that a terminal needs', () => {
    const needed = [
      ...[...'abcdefghijklmnopqrstuvwxyz'].map(letter => stroke(letter, `Key${letter.toUpperCase()}`, 'c')),
      ...[...'abcdefghijklmnopqrstuvwxyz'].map(letter => stroke(letter, `Key${letter.toUpperCase()}`, 'a')),
      ...['Escape', 'Enter', 'Tab', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].flatMap(key =>
        ['', 's', 'c', 'a'].map(held => stroke(key, key, held)),
      ),
      ...[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12].map(number => stroke(`F${number}`, `F${number}`, '')),
    ]
    const taken = needed.filter(one => COMMANDS.some(({ keys }) => keys.some(key => matchesKeys(one, key, false))))
    expect(taken).toEqual([])
  })
})

describe('keys in words', () => {
  it('are written as each system writes them', () => {
    expect(keyCaps('Mod+ArrowUp', false)).toEqual(['Ctrl', 'Shift', '↑'])
    expect(keyCaps('Mod+N', true)).toEqual(['⌘', 'N'])
    expect(keyCaps('F6', true)).toEqual(['F6'])
    expect([keyHint('Mod+.', false), keyHint('Mod+.', true), keyHint('F6', false)]).toEqual(['⌃⇧.', '⌘.', 'F6'])
    expect([ariaKeys('Mod+N', false), ariaKeys('Mod+N', true), ariaKeys('F6', false)]).toEqual([
      'Control+Shift+N',
      'Meta+N',
      'F6',
    ])
  })

  it('know macOS', () => {
    expect([isMac('MacIntel'), isMac('Linux x86_64'), isMac('Win32')]).toEqual([true, false, false])
  })
})
