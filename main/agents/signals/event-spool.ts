import { type FSWatcher, watch } from 'node:fs'
import { chmod, constants, lstat, mkdir, open, opendir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../../log/log'
import { prepareFolder } from '../../settings/folder-path'
import { writeFileAtomic } from '../../settings/side-file'
import type { AgentEvent } from '../event'
import { HELPER_SCRIPT, HOST_NAME, INBOX_NAME, MOST_EVENT, SCRIPT_NAME } from './helper-script'
import { readSpoolFile } from './spool-event'

/** A folder into which agents' helpers put events, one file each, and its reader. */
export interface EventSpool {
  /** Argument vector of the helper, to which agents give their events. */
  readonly helper: readonly string[]
  /** Stops reading and tells the helpers that nobody is there. */
  close(): Promise<void>
}

interface Options {
  /** Made (0700) when it is missing. */
  readonly folder: string
  readonly log: Log
  /** In the order in which the events were told. */
  readonly onEvent: (event: AgentEvent) => void
}

/** Files of one look: a flood of them is read in steps, in which the host stays responsive. */
const BATCH = 256
/** ms between sweeps: notifications of the system may be lost (full queues, some file systems). */
const SWEEP = 2000
/** The same where the system gives no notifications at all (too many watches, network folders). */
const SWEEP_BLIND = 250
/** ms after which a file that a helper has not finished is nobody's. */
const ABANDONED = 60_000
/** Longest first line of a file, bytes. */
const HEAD_ROOM = 128

interface Found {
  readonly path: string
  readonly at: bigint
}

/** Files that wait, the oldest first; what else lies there is taken away. The times are those of the helpers' writes. */
async function waitingIn(inbox: string): Promise<Found[]> {
  const found: Found[] = []
  for await (const entry of await opendir(inbox)) {
    const path = join(inbox, entry.name)
    const info = await lstat(path, { bigint: true }).catch(() => null)
    if (!info) continue
    const whole = entry.name.endsWith('.event') && info.isFile()
    if (whole) found.push({ path, at: info.mtimeNs })
    else if (!info.isFile() || Date.now() - Number(info.mtimeMs) > ABANDONED)
      await rm(path, { recursive: true, force: true }).catch(() => {})
    if (found.length >= BATCH) break
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.path < b.path ? -1 : 1))
}

/** What a file holds, as far as an event can be long; null when it is none of ours. The file is gone afterwards. */
async function takeFile({ path, at }: Found): Promise<AgentEvent | null> {
  try {
    // Neither a link is followed nor a pipe waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const info = await file.stat()
      if (!info.isFile() || info.uid !== process.getuid?.() || info.size > MOST_EVENT + HEAD_ROOM) return null
      const content = await file.readFile()
      return readSpoolFile(content, Math.min(Date.now(), Number(at / 1000n) / 1000))
    } finally {
      await file.close()
    }
  } catch {
    return null
  } finally {
    await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

async function prepare(folder: string): Promise<string> {
  const inbox = join(folder, INBOX_NAME)
  for (const path of [folder, inbox]) {
    await mkdir(path, { recursive: true, mode: 0o700 }).catch(() => {})
    await prepareFolder(path)
    await chmod(path, 0o700)
  }
  await writeFileAtomic(join(folder, SCRIPT_NAME), HELPER_SCRIPT)
  await writeFileAtomic(join(folder, HOST_NAME), `${process.pid}\n`)
  return inbox
}

/**
 * Opens a spool and reads it. Who may write into the folder may tell events, so it is private; what an event may say is
 * checked by whom it is told to. Throws HostError `bad-folder`, or the system's error when the folder cannot be written.
 */
export async function openEventSpool({ folder, log, onEvent }: Options): Promise<EventSpool> {
  const inbox = await prepare(folder)
  let closed = false
  let reading: Promise<void> | null = null
  let again = false

  async function read(): Promise<void> {
    do {
      again = false
      const found = await waitingIn(inbox)
      for (const event of await Promise.all(found.map(takeFile))) if (event && !closed) onEvent(event)
      if (found.length >= BATCH) again = true
    } while (again && !closed)
  }

  /** One reader at a time; a wish during a read is another round. */
  function wish(): void {
    again = true
    if (reading || closed) return
    reading = read()
      .catch(error => log.warn('the events of agents could not be read', { error: String(error) }))
      .finally(() => {
        reading = null
      })
  }

  const watcher = watchFolder(inbox, wish, error => log.warn('events are swept for', { error: String(error) }))
  const timer = setInterval(wish, watcher ? SWEEP : SWEEP_BLIND)
  timer.unref()
  wish()

  return {
    // Through sh by name: the folder may lie on a file system that executes nothing.
    helper: ['/bin/sh', join(folder, SCRIPT_NAME)],
    async close() {
      closed = true
      clearInterval(timer)
      watcher?.close()
      await rm(join(folder, HOST_NAME), { force: true }).catch(() => {})
      await reading
    },
  }
}

function watchFolder(path: string, onChange: () => void, onTrouble: (error: unknown) => void): FSWatcher | null {
  try {
    const watcher = watch(path, { persistent: false }, onChange)
    watcher.on('error', onTrouble)
    return watcher
  } catch (error) {
    onTrouble(error)
    return null
  }
}
