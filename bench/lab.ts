import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A private tmux server and a folder, gone with `close`. */
export interface Lab {
  readonly socket: string
  readonly folder: string
  tmux(...args: string[]): Promise<string>
  /** Starts the web shell on this server, with this data folder, and gives its one-time address. */
  serve(data?: string): Promise<string>
  /** Ends the web shells that were started, in order. */
  endShells(): Promise<void>
  close(): Promise<void>
}

let count = 0

export async function openLab(): Promise<Lab> {
  count += 1
  const socket = `qd-bench-${process.pid}-${count}`
  const folder = await mkdtemp(join(tmpdir(), 'quarterdeck-bench-'))
  const shells: ChildProcess[] = []
  const endShells = async () => void (await Promise.all(shells.splice(0).map(endShell)))
  const tmux = async (...args: string[]) => {
    const { stdout } = await run('tmux', ['-L', socket, '-f', '/dev/null', ...args], { maxBuffer: 1 << 28 })
    return stdout.trimEnd()
  }
  return {
    socket,
    folder,
    tmux,
    async serve(data = 'data') {
      const shell = spawn(process.execPath, [resolve('out/main/web.js'), '--port', '0', '--no-open'], {
        env: {
          ...process.env,
          QUARTERDECK_TMUX_SOCKET: socket,
          QUARTERDECK_TMUX_CONFIG: '/dev/null',
          QUARTERDECK_DATA: join(folder, data),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      shells.push(shell)
      for await (const line of createInterface({ input: shell.stdout })) {
        const address = /^Quarterdeck: (http:\S+)/.exec(line)?.[1]
        if (address) return address
      }
      throw new Error('The web shell ended before it printed its address.')
    },
    endShells,
    async close() {
      await endShells()
      await tmux('kill-server').catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function endShell(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return
  const ended = new Promise(done => shell.once('exit', done))
  shell.kill('SIGTERM')
  await ended
}

/** Calls `look` until it gives something, every `everyMs`; a bench must end, so it throws after `limitMs`. */
export async function until<T>(look: () => Promise<T | null | false>, limitMs = 120_000, everyMs = 20): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error('The bench waited too long.')
    await new Promise(done => setTimeout(done, everyMs))
  }
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
