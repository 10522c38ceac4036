import type { BootEntry } from './boot-log'
import { type KernelWords, readKernelWords, type Suspects } from './kernel-words'

/**
 * How a run of the machine ended, as far as its log says it. panic: of the kernel; protection: the kernel switched it off,
 * too hot or its battery empty; power-key, shutdown, restart: it was told to; oops: the kernel reported a fault of its own,
 * which it may have survived.
 */
export type MachineEnd = 'panic' | 'protection' | 'power-key' | 'shutdown' | 'restart' | 'oops'

/** What the log of an earlier run of the machine tells of the server and agents in it, and of its own end. */
export interface BootWords extends KernelWords {
  /** Null when the log does not say it, or when the server had ended before. */
  readonly end: MachineEnd | null
}

/** ms until the end of the log within which the machine goes down once it says so; else something came in between. */
const GOING_DOWN = 600_000
/** ms between a key and the word that the system goes down: programs may delay it, by 5 s unless set otherwise. */
const AFTER_KEY = 60_000

/* All from the first letter on: a device or a program that names itself stands behind a prefix. */
const PANIC = /^Kernel panic - not syncing\b/
/** `reboot: HARDWARE PROTECTION shutdown (Temperature too high)` (Linux 5.14 and later), also of an empty battery. */
const PROTECTION = /^(?:reboot: )?HARDWARE PROTECTION (?:shutdown|reboot) \(/
/** `thermal thermal_zone4: critical temperature reached (128 C), shutting down`, before it. */
const TOO_HOT =
  /^thermal thermal_zone\d{1,4}: (?:[^:]{1,40}: )?critical temperature reached(?: \(-?\d{1,6} C\))?, shutting down$/
/** `Oops: 0000 [#1] PREEMPT SMP`, `Internal error: Oops: 96000004 [#1] SMP` (ARM), `kernel BUG at fs/inode.c:123!`. */
const OOPS = /^(?:(?:Internal error: )?Oops: .{0,200}\[#\d{1,6}\]|kernel BUG at \S{1,200}:\d{1,6}!)/
/** systemd-logind's last words; a reason may follow in parentheses. */
const ORDER = /^System is (powering down|rebooting|halted|halting|shutting down)\b/
/** `Powering Off...` until systemd 250. */
const ACTION = /^(?:Powering off|Rebooting|Halting|Rebooting via kexec)\.\.\.$/i
/** Without its last word until systemd 249. It is logged also where the key then does nothing. */
const POWER_KEY = /^Power key pressed(?: short| long)?\.$/

type End = { readonly end: MachineEnd; readonly lines: readonly string[] }

const lineOf = ({ by, message }: BootEntry): string => (by === 'kernel' ? message : `${by}: ${message}`)

/** The power key, where it is what made the system go down: its press, at once the action, soon the order. */
function keyBefore(logind: readonly BootEntry[], order: BootEntry): BootEntry | null {
  const before = logind.slice(0, logind.indexOf(order))
  const at = before.findLastIndex(one => ACTION.test(one.message) && Math.abs(order.at - one.at) <= AFTER_KEY)
  const key = before[at - 1]
  return key && POWER_KEY.test(key.message) ? key : null
}

function orderIn(entries: readonly BootEntry[]): End | null {
  const logind = entries.filter(one => one.by === 'systemd-logind')
  const order = logind.findLast(one => ORDER.test(one.message))
  if (!order) return null
  const key = keyBefore(logind, order)
  if (key) return { end: 'power-key', lines: [lineOf(key), lineOf(order)] }
  return { end: ORDER.exec(order.message)?.[1] === 'rebooting' ? 'restart' : 'shutdown', lines: [lineOf(order)] }
}

function endIn(log: readonly BootEntry[]): End | null {
  const last = log.at(-1)
  const entries = log.filter(one => last && Math.abs(last.at - one.at) <= GOING_DOWN)
  const kernel = entries.flatMap(one => (one.by === 'kernel' ? [one.message] : []))
  const told = (end: MachineEnd, ...words: readonly RegExp[]): End | null => {
    const line = kernel.findLast(message => words.some(one => one.test(message)))
    return line === undefined ? null : { end, lines: [line] }
  }
  return told('panic', PANIC) ?? told('protection', PROTECTION, TOO_HOT) ?? orderIn(entries) ?? told('oops', OOPS)
}

/**
 * What the log of an earlier run, the oldest entry first, tells. `alive`: Unix ms at which server and agents were there for
 * sure; what the log tells of their pids before was about others.
 */
export function readBootWords(log: readonly BootEntry[], suspects: Suspects, alive: number): BootWords {
  const since = log.filter(one => one.at >= alive && one.by !== 'systemd-logind')
  const words = readKernelWords(since.map(lineOf), suspects)
  const machine = words.who === 'server' ? null : endIn(log)
  return { ...words, lines: [...words.lines, ...(machine?.lines ?? [])], end: machine?.end ?? null }
}
