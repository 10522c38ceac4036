import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runTmux } from '../run'
import { createTestServer } from '../test-server'
import { paste, pasteRaw, pasteText } from './paste-buffer'
import { startReceiver } from './test-receiver'
import { createRunner } from './test-run'

const server = createTestServer()
const { run } = createRunner(server)

beforeAll(() => server.tmux('new-session', '-d', '-x', '100', '-y', '30', '-s', 'one', 'cat'))
afterAll(() => server.end())

async function pasteInto(paneId: string, text: string): Promise<void> {
  const steps = paste(paneId, text, await server.version())
  await runTmux(server.target, steps.load, { input: steps.input })
  await run(steps.paste)
}

const HOSTILE = 'a\nb\r\nc\td \u001b[31m #(id) $HOME `x` "q" \u0003 é日👩‍🚀 ;'

describe('paste', () => {
  it('brackets the text when the program asked for it, and leaves no buffer', async () => {
    const receiver = await startReceiver(server, '\u001b[?2004h')
    await pasteInto(receiver.paneId, HOSTILE)
    const expected = `\u001b[200~${HOSTILE}\u001b[201~`
    expect((await receiver.received(Buffer.byteLength(expected))).toString()).toBe(expected)
    expect(await server.tmux('list-buffers')).toBe('')
  })

  it('does not bracket otherwise', async () => {
    const receiver = await startReceiver(server)
    await pasteInto(receiver.paneId, HOSTILE)
    expect((await receiver.received(Buffer.byteLength(HOSTILE))).toString()).toBe(HOSTILE)
  })

  it('gives the bytes of a buffer as they are', async () => {
    const receiver = await startReceiver(server)
    await server.tmux('set-buffer', '-b', 'own', '\u0003\u001b[A')
    await run(pasteRaw(receiver.paneId, 'own', await server.version()))
    expect((await receiver.received(4)).toString()).toBe('\u0003\u001b[A')
    expect(await server.tmux('list-buffers')).toBe('')
  })

  it('cannot be ended by its own text', async () => {
    const receiver = await startReceiver(server, '\u001b[?2004h')
    await pasteInto(receiver.paneId, 'x\u001b[201~rm\u001b[20\u001b[201~1~y')
    const expected = '\u001b[200~xrm[201~y\u001b[201~'
    expect((await receiver.received(expected.length)).toString()).toBe(expected)
  })

  it('takes 1 MB as it is', async () => {
    const receiver = await startReceiver(server, '\u001b[?2004h')
    const text = Array.from(
      { length: 16_000 },
      (_, i) => `line ${i} of a rather long paste é ${'x'.repeat(30)}\n`,
    ).join('')
    await pasteInto(receiver.paneId, text)
    const bytes = await receiver.received(Buffer.byteLength(text) + 12)
    expect(bytes.equals(Buffer.from(`\u001b[200~${text}\u001b[201~`))).toBe(true)
  })

  it('stops newer servers from rewriting control characters', () => {
    const flags = (version: string) => paste('%0', 'x', version).paste.args.includes('-S')
    expect(['3.3a', '3.6b', '3.7', '3.7c', 'next-3.8', '4.0', ''].map(flags)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
      false,
    ])
  })
})

describe('pasteText', () => {
  it('never holds the end of a bracketed paste', () => {
    const part = fc.constantFrom('\u001b', '\u001b[201~', '[201~', '\u001b[20', '1~', '~', 'x')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), parts => {
        expect(pasteText(parts.join(''))).not.toContain('\u001b[201~')
      }),
      { numRuns: 2000 },
    )
  })

  it('leaves all other text alone', () => {
    expect(pasteText(HOSTILE)).toBe(HOSTILE)
    expect(pasteText('a\u001b[201~b')).toBe('ab')
  })
})
