// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { ansiColours } from '../terminals/theme'
import type { FromWorker, ToWorker } from './protocol'
import { createTileWorker } from './tile-worker'

const look = {
  colours: {
    foreground: '#ffffff',
    background: '#000000',
    cursor: '#00ff00',
    selection: '#333333',
    ansi: ansiColours('dark'),
  },
  ...{
    family: 'mono',
    advance: 0.6,
    height: 1.32,
    fonts: [{ family: 'mono', url: 'font.woff2', weight: '400', range: 'U+0-FF' }],
  },
}
const box = { width: 400, height: 300, maxFont: 13 }

function setup() {
  const posted: FromWorker[] = []
  const texts: string[] = []
  let frame: (() => void) | null = null
  const loadFont = vi.fn(() => Promise.resolve())
  const worker = createTileWorker({
    post: message => posted.push(message),
    nextFrame: run => {
      expect(frame, 'one frame is asked for at a time').toBeNull()
      frame = run
    },
    loadFont,
  })
  const context = new Proxy({} as Record<string, unknown>, {
    get: (target, key) =>
      key === 'fillText' ? (text: string) => texts.push(text.trim()) : (target[String(key)] ?? (() => {})),
  })
  const canvas = { width: 0, height: 0, getContext: () => context } as unknown as OffscreenCanvas
  return {
    ...{ posted, texts, canvas, loadFont },
    send: (message: ToWorker) => worker.receive(message),
    bytes: (text: string) => new TextEncoder().encode(text),
    /** Runs the frame that was asked for; whether one was. */
    runFrame() {
      const run = frame
      frame = null
      run?.()
      return run !== null
    },
    /** Runs frames until this has been drawn; a font that arrives asks for a frame of its own. */
    drawn: (text: string) =>
      vi.waitFor(() => {
        const run = frame
        frame = null
        run?.()
        expect(texts.at(-1)).toBe(text)
      }),
    chunks: () => posted.reduce((sum, message) => sum + message.chunks, 0),
  }
}

describe('tile worker', () => {
  it('draws what was parsed, and answers for it in the same frame, not before', async () => {
    const { send, bytes, canvas, drawn, chunks, runFrame } = setup()
    send({ t: 'look', look })
    send({ t: 'add', tile: 1, canvas, box, serverVersion: '3.3a' })
    expect([canvas.width, canvas.height]).toEqual([400, 300])
    send({ t: 'snapshot', tile: 1, cols: 40, rows: 10, bytes: bytes('hello') })
    send({ t: 'output', tile: 1, bytes: bytes(' there') })
    expect(chunks()).toBe(0)
    await drawn('hello there')
    expect(chunks()).toBe(2)
    runFrame()
    expect(runFrame(), 'nothing changed, nothing is drawn').toBe(false)
  })

  it('drops output before a snapshot and after a rest, and starts afresh', async () => {
    const { send, bytes, canvas, texts, drawn, chunks } = setup()
    send({ t: 'look', look })
    send({ t: 'add', tile: 1, canvas, box, serverVersion: '3.6' })
    send({ t: 'output', tile: 1, bytes: bytes('early') })
    send({ t: 'snapshot', tile: 1, cols: 40, rows: 10, bytes: bytes('one') })
    send({ t: 'output', tile: 1, bytes: bytes('more') })
    send({ t: 'rest', tile: 1 })
    send({ t: 'output', tile: 1, bytes: bytes('late') })
    send({ t: 'snapshot', tile: 1, cols: 40, rows: 10, bytes: bytes('two') })
    await drawn('two')
    expect(texts).toEqual(['two'])
    // Only the chunk of the screen that lives now.
    expect(chunks()).toBe(1)
  })

  it('draws anew when size or look changed, and loads a font once', async () => {
    const { send, bytes, canvas, texts, drawn, runFrame, loadFont } = setup()
    send({ t: 'look', look })
    send({ t: 'add', tile: 1, canvas, box, serverVersion: '3.3a' })
    send({ t: 'snapshot', tile: 1, cols: 40, rows: 10, bytes: bytes('x') })
    await drawn('x')
    texts.length = 0
    send({ t: 'box', tile: 1, box: { ...box, width: 200 } })
    runFrame()
    expect(canvas.width).toBe(200)
    expect(texts).toEqual(['x'])
    send({ t: 'look', look: { ...look, family: 'other' } })
    runFrame()
    expect(texts).toEqual(['x', 'x'])
    expect(loadFont).toHaveBeenCalledTimes(1)
  })

  it('draws anew when the font has come', async () => {
    const { send, bytes, canvas, texts, drawn, loadFont } = setup()
    let arrive = () => {}
    loadFont.mockReturnValue(new Promise<void>(resolve => (arrive = resolve)))
    send({ t: 'look', look })
    send({ t: 'add', tile: 1, canvas, box, serverVersion: '3.3a' })
    send({ t: 'snapshot', tile: 1, cols: 40, rows: 10, bytes: bytes('x') })
    await drawn('x')
    texts.length = 0
    arrive()
    await drawn('x')
    expect(texts).toEqual(['x'])
  })

  it('knows nothing of a removed tile', () => {
    const { send, bytes, canvas, runFrame } = setup()
    send({ t: 'look', look })
    send({ t: 'add', tile: 1, canvas, box, serverVersion: '' })
    runFrame()
    send({ t: 'remove', tile: 1 })
    send({ t: 'snapshot', tile: 1, cols: 10, rows: 2, bytes: bytes('x') })
    expect(runFrame()).toBe(false)
  })
})
