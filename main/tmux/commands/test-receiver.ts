import { readFile } from 'node:fs/promises'
import { onTestFinished } from 'vitest'
import { createTestFolder, type TestServer, until } from '../test-server'

/** For tests alone: a pane whose program takes all input in raw mode and keeps it, byte for byte. */
export interface Receiver {
  readonly paneId: string
  /** Waits for at least so many bytes. */
  received(count: number): Promise<Buffer>
}

/**
 * Its folder goes with the test that calls this, the pane with the test's server.
 * @param ask what the program writes first, e.g. the request for bracketed pastes
 */
export async function startReceiver(server: TestServer, ask = ''): Promise<Receiver> {
  const folder = await createTestFolder()
  onTestFinished(folder.remove)
  const file = `${folder.path}/input`
  const program = `
    const { appendFileSync, writeFileSync } = require('node:fs')
    process.stdin.setRawMode(true)
    process.stdin.on('data', data => appendFileSync(process.argv[1], data))
    process.stdout.write(process.argv[2] + 'ready')
    writeFileSync(process.argv[1], '')`
  const words = [process.execPath, '-e', program, file, ask]
  const paneId = await server.tmux('new-window', '-d', '-P', '-F', '#{pane_id}', '--', ...words)
  // What it asked for has been read by tmux once "ready" is on its screen.
  await until(async () => (await server.tmux('capture-pane', '-p', '-t', paneId)).includes('ready'), 'the receiver')
  return {
    paneId,
    async received(count) {
      const bytes = await until(async () => {
        const now = await readFile(file).catch(() => Buffer.alloc(0))
        return now.length >= count ? now : null
      }, `${count} bytes`)
      return bytes
    },
  }
}
