import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestFolder, until } from '../tmux/test-server'
import { type Bench, createBench, createPage, type Page } from './test-page'

let bench: Bench
let page: Page
let folder: { path: string; remove: () => Promise<void> }
let count = 0

beforeAll(async () => {
  bench = await createBench()
  page = createPage(bench.terminals, true)
  folder = await createTestFolder()
})
afterAll(async () => {
  await bench.end()
  await folder.remove()
})

/** A program in raw mode that writes what it gets to a file. `before`: what it prints first. */
async function receiver(before = ''): Promise<{ id: string; got(): Promise<Buffer> }> {
  count += 1
  const file = join(folder.path, `got-${count}`)
  const script = 'stty raw -echo; printf "$1ready"; exec cat > "$2"'
  const program = ['sh', '-c', script, 'sh', before, file]
  const id = await bench.server.tmux(
    'new-session',
    '-d',
    '-P',
    '-F',
    '#{pane_id}',
    '-x',
    '80',
    '-y',
    '24',
    '--',
    ...program,
  )
  await until(async () => (await bench.server.tmux('capture-pane', '-p', '-t', id)).includes('ready'))
  await until(() => bench.tmux.clientOfPane(id))
  return { id, got: () => readFile(file).catch(() => Buffer.alloc(0)) }
}

async function arrives(got: () => Promise<Buffer>, wanted: Buffer): Promise<void> {
  await until(async () => (await got()).length >= wanted.length, `${wanted.length} bytes`, 25_000)
  const bytes = await got()
  expect(bytes.length).toBe(wanted.length)
  const hash = (buffer: Buffer) => createHash('sha256').update(buffer).digest('hex')
  expect(hash(bytes)).toBe(hash(wanted))
}

describe('typing', () => {
  it('brings every byte from 0 to 255', async () => {
    const { id, got } = await receiver()
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    bench.terminals.input(id, all)
    await arrives(got, all)
  })

  it('brings large input byte for byte too, of all that is no broken character', async () => {
    const { id, got } = await receiver()
    // Arrow keys and Ctrl+C between words, as a page sends them that was held up.
    const all = Buffer.from('é日 \x1b[A\x1b[201~\x03\x00\t\r\n\x7f$x'.repeat(200))
    bench.terminals.input(id, all)
    await arrives(got, all)
  })

  it('keeps the order of keys, large input and pastes under load', async () => {
    const { id, got } = await receiver()
    const parts: Buffer[] = []
    const pastes: Promise<void>[] = []
    for (let i = 0; i < 60; i += 1) {
      const size = i % 7 === 0 ? 3000 : i % 5 === 0 ? 700 : 3
      const bytes = Buffer.from(`<${i}:${'x'.repeat(size)}>`)
      parts.push(bytes)
      if (i % 10 === 9) pastes.push(bench.terminals.paste(id, bytes.toString()))
      else bench.terminals.input(id, bytes)
    }
    await Promise.all(pastes)
    await arrives(got, Buffer.concat(parts))
  })

  it('leaves copy mode and other modes before typing', async () => {
    const { id, got } = await receiver()
    await bench.server.tmux('copy-mode', '-t', id)
    await bench.server.tmux('clock-mode', '-t', id)
    bench.terminals.input(id, Buffer.from('q'))
    await arrives(got, Buffer.from('q'))
    expect(await bench.server.tmux('display-message', '-p', '-t', id, '#{pane_in_mode}')).toBe('0')
    await bench.server.tmux('copy-mode', '-t', id)
    await bench.terminals.paste(id, 'pasted')
    await arrives(got, Buffer.from('qpasted'))
  })

  it('reaches the pane through a stream', async () => {
    const { id, got } = await receiver()
    const stream = await page.open(id)
    page.type(stream.number, 'päge')
    await arrives(got, Buffer.from('päge'))
    page.peer.close(stream.number)
  })

  it('is refused for a dead pane, and so is a paste', async () => {
    const id = await bench.server.tmux('new-session', '-d', '-P', '-F', '#{pane_id}', 'read x; exit 0')
    await bench.server.tmux('set-option', '-p', '-t', id, 'remain-on-exit', 'on')
    await bench.server.tmux('send-keys', '-t', id, 'Enter')
    await until(() => bench.tmux.mirror.pane(id)?.dead, 'death')
    bench.terminals.input(id, Buffer.from('x'))
    await expect(bench.terminals.paste(id, 'x')).rejects.toMatchObject({ code: 'pane-dead' })
    await expect(bench.terminals.paste('%987654', 'x')).rejects.toMatchObject({ code: 'no-such-pane' })
  })
})

describe('a paste', () => {
  it('of 10 MB arrives byte for byte and leaves no buffer', async () => {
    const { id, got } = await receiver()
    const text = 'line of a large paste with ünïcödé\n'.repeat(270_000)
    await bench.terminals.paste(id, text)
    await arrives(got, Buffer.from(text))
    expect(await bench.server.tmux('list-buffers')).toBe('')
  }, 60_000)

  it('is bracketed when the program asked for it, and cannot end its own brackets', async () => {
    const { id, got } = await receiver('\\033[?2004h')
    await bench.terminals.paste(id, 'a\x1b[201~rm\n\x1b[20\x1b[201~1~b')
    await arrives(got, Buffer.from('\x1b[200~arm\n[201~b\x1b[201~'))
  })

  it('of nothing pastes nothing, not the newest of the user’s buffers', async () => {
    const { id, got } = await receiver()
    await bench.server.tmux('set-buffer', 'secret')
    await bench.terminals.paste(id, '')
    await bench.terminals.paste(id, '\x1b[201~')
    bench.terminals.input(id, Buffer.from('end'))
    await arrives(got, Buffer.from('end'))
    await bench.server.tmux('delete-buffer')
  })
})
