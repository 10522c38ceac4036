import { execFile } from 'node:child_process'
import { constants, open } from 'node:fs/promises'
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

/** One record each read; EAGAIN: no more; EPIPE: that one was overwritten, the next read goes on. */
async function readKmsg(path: string, until: number): Promise<string[] | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null)
  if (!file) return null
  const messages: string[] = []
  const buffer = Buffer.alloc(RECORD)
  try {
    for (let count = 0; count < MOST_RECORDS && performance.now() < until; count += 1) {
      const { bytesRead } = await file.read(buffer, 0, RECORD, null)
      if (bytesRead === 0) break
      messages.push(kmsgMessage(buffer.toString('utf8', 0, bytesRead).split('\n')[0] ?? '') ?? '')
    }
  } catch (error) {
    if (!hasCode(error, 'EAGAIN', 'EPIPE')) return null
  } finally {
    await file.close()
  }
  return messages
}

/** journald's, where this user may read them; empty where not. Never rejects. */
function journal(args: readonly string[], timeout: number): Promise<string[]> {
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
  const [ring, oomd] = await Promise.all([
    readKmsg(kmsg, performance.now() + LIMIT),
    journal(['-b', '-u', 'systemd-oomd', from], LIMIT),
  ])
  const kernel = ring && ring.length > 0 ? ring : await journal(['-k', '-b', from], LIMIT)
  return kernel.length === 0 ? (oomd.length === 0 ? null : oomd) : [...kernel, ...oomd]
}
