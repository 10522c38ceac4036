import { chmod, unlink } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { Log } from '../log/log'
import type { TmuxTarget } from '../tmux/types'

/*
 * A ticket is good once, so its owner needs a way to another one, also over SSH: running `npm run serve` again asks
 * the host that serves already, through a socket in the data folder. Who may reach that socket is what the file
 * system says: the folder is 0700 and the socket 0600, so it is the same person.
 */

/** A socket's path ends at 104 bytes on macOS and 108 on Linux; longer ones cannot be bound. */
const MAX_SOCKET_PATH = 100

/** A host that does not answer in this time, ms, is taken for gone. */
const ANSWER_TIMEOUT_MS = 2000

/** Longest line that is read from either side. */
const MAX_LINE = 4096

const socketPath = (folder: string) => join(folder, 'web.sock')

/** Two hosts show the same thing when they look at the same tmux server. */
const idOf = (target: TmuxTarget) => JSON.stringify([target.socket, target.config])

/** Answers askers with a fresh address. Only the host that holds the data folder does this. Resolves with its end. */
export async function shareAddress(
  folder: string,
  target: TmuxTarget,
  fresh: () => string,
  log: Log,
): Promise<() => Promise<void>> {
  const path = socketPath(folder)
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
    log.warn('the data folder’s path is too long for a socket; a second run cannot ask for a fresh address')
    return async () => {}
  }
  // Left by a host that was killed: we hold the folder's lock, so nobody listens there.
  await unlink(path).catch(() => {})
  const server = createServer(client => {
    client.on('error', () => client.destroy())
    client.setTimeout(ANSWER_TIMEOUT_MS, () => client.destroy())
    let asked = ''
    client.on('data', chunk => {
      asked += chunk.toString('utf8')
      if (asked.length > MAX_LINE) return client.destroy()
      if (asked.includes('\n')) client.end(`${asked.split('\n')[0] === idOf(target) ? fresh() : ''}\n`)
    })
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
    await chmod(path, 0o600)
  } catch (error) {
    log.warn('no socket for fresh addresses', { error: String(error) })
    return async () => {}
  }
  // Node unlinks the socket when the server closes.
  return () => new Promise(resolve => server.close(() => resolve()))
}

/** A fresh address of the host that serves this folder and this tmux server already, or null. Never rejects. */
export function askAddress(folder: string, target: TmuxTarget): Promise<string | null> {
  return new Promise(resolve => {
    const socket = connect(socketPath(folder))
    let answer = ''
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy())
    socket.on('connect', () => socket.write(`${idOf(target)}\n`))
    socket.on('data', chunk => {
      answer += chunk.toString('utf8')
      if (answer.length > MAX_LINE) socket.destroy()
    })
    socket.on('error', () => resolve(null))
    socket.on('close', () => {
      const line = answer.split('\n')[0] ?? ''
      resolve(/^http:\/\/127\.0\.0\.1:\d+\/\?ticket=[\w-]+$/.test(line) ? line : null)
    })
  })
}
