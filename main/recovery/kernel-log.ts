import { execFile } from 'node:child_process'
import { constants, type FileHandle, open } from 'node:fs/promises'
import { hasCode } from '../settings/side-file'
import { journalMessage, kmsgMessage } from './kernel-words'

/** What the system's logs hold, the oldest first; null when this user may not read them, or there are none. */
export type SystemLog = readonly string[] | null

/** ms for all of it: whoever waits for last words shall have those of tmux soon. */
const LIMIT = 3000
/** A record of /dev/kmsg is at most so large (Linux' CONSOLE_EXT_LOG_MAX). */
const RECORD = 8192
const MOST_RECORDS = 20_000
const MOST_TEXT = 8 * 1024 * 1024

/** The next record; empty where it was overwritten meanwhile (EPIPE), null when there are no more (EAGAIN). */
async function nextRecord(file: FileHandle, buffer: Buffer): Promise<string | null> {
  try {
    const { bytesRead } = await file.read(buffer, 0, RECORD, null)
    return bytesRead === 0 ? null : buffer.toString('utf8', 0, bytesRead)
  } catch (error) {
    if (hasCode(error, 'EPIPE')) return ''
    if (hasCode(error, 'EAGAIN')) return null
    throw error
  }
}

/** One record each read; null when it cannot be read. */
async function readKmsg(path: string, until: number): Promise<string[] | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null)
  if (!file) return null
  const messages: string[] = []
  const buffer = Buffer.alloc(RECORD)
  try {
    for (let count = 0; count < MOST_RECORDS && performance.now() < until; count += 1) {
      const record = await nextRecord(file, buffer)
      if (record === null) break
      messages.push(kmsgMessage(record.split('\n')[0] ?? '') ?? '')
    }
  } catch {
    return null
  } finally {
    await file.close()
  }
  return messages
}

/** journald's, where this user may read them; empty where not. Never rejects. */
function journal(args: readonly string[], until: number): Promise<string[]> {
  // 0 would be for ever.
  const timeout = Math.max(1, Math.round(until - performance.now()))
  const options = { timeout, killSignal: 'SIGKILL', maxBuffer: MOST_TEXT, encoding: 'utf8', cwd: '/' } as const
  return new Promise(resolve => {
    const child = execFile(
      'journalctl',
      ['-q', '--no-pager', '-o', 'short-unix', '-n', '5000', ...args],
      options,
      (_, out) => resolve(out.split('\n').flatMap(line => journalMessage(line) ?? [])),
    )
    child.on('error', () => resolve([]))
  })
}

/**
 * What the kernel and systemd-oomd have logged since `since` (Unix s), where that can be read: /dev/kmsg (needs the
 * system's consent, `kernel.dmesg_restrict`), else journald's copy of it. Takes 3 s at most, never rejects; null
 * elsewhere than on Linux.
 */
export async function readSystemLog(since: number, kmsg = '/dev/kmsg'): Promise<SystemLog> {
  if (process.platform !== 'linux') return null
  const from = `--since=@${Math.max(0, Math.floor(since))}`
  const until = performance.now() + LIMIT
  const ofKernel = async () => {
    const ring = await readKmsg(kmsg, until)
    return ring && ring.length > 0 ? ring : journal(['-k', '-b', from], until)
  }
  const [kernel, oomd] = await Promise.all([ofKernel(), journal(['-b', '-u', 'systemd-oomd', from], until)])
  return kernel.length === 0 ? (oomd.length === 0 ? null : oomd) : [...kernel, ...oomd]
}
