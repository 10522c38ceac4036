import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readShown } from '../tmux/shown-buffer'
import { until } from '../tmux/test-server'
import { type Bench, createBench, createPage, type Page } from './test-page'
import { createScriptedPane } from './test-pane'
import { drawCapture, dumpScreen } from './test-screen'
import { anyWork, COLS, ROWS } from './test-work'

describe('what show-buffer tells a control client of tmux 3.3a', () => {
  it.each([
    ['\\033[1mbold\\016q\\017 tab\\tend\\r', '\x1b[1mbold\x0eq\x0f tab\tend\r'],
    ['C:\\\\033[1m \\$HOME \\$_x $1 \\\\\\\\', 'C:\\033[1m $HOME $_x $1 \\\\'],
    ['one\ntwo\\\\\n\nñ日🚢 100%', 'one\ntwo\\\n\nñ日🚢 100%'],
  ])('%j is %j', (shown, held) => {
    expect(readShown(Buffer.from(shown)).toString()).toBe(held)
  })

  it('is left alone where it was not written that way', () => {
    const held = '\x1b[1mC:\\033 \\$HOME \\\\'
    expect(readShown(Buffer.from(held)).toString()).toBe(held)
  })
})

describe('a stream over a real control client', () => {
  let bench: Bench
  let page: Page

  beforeAll(async () => {
    bench = await createBench()
    page = createPage(bench.terminals)
  })
  afterAll(() => bench.end())

  /** The screen that a page gets on attaching, and the one that tmux has. */
  async function bothScreens(work: string): Promise<{ shown: string[]; held: string[] }> {
    const pane = await createScriptedPane(bench.server, COLS, ROWS)
    try {
      await pane.write(work)
      await until(() => bench.tmux.clientOfPane(pane.id), 'a client')
      const stream = await page.open(pane.id)
      const parsed = new Promise<void>(resolve => stream.terminal.write('', resolve))
      await parsed
      page.peer.close(stream.number)
      const capture = await bench.server.raw('capture-pane', '-p', '-e', '-N', '-t', pane.id)
      return { shown: dumpScreen(stream.terminal).lines, held: await drawCapture(capture, COLS, ROWS) }
    } finally {
      await pane.end()
    }
  }

  it('begins with the colours, backslashes and dollars of the screen', async () => {
    const work =
      '\x1b[38;2;90;220;120mgreen\x1b[0m \x1b[1mbold\x1b[0m\r\nC:\\033[1m\\\\ $HOME $_x \\$y "q"\r\n\x1b)0\x0eqx\x0f ñ日'
    const { shown, held } = await bothScreens(work)
    expect(shown).toEqual(held)
    expect(shown[1]).toContain('C:\\033[1m\\\\ $HOME $_x \\$y "q"')
    expect(shown[0]).toMatch(/^\{[^}]*\}green\{\} /)
  })

  it('begins with plain text as it is', async () => {
    const { shown, held } = await bothScreens('\\033[1m stays text, and $HOME too\r\n')
    expect(shown).toEqual(held)
    expect(shown[0]).toBe('\\033[1m stays text, and $HOME too')
  })

  it('begins with what tmux has after random work', async () => {
    await fc.assert(
      fc.asyncProperty(anyWork, async work => {
        const { shown, held } = await bothScreens(work)
        expect(shown).toEqual(held)
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 8) },
    )
  }, 120_000)
})
