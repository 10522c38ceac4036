// @vitest-environment node
import { afterEach, describe, expect, it } from 'vitest'
import { testSnapshot } from '../terminals/test-host'
import type { TerminalColours } from '../terminals/theme'
import { ansiColours } from '../terminals/theme'
import { contrast } from './colours'
import { runsKey } from './runs'
import { createScreen, type Screen } from './screen'

const colours: TerminalColours = {
  foreground: '#e3e9f1',
  background: '#0a0e14',
  cursor: '#e3e9f1',
  selection: '#3b5170',
  ansi: ansiColours('dark'),
}

const open: Screen[] = []
afterEach(() => open.splice(0).forEach(one => one.dispose()))

async function screenOf(text: string, more = {}): Promise<Screen> {
  const screen = createScreen('3.3a', () => {})
  open.push(screen)
  await new Promise<void>(resolve => screen.sink.snapshot(testSnapshot(text, { cols: 40, rows: 5, ...more }), resolve))
  return screen
}

const row = async (text: string) => (await screenOf(text)).row(0, colours)

describe('rows as runs', () => {
  it('joins what looks the same, and drops what is blank', async () => {
    expect(await row('hello world')).toMatchObject([{ x: 0, cells: 40, fg: colours.foreground, bg: null }])
    expect(await row('')).toEqual([])
  })

  it('splits at colours: palette, cube, true colour', async () => {
    const runs = await row('a\x1b[31mb\x1b[38;5;208mc\x1b[38;2;1;200;3md')
    expect(runs.map(run => [run.text.trim(), run.fg])).toEqual([
      ['a', '#e3e9f1'],
      ['b', '#f0706a'],
      ['c', '#ff8700'],
      ['d', '#01c803'],
    ])
  })

  it('brightens bold as xterm does', async () => {
    expect((await row('\x1b[1;31mx'))[0]).toMatchObject({ bold: true, fg: colours.ansi[9] })
  })

  it('keeps background without text', async () => {
    expect((await row('\x1b[44m   \x1b[0m'))[0]).toMatchObject({ x: 0, cells: 3, bg: colours.ansi[4] })
  })

  it('swaps inverse, also of the default colours', async () => {
    expect((await row('\x1b[7mx\x1b[0m'))[0]).toMatchObject({ bg: colours.foreground, fg: colours.background })
    expect((await row('\x1b[31;7mx\x1b[0m'))[0]).toMatchObject({ bg: colours.ansi[1] })
  })

  it('places what comes after a wide character two cells on, and draws it apart', async () => {
    const runs = await row('a漢b')
    expect(runs.map(run => [run.x, run.cells, run.text.trim()])).toEqual([
      [0, 1, 'a'],
      [1, 2, '漢'],
      [3, 37, 'b'],
    ])
  })

  it('shows nothing of invisible text', async () => {
    expect(await row('\x1b[8msecret\x1b[0m')).toEqual([])
  })

  it('makes every text readable', async () => {
    for (const run of await row('\x1b[38;2;0;0;0mblack\x1b[30mansi\x1b[38;2;20;30;40;48;2;10;20;30mdark'))
      expect(contrast(run.fg, run.bg ?? colours.background)).toBeGreaterThanOrEqual(4.5)
  })

  it('has one key for what looks the same, and another for anything else', async () => {
    const key = async (text: string) => runsKey(await row(text))
    expect(await key('abc')).toBe(await key('\x1b[0mab\x1b[0mc'))
    const others = [
      'abd',
      '\x1b[1mabc',
      '\x1b[3mabc',
      '\x1b[31mabc',
      '\x1b[41mabc',
      '\x1b[4mabc',
      '\x1b[9mabc',
      '\x1b[2mabc',
    ]
    const keys = await Promise.all(['abc', ...others].map(key))
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('a screen', () => {
  it('has the size of its snapshot and no history', async () => {
    const screen = await screenOf('1\r\n2\r\n3\r\n4\r\n5\r\n6', { rows: 3 })
    expect([screen.cols, screen.rows]).toEqual([40, 3])
    expect(screen.row(0, colours)[0]?.text.trim()).toBe('4')
  })

  it('knows where the cursor is, and when it is hidden', async () => {
    const screen = await screenOf('ab\x1b[?25l')
    expect(screen.cursor()).toBeNull()
    await new Promise<void>(resolve => screen.sink.output(new TextEncoder().encode('\x1b[?25h'), resolve))
    expect(screen.cursor()).toEqual({ column: 2, row: 0 })
  })

  it('shows the cursor again with a new snapshot', async () => {
    const screen = await screenOf('\x1b[?25l')
    await new Promise<void>(resolve => screen.sink.snapshot(testSnapshot('x'), resolve))
    expect(screen.cursor()).toEqual({ column: 1, row: 0 })
  })
})

describe('a screen that ends', () => {
  it('lets xterm finish what was written, and takes no more', async () => {
    const said: unknown[] = []
    const [error, warn] = [console.error, console.warn]
    console.error = console.warn = (...words: unknown[]) => said.push(words)
    try {
      const screen = await screenOf('one')
      let parsed = 0
      const bytes = new TextEncoder().encode('\x1b[?25l\x1b]2;t\x07 text\r\n'.repeat(400))
      const done = new Promise<void>(resolve => screen.sink.output(bytes, resolve))
      screen.dispose()
      screen.sink.output(bytes, () => parsed++)
      screen.sink.snapshot(testSnapshot('two'), () => parsed++)
      // A second end is none.
      screen.dispose()
      await done
      await new Promise(resolve => setTimeout(resolve))
      expect(parsed).toBe(0)
      expect(said).toEqual([])
    } finally {
      console.error = error
      console.warn = warn
    }
  })
})
