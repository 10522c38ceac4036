import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs'
import { afterEach, describe, expect, it } from 'vitest'
import { createTerminalSink } from './terminal-sink'
import { testSnapshot } from './test-host'

const open: Terminal[] = []

function terminal(): Terminal {
  const made = new Terminal({ allowProposedApi: true, cols: 80, rows: 24, scrollback: 10 })
  open.push(made)
  return made
}

afterEach(() => open.splice(0).forEach(one => one.dispose()))

const encoder = new TextEncoder()
const lines = (count: number, word = 'line') => Array.from({ length: count }, (_, at) => `${word} ${at}`).join('\r\n')

function fed(target: Terminal, withHistory = true) {
  const sink = createTerminalSink(target, withHistory, { onSnapshot: () => {}, onStatus: () => {} })
  return {
    snapshot: (text: string, more = {}) =>
      new Promise<void>(resolve => sink.snapshot(testSnapshot(text, more), resolve)),
    output: (text: string) => new Promise<void>(resolve => sink.output(encoder.encode(text), resolve)),
    sink,
  }
}

const rowText = (target: Terminal, row: number) => target.buffer.active.getLine(row)?.translateToString(true) ?? ''

describe('a snapshot', () => {
  it('sets the size and replaces what was there', async () => {
    const target = terminal()
    const { snapshot, output } = fed(target)
    await output('old text')
    await snapshot('new', { cols: 33, rows: 7 })
    expect([target.cols, target.rows]).toEqual([33, 7])
    expect(rowText(target, 0)).toBe('new')
  })

  it('comes after the bytes before it, though they have not been parsed yet', async () => {
    const target = terminal()
    const { sink, snapshot } = fed(target)
    sink.output(encoder.encode('stale'), () => {})
    await snapshot('fresh')
    expect(rowText(target, 0)).toBe('fresh')
  })

  it('is not harmed by an escape sequence or a character that was cut off before it', async () => {
    for (const cut of [
      Uint8Array.of(0x1b, 0x5d, 0x30, 0x3b, 0x61),
      Uint8Array.of(0x1b, 0x5b, 0x33),
      Uint8Array.of(0xe6, 0xbc),
    ]) {
      const target = terminal()
      const { sink, snapshot } = fed(target)
      sink.output(cut, () => {})
      await snapshot('1m whole')
      expect(rowText(target, 0)).toBe('1m whole')
    }
  })

  it('keeps the distance from the bottom', async () => {
    const target = terminal()
    const { snapshot } = fed(target)
    await snapshot(lines(104), { history: 100 })
    target.scrollToLine(target.buffer.active.baseY - 30)
    await snapshot(lines(404), { history: 400 })
    const { baseY, viewportY } = target.buffer.active
    expect(baseY).toBe(400)
    expect(baseY - viewportY).toBe(30)
  })

  it('stays at the bottom when it was there', async () => {
    const target = terminal()
    const { snapshot } = fed(target)
    await snapshot(lines(104), { history: 100 })
    await snapshot(lines(204), { history: 200 })
    expect(target.buffer.active.viewportY).toBe(200)
  })

  it('leaves room for growth, and none in a tile', async () => {
    const live = terminal()
    await fed(live).snapshot(lines(104), { history: 100 })
    expect(live.options.scrollback).toBeGreaterThan(1000)
    const tile = terminal()
    await fed(tile, false).snapshot(lines(104), { history: 100 })
    expect(tile.options.scrollback).toBe(0)
    expect(tile.buffer.active.baseY).toBe(0)
  })
})
