import { expect, test } from 'vitest'
import { createTestServer, until } from '../../tmux/test-server'
import { printable, restoredLine, textOfPane } from './rebuild-text'

const shown = (text: string) => printable(Buffer.from(text)).toString()

test.each([
  ['colours stay', '\u001b[1;31mred\u001b[0m plain', '\u001b[1;31mred\u001b[0m plain\n'],
  ['each row stands for itself', '\u001b[41ma\nb\u001b[0m', '\u001b[41ma\u001b[0m\n\u001b[41mb\u001b[0m\n'],
  ['titles, links, clipboards go with their text', 'a\u001b]2;title\u0007b\u001b]52;c;eA==\u001b\\c', 'abc\n'],
  ['moves, clears, modes, queries', 'a\u001b[2Jb\u001b[?1049hc\u001b[6nd\u001bce', 'abcde\n'],
  ['single controls', 'a\u0007\b\u0000\rb\u009bc\u007f', 'abc\n'],
  ['an unfinished sequence', 'a\u001b]2;never ends\nb\u001b[31', 'a\nb\n'],
  ['a device string', 'a\u001bPq#0\u001b\\b', 'ab\n'],
  ['letters of all kinds and tabs', '日本 é 👩‍🚀\t|', '日本 é 👩‍🚀\t|\n'],
  ['blank rows at the end', 'a\n\n  \n\u001b[0m\n', 'a\n'],
])('%s', (_, text, expected) => expect(shown(text)).toBe(expected))

test('a hostile megabyte is read in no time', () => {
  const began = performance.now()
  for (const piece of ['\u001b]', '\u001b[', '\u001b[1;', '\u001b[?1', '\u00c2', '\u001bP\u001b'])
    shown(piece.repeat(200_000))
  expect(performance.now() - began).toBeLessThan(5000)
})

test('the line between then and now', () => {
  const at = new Date(2026, 10, 12, 9, 5).getTime()
  expect(restoredLine({ name: 'before\u001b[2J "x"', at })).toBe('── restored from "before [2J "x"", 12 Nov 09:05 ──')
  expect(restoredLine({ name: '', at })).toBe('── restored from a checkpoint, 12 Nov 09:05 ──')
})

test('parts follow each other, damaged ones by name', async () => {
  const parts = new Map([
    ['a', 'one\n'],
    ['c', 'three'],
  ])
  const get = async ({ hash }: { hash: string }) => {
    const text = parts.get(hash)
    if (text === undefined) throw new Error('gone')
    return Buffer.from(text)
  }
  const screen = ['a', 'b', 'c'].map(hash => ({ hash, bytes: 1 }))
  const { text, damaged } = await textOfPane(screen, { get }, 'LINE')
  expect(text.toString()).toBe('\u001b)0one\n── this part was damaged ──\nthree\nLINE\n')
  expect(damaged).toBe(1)
})

test('line drawing, as tmux captures it, is drawn as lines again', async () => {
  const server = createTestServer()
  try {
    const draw = `printf '\\033(0lqk\\033(B\\n'; exec sleep 1000`
    await server.tmux('new-session', '-d', '-x', '20', '-y', '5', draw)
    const captured = await until(async () => {
      const text = await server.raw('capture-pane', '-e', '-p')
      return text.includes('lqk') ? text : null
    }, 'the lines')
    const { text } = await textOfPane([{ hash: '', bytes: 1 }], { get: async () => Buffer.from(captured) }, 'LINE')
    await server.tmux(
      'new-window',
      '-d',
      `printf '${text
        .toString()
        .replace(/[^\n]/g, char => `\\${char.charCodeAt(0).toString(8)}`)
        .replaceAll('\n', '\\n')}'; exec sleep 1000`,
    )
    const again = await until(async () => {
      const seen = await server.raw('capture-pane', '-e', '-p', '-t', ':1')
      return seen.includes('LINE') ? seen : null
    }, 'the text')
    expect(again.split('\n')[0]).toBe(captured.split('\n')[0])
  } finally {
    await server.end()
  }
})
