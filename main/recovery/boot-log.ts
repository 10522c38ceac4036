import { execFile } from 'node:child_process'
import { z } from 'zod'

/** What the system's log of an earlier run of the machine says. */
export interface BootEntry {
  /** Unix ms by the clock of that run. */
  readonly at: number
  readonly by: 'kernel' | 'systemd-logind' | 'systemd-oomd'
  /** At most 1000 characters. Hostile text: programs and devices name themselves in it. */
  readonly message: string
}

/** The oldest first; null when that run's log is not kept, this user may not read it, or nobody writes one. */
export type BootLog = readonly BootEntry[] | null

/** Reads the log of a run of the machine (`boot.ts`) since a Unix s. */
export type ReadBootLog = (boot: string, since: number) => Promise<BootLog>

/** ms for all of it. */
const LIMIT = 3000
const MOST_ENTRIES = 5000
const MOST_TEXT = 8 * 1024 * 1024
const MOST_MESSAGE = 1000

/** Linux' own form of the id; journalctl (252, tried) takes it without dashes only. */
const BOOT_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/*
 * journald writes the fields that begin with `_` itself, so that no program can pass for the kernel or a service by its
 * words alone: `logger -t kernel …` has another transport and another unit.
 */
const MATCHES = [
  '_TRANSPORT=kernel',
  '+',
  '_SYSTEMD_UNIT=systemd-logind.service',
  '+',
  '_SYSTEMD_UNIT=systemd-oomd.service',
]
const FIELDS = 'MESSAGE,SYSLOG_IDENTIFIER,_TRANSPORT,_SYSTEMD_UNIT'

/** An entry of `-o json`. A text that is no UTF-8 comes as its bytes; one of more than 4096 bytes as null. */
const Entry = z.object({
  /** Unix µs. */
  __REALTIME_TIMESTAMP: z.string().regex(/^\d{1,16}$/),
  _BOOT_ID: z.string(),
  _TRANSPORT: z.string(),
  SYSLOG_IDENTIFIER: z.string().optional(),
  _SYSTEMD_UNIT: z.string().optional(),
  MESSAGE: z.union([z.string(), z.array(z.number().int().min(0).max(255)).max(4096)]),
})

/** Who wrote it; null: none of those who are asked. What root's programs put into the kernel's log has another name. */
function writerOf(entry: z.infer<typeof Entry>): BootEntry['by'] | null {
  if (entry._TRANSPORT === 'kernel') return entry.SYSLOG_IDENTIFIER === 'kernel' ? 'kernel' : null
  if (entry._SYSTEMD_UNIT === 'systemd-logind.service') return 'systemd-logind'
  return entry._SYSTEMD_UNIT === 'systemd-oomd.service' ? 'systemd-oomd' : null
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // A last line that was cut off.
    return null
  }
}

/** One line of `journalctl -o json`; null for what is none, or of another run (its id without dashes). */
export function bootEntry(line: string, boot: string): BootEntry | null {
  const read = Entry.safeParse(parsed(line))
  if (!read.success || read.data._BOOT_ID !== boot) return null
  const by = writerOf(read.data)
  const { MESSAGE, __REALTIME_TIMESTAMP: at } = read.data
  const text = typeof MESSAGE === 'string' ? MESSAGE : Buffer.from(MESSAGE).toString('utf8')
  return by && { at: Number(at) / 1000, by, message: text.slice(0, MOST_MESSAGE) }
}

/**
 * What the kernel, systemd-logind and systemd-oomd logged in the run of the machine with this id since `since` (Unix s):
 * the newest 5000 entries, or what comes of them within `limit` ms. `program`: the journalctl that is asked. Linux only.
 * Never rejects.
 */
export async function readBootLog(
  boot: string,
  since: number,
  { program = 'journalctl', limit = LIMIT } = {},
): Promise<BootLog> {
  if (process.platform !== 'linux' || !BOOT_ID.test(boot)) return null
  const id = boot.replaceAll('-', '')
  // The newest first: what does not fit, in bytes or time, is old.
  const form = ['--quiet', '--no-pager', '--output=json', `--output-fields=${FIELDS}`, '--reverse']
  const range = [`--lines=${MOST_ENTRIES}`, `--boot=${id}`, `--since=@${Math.max(0, Math.floor(since))}`]
  // It colours JSON also in a pipe when its environment says so.
  const env = { ...process.env, SYSTEMD_COLORS: '0' }
  const options = {
    timeout: limit,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_TEXT,
    encoding: 'utf8',
    cwd: '/',
    env,
  } as const
  const text = await new Promise<string>(resolve => {
    // No such program, no such run in the log (status 1), no time: what has come until then counts, which may be nothing.
    execFile(program, [...form, ...range, ...MATCHES], options, (_, out) => resolve(out))
  })
  const lines = text.split('\n').slice(0, MOST_ENTRIES)
  const entries = lines.flatMap(line => bootEntry(line, id) ?? []).reverse()
  return entries.length === 0 ? null : entries
}
