import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer, until } from '../tmux/test-server'
import { isAtLeast } from '../tmux/versions'
import { drawSnapshot } from './snapshot'
import { createScriptedPane, readQuietPane, type ScriptedPane } from './test-pane'
import { dumpScreen, lineOf, show, write } from './test-screen'

let server: TestServer
const panes: ScriptedPane[] = []

beforeAll(async () => {
  server = createTestServer()
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', 'cat')
})
afterEach(() => Promise.all(panes.splice(0).map(pane => pane.end())))
afterAll(() => server.end())

/** A terminal that was attached after `bytes`, and what a program writes then. */
async function attached(bytes: string, unfinished = '') {
  const history = 100
  const pane = await createScriptedPane(server, 40, 10)
  panes.push(pane)
  await pane.write(bytes)
  if (unfinished !== '') {
    await pane.push(unfinished)
    await until(() => server.tmux('capture-pane', '-p', '-P', '-C', '-t', pane.id), 'the beginning of a sequence')
  }
  const read = await readQuietPane(server, pane.id, history)
  const snapshot = drawSnapshot(read, history)
  const terminal = await show(snapshot)
  return { read, terminal, text: Buffer.from(snapshot.bytes).toString('latin1') }
}

describe('what a snapshot brings back beside the cells', () => {
  it('modes of keyboard and mouse', async () => {
    const { terminal } = await attached('\x1b[?1h\x1b=\x1b[?1002h\x1b[?1006h\x1b[4h\x1b[?25l')
    expect(terminal.modes).toMatchObject({
      applicationCursorKeysMode: true,
      applicationKeypadMode: true,
      mouseTrackingMode: 'drag',
      insertMode: true,
      wraparoundMode: true,
      originMode: false,
    })
  })

  it('each mouse mode, and none when there is none', async () => {
    for (const [mode, name] of [
      ['1000', 'vt200'],
      ['1003', 'any'],
      ['', 'none'],
    ] as const) {
      const { terminal } = await attached(mode === '' ? 'x' : `\x1b[?${mode}h`)
      expect(terminal.modes.mouseTrackingMode).toBe(name)
    }
  })

  it('a scroll region, origin mode and the cursor in it', async () => {
    const { terminal } = await attached('\x1b[3;6r\x1b[?6h\x1b[2;5H')
    expect(terminal.modes.originMode).toBe(true)
    expect(dumpScreen(terminal).cursor).toEqual([4, 3])
    await write(terminal, '\x1b[4;1Hbottom\n\rnext')
    expect(dumpScreen(terminal).lines.slice(3, 6)).toEqual(['', 'bottom', 'next'])
  })

  it('tab stops', async () => {
    const { terminal } = await attached('\x1b[3g\x1b[1;5H\x1bH\x1b[1;20H\x1bH\r')
    await write(terminal, '\ta\tb')
    expect(lineOf(terminal, 0)).toBe('    a              b')
  })

  it('a wrap that is pending, and wrapping that is off', async () => {
    const pending = await attached('x'.repeat(40))
    await write(pending.terminal, 'y')
    expect(dumpScreen(pending.terminal).lines.slice(0, 2)).toEqual(['x'.repeat(40), 'y'])
    const off = await attached(`\x1b[?7l${'x'.repeat(45)}`)
    await write(off.terminal, 'y')
    expect(dumpScreen(off.terminal).lines.slice(0, 2)).toEqual([`${'x'.repeat(39)}y`, ''])
  })

  it('the main screen behind the alternate one, with its cursor', async () => {
    const { terminal, read } = await attached('one\r\ntwo \x1b[?1049h\x1b[2J\x1b[5;5Hmenu')
    expect(read.row.alternate).toBe(true)
    expect(terminal.buffer.active.type).toBe('alternate')
    expect(dumpScreen(terminal).lines[4]).toBe('    menu')
    await write(terminal, '\x1b[?1049lthree')
    expect(dumpScreen(terminal).lines.slice(0, 3)).toEqual(['one', 'two three', ''])
  })

  it('an escape sequence of which only the beginning has come', async () => {
    const { terminal, text } = await attached('a', '\x1b[1;3')
    expect(text.endsWith('\x1b[1;3')).toBe(true)
    await write(terminal, '1mred')
    expect(lineOf(terminal, 0)).toMatch(/^a\{1000000:\d+\.1\/.*\}red$/)
  })

  it('rows that wrapped, as one line for copying and searching', async () => {
    const { terminal } = await attached(`${'wrapped '.repeat(12)}\r\nnot wrapped\r\n${'日本'.repeat(15)}`)
    const wrapped = Array.from({ length: 6 }, (_, y) => terminal.buffer.active.getLine(y)?.isWrapped)
    expect(wrapped).toEqual([false, true, true, false, false, true])
  })

  it('line drawing, also when the program shifts again later', async () => {
    const { terminal } = await attached('\x1b)0\x0elqk\x0f plain\r\n')
    await write(terminal, '\x0emqj\x0f')
    expect(dumpScreen(terminal).lines.slice(0, 2)).toEqual(['┌─┐ plain', '└─┘'])
  })

  it('as much history as was asked for, the newest', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => `row ${i}`).join('\r\n')
    const { read } = await attached(lines)
    expect(drawSnapshot(read, 1000)).toMatchObject({ cols: 40, rows: 10, history: 40, historyTotal: 40 })
    const some = drawSnapshot(read, 5)
    expect(some).toMatchObject({ history: 5, historyTotal: 40 })
    const terminal = await show(some)
    expect(lineOf(terminal, 0)).toBe('row 35')
    const none = drawSnapshot(read, 0)
    expect(none.history).toBe(0)
    expect(lineOf(await show(none), 0)).toBe('row 40')
  })
})

describe('hostile cells', () => {
  it('cannot bring control characters into the page by way of a capture', async () => {
    // U+009B is CSI to xterm; tmux keeps it as a zero-width part of a cell.
    const { text, terminal } = await attached('safe\u009b31m text\u0090q\u009c')
    expect(text).not.toMatch(/\xc2[\x80-\x9f]/)
    expect(lineOf(terminal, 0)).toContain('safe')
  })

  it('cannot make a row longer than the pane', async () => {
    // tmux 3.3a keeps a wide character of which half was written over, so that the row has a cell too many.
    const { terminal, read } = await attached('🚀\baa\x1b[1@\r\nsecond')
    if (!isAtLeast(await server.version(), 3, 4)) expect(read.screen[0]?.plain.length).toBeGreaterThan(40)
    expect(dumpScreen(terminal).lines[1]).toBe('second')
    expect(terminal.buffer.active.baseY).toBe(0)
  })
})
