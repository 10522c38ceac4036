import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Log } from '../log/log'

/*
 * A control client that outlives its host can freeze panes and wedge the server for ever (facts §1, §10). With a pty that
 * was not seen, yet nothing proves that it cannot be. So each host writes down the clients that it starts, by identity
 * (pid and start time), and a later host ends those whose host is dead: them alone, never by name.
 */

/** A process that cannot be confused with a later one of the same pid. */
interface Identity {
  readonly pid: number
  readonly started: string
}

interface RecordFile {
  readonly owner: Identity
  readonly clients: readonly Identity[]
}

export interface ClientRecord {
  /** Notes a client of ours as soon as its process runs. */
  add(pid: number): void
  /** The process has ended. */
  remove(pid: number): void
  /** Resolves when all of that is on disk. */
  settled(): Promise<void>
  /** All clients have ended: the note goes too. */
  end(): Promise<void>
}

const run = promisify(execFile)

/** When a process began, opaque; null when there is none. Linux: clock ticks since boot; elsewhere what `ps` tells. */
export async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') {
    const told = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => null)
    return told?.stdout.trim() || null
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null)
  // The name in parentheses is hostile: fields are counted from the last one. 3rd: state, 22nd: start time.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields && fields[0] !== 'Z' ? (fields[19] ?? null) : null
}

/** Whether the process still is what we started: a tmux client in control mode. */
async function isControlClient(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') {
    const told = await run('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => null)
    return told?.stdout.includes(' -CC ') ?? false
  }
  const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return args.split('\0').includes('-CC')
}

async function isAlive({ pid, started }: Identity): Promise<boolean> {
  return (await startOf(pid)) === started
}

function isIdentity(value: unknown): value is Identity {
  const one = value as Partial<Identity> | null
  return (
    typeof one === 'object' && Number.isInteger(one?.pid) && Number(one?.pid) > 1 && typeof one?.started === 'string'
  )
}

async function readRecord(path: string): Promise<RecordFile | null> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<RecordFile> | null
    if (!isIdentity(value?.owner) || !Array.isArray(value?.clients)) return null
    return { owner: value.owner, clients: value.clients.filter(isIdentity) }
  } catch {
    return null
  }
}

/**
 * Ends the control clients of hosts that are dead, and forgets those hosts. Resolves with the pids that got a TERM.
 * @param folder where hosts note their clients; may not exist.
 */
export async function endStaleClients(folder: string, log: Log): Promise<number[]> {
  const ended: number[] = []
  const files = (await readdir(folder).catch(() => [])).filter(name => /^clients-\d+\.json$/.test(name))
  for (const file of files) {
    const path = join(folder, file)
    const record = await readRecord(path)
    if (record && (await isAlive(record.owner))) continue
    for (const client of record?.clients ?? []) {
      if (!(await isAlive(client)) || !(await isControlClient(client.pid))) continue
      try {
        process.kill(client.pid, 'SIGTERM')
        ended.push(client.pid)
      } catch {
        // It ended between the look and the signal.
      }
    }
    await rm(path, { force: true })
  }
  if (ended.length > 0) log.warn('ended control clients that a dead host had left', { pids: ended })
  return ended
}

/** Keeps the note of this host's clients in `folder`. A note that cannot be written is logged and costs nothing else. */
export function createClientRecord(folder: string, log: Log): ClientRecord {
  const path = join(folder, `clients-${process.pid}.json`)
  const clients = new Map<number, Identity>()
  let last: Promise<void> = Promise.resolve()

  const save = async () => {
    const started = await startOf(process.pid)
    if (started === null) return
    const content: RecordFile = { owner: { pid: process.pid, started }, clients: [...clients.values()] }
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(`${path}.new`, JSON.stringify(content), { mode: 0o600 })
    await rename(`${path}.new`, path)
  }
  const then = (step: () => Promise<void>) => {
    last = last
      .then(step)
      .catch(error => log.warn('the note of our tmux clients cannot be written', { error: String(error) }))
  }
  return {
    add: pid =>
      then(async () => {
        const started = await startOf(pid)
        if (started === null) return
        clients.set(pid, { pid, started })
        await save()
      }),
    remove: pid =>
      then(async () => {
        if (clients.delete(pid)) await save()
      }),
    settled: () => last,
    end() {
      then(() => rm(path, { force: true }))
      return last
    },
  }
}
