import { execFile } from 'node:child_process'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { toArgv } from '../tmux/quote'
import { createTestFolder, type TestServer, until } from '../tmux/test-server'
import type { Reply } from '../tmux/types'
import type { ReadSnapshot } from './snapshot'
import { snapshotReading } from './snapshot-read'

/*
 * For tests alone: a real pane that shows exactly the bytes that a test writes.
 */

const run = promisify(execFile)

/** A pane whose program copies a FIFO to its raw terminal. */
export interface ScriptedPane {
  readonly id: string
  /** Resolves when tmux has processed all of it. */
  write(bytes: string | Uint8Array): Promise<void>
  /** Hands it to the kernel and returns. */
  push(bytes: string | Uint8Array): Promise<void>
  end(): Promise<void>
}

let marks = 0

/** Opens such a pane as a session of its own. */
export async function createScriptedPane(server: TestServer, cols: number, rows: number): Promise<ScriptedPane> {
  const folder = await createTestFolder()
  const fifo = join(folder.path, 'bytes')
  await run('mkfifo', [fifo])
  const size = ['-x', String(cols), '-y', String(rows)]
  const program = ['sh', '-c', 'stty raw -echo && exec cat "$1"', 'sh', fifo]
  const id = await server.tmux('new-session', '-d', '-P', '-F', '#{pane_id}', ...size, '--', ...program)
  const pipe: FileHandle = await open(fifo, 'w')
  const push = async (bytes: string | Uint8Array) => {
    await pipe.writeFile(bytes)
  }
  return {
    id,
    push,
    async write(bytes) {
      await push(bytes)
      marks += 1
      const title = `mark ${marks}`
      await push(`\x1b]2;${title}\x07`)
      await until(async () => (await server.tmux('display-message', '-p', '-t', id, '#{pane_title}')) === title, title)
    },
    async end() {
      await pipe.close()
      await folder.remove()
    },
  }
}

/** Reads a quiet pane by one process a command: the same commands as over a control client, in the same order. */
export async function readQuietPane(server: TestServer, id: string, history: number): Promise<ReadSnapshot> {
  const reading = snapshotReading(id, history, 'buffer')
  const replies: Reply[] = []
  for (const one of reading.commands) {
    const reply = await server.raw(...toArgv(one)).then(
      (body): Reply => ({ ok: true, body: Buffer.from(body) }),
      (error: Error): Reply => ({ ok: false, reason: 'error', message: error.message }),
    )
    replies.push(reply)
    if (!reply.ok) break
  }
  const read = reading.read(replies)
  if (typeof read === 'string') throw new Error(read)
  return read
}
