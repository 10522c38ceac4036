import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { flag, id, number, optionalNumber, parseRows, parseRowsWithTail, printable, rowFormat, text } from './format'
import { createTestFolder, createTestServer, until } from './test-server'

const server = createTestServer()
let folder: Awaited<ReturnType<typeof createTestFolder>>

beforeAll(async () => {
  folder = await createTestFolder()
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', '-s', 'one', '-c', folder.path, 'cat')
})

afterAll(async () => {
  await server.end()
  await folder.remove()
})

const HOSTILE = [
  '',
  ' ',
  '\\',
  'a b',
  'a\nb',
  '\n',
  'tab\tand\rreturn',
  '#(touch x) #{pane_id} ##',
  `quotes ' " \` $HOME ~`,
  'é 日本 👩‍🚀 \u0301',
  'ends in a backslash \\',
  ',}{;|&<>()*?[=%',
  '\u0001\u001b[31m\u007f',
]

describe('a row of text fields', () => {
  const schema = { before: text('@qd_before'), value: text('@qd_value'), after: text('@qd_after'), id: id('pane_id') }

  it.each(HOSTILE)('brings back %j as it was', async value => {
    await server.tmux('set-option', '-p', '@qd_value', value, ';', 'set-option', '-p', '@qd_after', value)
    const rows = parseRows(await server.raw('list-panes', '-a', '-F', rowFormat(schema)), schema)
    expect(rows).toEqual([{ before: '', value, after: value, id: '%0' }])
  })

  it('brings back any text, in several rows', async () => {
    await server.tmux('split-window', '-t', '%0', 'cat')
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 40 }).filter(one => !one.includes('\0')),
        async value => {
          // A `;` at the end of an argument would end the command; `\;` is tmux's way to say it.
          await server.tmux('set-option', '-p', '-t', '%0', '--', '@qd_value', value.replace(/;$/, '\\;'))
          const rows = parseRows(await server.raw('list-panes', '-a', '-F', rowFormat(schema)), schema)
          expect(rows.map(row => row.id)).toEqual(['%0', '%1'])
          expect(rows[0]?.value).toBe(value)
        },
      ),
      { numRuns: 60 },
    )
    await server.tmux('kill-pane', '-t', '%1')
  })

  it('reads a folder whose name holds a line break and a forged row', async () => {
    const { mkdir } = await import('node:fs/promises')
    const path = `${folder.path}/x\n%9 y 'z'\t`
    await mkdir(path)
    await server.tmux('new-window', '-c', path, 'cat')
    const where = { id: id('pane_id'), path: text('pane_current_path') }
    const rows = await until(async () => {
      const found = parseRows(await server.raw('list-panes', '-a', '-F', rowFormat(where)), where)
      return found.some(row => row.path === path) ? found : null
    }, 'the folder with a line break')
    expect(rows.map(row => row.path)).toContain(path)
    expect(rows).toHaveLength(2)
  })
})

describe('printable', () => {
  it('turns control characters into question marks', async () => {
    await server.tmux('set-option', '-p', '-t', '%0', '@qd_value', 'a\nb\t%exit é:\u007f#,}')
    const schema = { value: printable('@qd_value') }
    const [row] = parseRows(await server.raw('list-panes', '-t', '%0', '-F', rowFormat(schema)), schema)
    expect(row?.value).toBe('a?b?%exit é:?#,}')
  })
})

describe('kinds of fields', () => {
  const schema = { count: number('a'), maybe: optionalNumber('b'), yes: flag('c'), id: id('window_id') }

  it('reads numbers, missing numbers and flags', () => {
    expect(parseRows('12  0 @3 \n-1 7 2 @4 \n', schema)).toEqual([
      { count: 12, maybe: null, yes: false, id: '@3' },
      { count: -1, maybe: 7, yes: true, id: '@4' },
    ])
  })

  it.each([
    ['a number that is none', 'x  0 @3 \n'],
    ['a missing number', '  0 @3 \n'],
    ['an id of another kind', '1  0 %3 \n'],
    ['a row that is cut', '1  0 '],
    ['a row that is too long', '1  0 @3 4 \n'],
  ])('refuses %s', (_, body) => {
    expect(() => parseRows(body, schema)).toThrow(/could not be read/)
  })
})

describe('a row with a tail', () => {
  it('tells rows with a tail from those without', () => {
    const rows = parseRowsWithTail(
      '%1 a\\ b \n%2 c @1 \n%3 d ',
      { id: id('pane_id'), t: text('t') },
      { w: id('window_id') },
    )
    expect(rows).toEqual([
      { row: { id: '%1', t: 'a b' }, tail: null },
      { row: { id: '%2', t: 'c' }, tail: { w: '@1' } },
      { row: { id: '%3', t: 'd' }, tail: null },
    ])
  })

  it('reads an empty answer as no rows', () => {
    expect(parseRows('', { id: id('pane_id') })).toEqual([])
  })
})
