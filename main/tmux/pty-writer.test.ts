import { spawn } from 'node-pty'
import { describe, expect, it, vi } from 'vitest'
import { createPtyWriter } from './pty-writer'

/** A raw terminal that says how many bytes it got and their sum, once it has `total` of them. */
const COUNTER = (total: number) => `
  process.stdin.setRawMode(true)
  let count = 0, sum = 0
  setTimeout(() => process.stdin.on('data', data => {
    for (const byte of data) { count += 1; sum = (sum * 31 + byte) % 1000003 }
    if (count >= ${total}) { process.stdout.write('GOT ' + count + ' ' + sum + ' END'); process.exit(0) }
  }), 300)
  process.stdout.write('READY')`

/** A new Node needs seconds on a busy machine. */
const LONG = { timeout: 15_000 }

function open(total: number) {
  const pty = spawn(process.execPath, ['-e', COUNTER(total)], { cols: 80, rows: 24, encoding: null })
  let said = ''
  pty.onData(data => {
    said += data.toString()
  })
  const ended = new Promise<void>(done => pty.onExit(() => done()))
  return { pty, fd: (pty as typeof pty & { fd: number }).fd, said: () => said, ended }
}

describe('the pty writer', () => {
  it('keeps every byte in order, also when far more is written than the kernel takes', async () => {
    const parts = Array.from({ length: 400 }, (_, n) => Buffer.from(`${n}:${'x'.repeat(n)}\n`))
    const total = parts.reduce((sum, one) => sum + one.length, 0)
    const { fd, said, ended } = open(total)
    await vi.waitFor(() => expect(said()).toContain('READY'), LONG)
    const failed = vi.fn()
    const writer = createPtyWriter(fd, failed)
    for (const part of parts) writer.write(part)
    await ended
    let sum = 0
    for (const byte of Buffer.concat(parts)) sum = (sum * 31 + byte) % 1_000_003
    await vi.waitFor(() => expect(said()).toContain(`GOT ${total} ${sum} END`), LONG)
    expect(failed).not.toHaveBeenCalled()
  })

  it('tells an error once, and then writes nothing', () => {
    const failed = vi.fn()
    const writer = createPtyWriter(999_999, failed)
    writer.write(Buffer.from('a'))
    writer.write(Buffer.from('b'))
    expect(failed).toHaveBeenCalledOnce()
    expect(failed.mock.calls[0]?.[0]).toMatchObject({ code: 'EBADF' })
  })

  it('writes nothing after stop', async () => {
    const { pty, fd, said, ended } = open(1)
    await vi.waitFor(() => expect(said()).toContain('READY'), LONG)
    const writer = createPtyWriter(fd, vi.fn())
    writer.stop()
    writer.write(Buffer.from('lost'))
    pty.write('k')
    await ended
    await vi.waitFor(() => expect(said()).toContain(`GOT 1 ${'k'.charCodeAt(0)} END`), LONG)
  })
})
