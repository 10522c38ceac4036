import { mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { destination, type Logger, pino } from 'pino'
import type { Log } from './log'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface LogOptions {
  /** Absolute path of the file; null: nothing is written anywhere. */
  readonly file: string | null
  readonly level: LogLevel
}

/** A log that can be handed on in parts. */
export interface RootLog extends Log {
  /** The log of one part; its lines carry `part`. */
  child(part: string): Log
  /** Resolves when all lines so far are on their way to the disk, or were dropped because it refused. */
  flush(): Promise<void>
}

/** Beyond this size the file becomes `<file>.1` at the next start: two files of weeks, never a full disk. */
const ROTATE_BYTES = 5_000_000
/** What waits in memory while the disk is slow or full; more is dropped. */
const MOST_WAITING = 1_000_000
/** A fact longer than this is cut: terminal content may come in megabytes. */
const MOST_TEXT = 4000

/**
 * Opens a log of JSON lines, readable by its owner alone. Rotated by size at this moment only (one old file is kept).
 * Never throws and never blocks, also when the folder is missing for good or the disk is full: a log is no reason to stop.
 *
 * @param name goes into every line as `name` (`host`, `web`, …)
 */
export async function createLog(name: string, { file, level }: LogOptions): Promise<RootLog> {
  if (file === null) return { ...wrap(pino({ level: 'silent' })), child: () => wrap(pino({ level: 'silent' })), flush }
  await rotate(file)
  const out = destination({ dest: file, append: true, mode: 0o600, sync: false, maxLength: MOST_WAITING })
  // Without a listener a full disk would end the host.
  out.on('error', () => {})
  const logger = pino({ name, level, base: { pid: process.pid, name }, timestamp: pino.stdTimeFunctions.isoTime }, out)
  return {
    ...wrap(logger),
    child: part => wrap(logger.child({ part })),
    flush: () =>
      new Promise(resolve => {
        const timer = setTimeout(resolve, 1000)
        out.flush(() => {
          clearTimeout(timer)
          resolve()
        })
      }),
  }
}

function flush(): Promise<void> {
  return Promise.resolve()
}

async function rotate(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    if ((await stat(file)).size > ROTATE_BYTES) await rename(file, `${file}.1`)
  } catch {
    // No file yet, or no rights: opening it says the same, and is survived.
  }
}

function wrap(logger: Logger): Log {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, facts?: Record<string, unknown>) => {
    try {
      logger[level](facts ? plain(facts) : {}, message)
    } catch {
      // A fact that cannot be written (a getter that throws) must not stop what is being logged.
    }
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** Facts as JSON can hold them: errors with their words and stack, long texts cut. */
function plain(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, plainValue(value)]))
}

function plainValue(value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, stack } = value
    return { name, message, stack, ...('code' in value ? { code: value.code } : {}) }
  }
  if (typeof value === 'string' && value.length > MOST_TEXT) return `${value.slice(0, MOST_TEXT)}… (${value.length})`
  return value
}
