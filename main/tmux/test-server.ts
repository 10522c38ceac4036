import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TmuxTarget } from './types'

/*
 * For tests alone: a real tmux server on a private socket, and waiting for conditions instead of times.
 */

const run = promisify(execFile)
let counter = 0

/** A private tmux server; `end` kills it and whatever its panes run. */
export interface TestServer {
  readonly target: TmuxTarget
  readonly socketPath: string
  /** Any tmux command, its standard output as it came. Rejects when tmux exits with an error. */
  raw(...args: string[]): Promise<string>
  /** The same without the last line's end. */
  tmux(...args: string[]): Promise<string>
  /** Pid of the server process. */
  pid(): Promise<number>
  /** Version of the running server (`3.3a`), which depends on the machine: what differs by it must be asked for. */
  version(): Promise<string>
  /**
   * Lets the server collect children that have ended: 3.3a may miss an end when the terminal closes at the same moment,
   * and then knows no exit status until another child ends (agents/dead-status.ts). Wait for a status with this in the loop.
   */
  reap(): Promise<void>
  end(): Promise<void>
}

/** Names a fresh private socket; the server starts with the first `new-session`. `config` is the text of a tmux.conf. */
export function createTestServer(config = '/dev/null'): TestServer {
  counter += 1
  const socket = `qd-test-${process.pid}-${counter}`
  const target: TmuxTarget = { binary: 'tmux', socket, config }
  const folder = process.env.TMUX_TMPDIR ?? '/tmp'
  const socketPath = join(folder, `tmux-${process.getuid?.() ?? 0}`, socket)
  const raw = async (...args: string[]) => {
    const { stdout } = await run('tmux', ['-u', '-L', socket, '-f', config, ...args], { maxBuffer: 64 << 20 })
    return stdout
  }
  const tmux = async (...args: string[]) => (await raw(...args)).replace(/\n$/, '')
  const pid = async () => Number(await tmux('display-message', '-p', '#{pid}'))
  return {
    target,
    socketPath,
    raw,
    tmux,
    pid,
    async reap() {
      process.kill(await pid(), 'SIGCHLD')
    },
    version: () => tmux('display-message', '-p', '#{version}'),
    async end() {
      await tmux('kill-server').catch(() => undefined)
      await rm(socketPath, { force: true })
    },
  }
}

/** A fresh folder and its undo. */
export async function createTestFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'qd-test-'))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }) }
}

/** Waits until `look` gives something true and returns it; asks again every 5 ms, throws after `limit` ms. */
export async function until<T>(
  look: () => T | Promise<T>,
  what = 'condition',
  limit = 10_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + limit
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
