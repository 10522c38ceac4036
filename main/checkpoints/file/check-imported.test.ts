import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Checkpoint, SavedPane, SavedTree, SavedWindow } from '../../../ipc/checkpoint'
import { savedPane } from '../test-checkpoint'
import { checkImported, plainNames } from './check-imported'
import { fullCheckpoint, refOf, SCREEN, TALK } from './test-file'

const HEX = 'c'.repeat(40)

/** The checkpoint with other facts in its first window, pane, launch or tree. */
function bent(change: { window?: object; pane?: object; launch?: object; tree?: object; all?: object }): Checkpoint {
  const one = fullCheckpoint()
  const [window] = one.windows as [SavedWindow]
  const [pane, ...others] = window.panes as [SavedPane]
  const panes = [{ ...pane, launch: { ...pane.launch, ...change.launch }, ...change.pane }, ...others]
  const trees = one.trees.map(tree => ({ ...tree, ...change.tree }))
  return { ...one, windows: [{ ...window, panes, ...change.window }], trees, ...change.all } as Checkpoint
}

const [WINDOW] = fullCheckpoint().windows as [SavedWindow]
const [TREE] = fullCheckpoint().trees as [SavedTree]
const many = (count: number) => Array.from({ length: count }, (_, at) => savedPane(`0.${at}`, []))

describe('takes what is right, to its last bound', () => {
  test.each<[string, Parameters<typeof bent>[0]]>([
    [
      'a pane and a window as large as tmux makes them',
      { pane: { width: 10_000, height: 1 }, window: { width: 10_000 } },
    ],
    ['2000 panes', { window: { panes: many(2000) } }],
    ['the last index and the first', { all: { windows: [{ ...WINDOW, index: 2 ** 31 - 1 }] } }],
    ['the first moment', { all: { at: 0 } }],
    ['the last moment', { all: { at: 8.64e15 } }],
    ['no folder where none was known', { all: { folder: '' }, pane: { folder: '' }, launch: { folder: '' } }],
    ['a work tree of which nothing was saved', { tree: { commit: '', ref: '', head: '', bundle: null, branch: '' } }],
    ['a commit of SHA-256', { tree: { commit: 'd'.repeat(64), ref: `refs/quarterdeck/${'d'.repeat(64)}` } }],
    ['a ref of another data folder', { tree: { ref: `refs/quarterdeck/0123456789abcdef/${HEX}` } }],
    ['a path with dots in its names', { tree: { path: '/src/..a/.b' } }],
  ])('%s', (_, change) => {
    expect(() => checkImported(bent(change))).not.toThrow()
  })
})

describe('refuses', () => {
  const twice = (one: object) => ({ ...WINDOW, panes: [savedPane('9.9', [])], ...one })
  test.each<[string, Parameters<typeof bent>[0], RegExp]>([
    ['a pane that is too wide', { pane: { width: 10_001 } }, /size/],
    ['a pane without height', { pane: { height: 0 } }, /size/],
    ['a window without width', { window: { width: 0 } }, /size/],
    ['a window that is too high', { window: { height: 10_001 } }, /size/],
    ['a window beyond the last', { window: { index: 2 ** 31 } }, /index/],
    ['two windows of one place', { all: { windows: [WINDOW, twice({})] } }, /two of its windows/],
    ['two panes of one place', { window: { panes: [savedPane('0.0', []), savedPane('0.0', [])] } }, /two of its panes/],
    ['2001 panes', { window: { panes: many(2001) } }, /too many/],
    ['no panes', { window: { panes: [] } }, /no panes/],
    ['two work trees of one path', { all: { trees: [TREE, TREE] } }, /one path/],
    ['a time before the first', { all: { at: -1 } }, /time/],
    ['a time that is none', { all: { at: Number.NaN } }, /time/],
    ['a relative folder of the session', { all: { folder: 'src' } }, /absolute/],
    ['a relative folder of a launch', { launch: { folder: '../src' } }, /absolute/],
    ['a NUL in the name of a variable', { launch: { env: { 'A\0B': 'c' } } }, /NUL/],
    ['a NUL in the value of one', { launch: { env: { A: 'b\0c' } } }, /NUL/],
    ['a NUL in an argument', { launch: { args: ['a', '\0'] } }, /NUL/],
    ['a work tree with a slash at its end', { tree: { path: '/src/' } }, /clean/],
    ['the whole disk as a work tree', { tree: { path: '/' } }, /clean/],
    [
      'a commit with something behind it',
      { tree: { commit: `${HEX}\n`, ref: `refs/quarterdeck/${HEX}\n` } },
      /no commit/,
    ],
    [
      'a commit of another length',
      { tree: { commit: 'c'.repeat(41), ref: `refs/quarterdeck/${'c'.repeat(41)}` } },
      /no commit/,
    ],
    ['a ref without a commit', { tree: { commit: '', ref: 'refs/heads/main' } }, /not its own/],
    ["another commit's ref", { tree: { ref: `refs/quarterdeck/${'e'.repeat(40)}` } }, /not its own/],
    ["a branch of the user's that ends alike", { tree: { ref: `refs/heads/${HEX}` } }, /not its own/],
    ['a ref with something before it', { tree: { ref: `x refs/quarterdeck/${HEX}` } }, /not its own/],
    ['a ref that climbs', { tree: { ref: `refs/quarterdeck/../heads/${HEX}` } }, /not its own/],
    [
      'a screen and a conversation of one hash',
      { pane: { conversation: { id: 'x', file: '', transcript: { ...refOf(SCREEN), bytes: 1 } } } },
      /two sizes/,
    ],
    ['files and a conversation of one hash', { tree: { bundle: { ...refOf(TALK), bytes: 1 } } }, /two sizes/],
  ])('%s', (_, change, words) => {
    expect(() => checkImported(bent(change))).toThrow(words)
  })
})

describe('names', () => {
  const CONTROLS = ['\u0000', '\u0007', '\u001b', '\u007f', '\u009b']
  const TURNS = ['\u202a', '\u202e', '\u2066', '\u2069']
  const MARKS = ['\u200e', '\u200f']

  test.each([...CONTROLS, ...TURNS, ...MARKS, '\n', '\t'])('lose %j, each of them, and it is counted', bad => {
    const [text, clean] = [`a${bad}b${bad}`, 'a_b_']
    const pane = { agent: text, type: text, title: text, command: text, problem: text }
    const { checkpoint, changed } = plainNames(bent({ pane, all: { session: text, name: text } }))
    expect(changed).toBe(7)
    expect(checkpoint).toMatchObject({ session: clean, name: clean })
    const same = { agent: clean, type: clean, title: clean, command: clean, problem: clean }
    expect(checkpoint.windows[0]?.panes[0]).toMatchObject(same)
    expect(plainNames(bent({ window: { name: text } })).checkpoint.windows[0]?.name).toBe(clean)
  })

  it('of several lines keep their lines, and the marks that people write from right to left with', () => {
    const messageOf = (message: string) => plainNames(fullCheckpoint({ message })).checkpoint.message
    for (const bad of [...CONTROLS, ...TURNS]) expect(messageOf(`a${bad}\n\tb`), JSON.stringify(bad)).toBe('a_\n\tb')
    for (const mark of MARKS) expect(messageOf(`a${mark}b`)).toBe(`a${mark}b`)
  })

  it('that hold none of them stay as they are, whatever they say', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'aé東👩 ~#$(`;"\'\\[{'), maxLength: 50 })
    fc.assert(
      fc.property(plain, text => {
        const checkpoint = bent({ pane: { title: text }, all: { name: text, session: text, message: text } })
        expect(plainNames(checkpoint)).toEqual({ checkpoint, changed: 0 })
      }),
    )
  })
})
