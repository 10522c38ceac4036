import type { ProcessInfo } from './types'

/** What `/proc/PID/stat` tells, and a key that changes when the process executes another program. */
export interface Stat extends Omit<ProcessInfo, 'argv'> {
  readonly image: string
}

/** Linux: major numbers 136 to 143 are Unix98 pseudo terminals. */
const PTS_FIRST = 136
const PTS_LAST = 143

function terminalName(device: number): string {
  if (device === 0) return ''
  const major = (device >> 8) & 0xfff
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00)
  if (major >= PTS_FIRST && major <= PTS_LAST) return `/dev/pts/${(major - PTS_FIRST) * 256 + minor}`
  if (major === 4 && minor < 64) return `/dev/tty${minor}`
  return `device ${major}:${minor}`
}

/**
 * Parses `/proc/PID/stat`. The name stands in parentheses and may itself hold spaces, parentheses and newlines, so it
 * ends at the *last* `)`. A process whose first thread has ended while others run is shown as `Z` too; only one without
 * further threads has ended.
 *
 * @returns null when the text is not such a line (the process went away while it was read)
 */
export function parseStat(text: string): Stat | null {
  const open = text.indexOf(' (')
  const shut = text.lastIndexOf(') ')
  if (open < 1 || shut < open) return null
  // Numbered from the third field on: `field(n)` is field n of proc(5).
  const rest = text.slice(shut + 2).split(' ')
  const field = (n: number) => rest[n - 3] ?? ''
  const started = field(22)
  if (!/^\d+$/.test(started)) return null
  const state = field(3)
  return {
    pid: Number(text.slice(0, open)),
    ppid: Number(field(4)),
    pgid: Number(field(5)),
    sid: Number(field(6)),
    tty: terminalName(Number(field(7))),
    tpgid: Number(field(8)),
    started,
    name: text.slice(open + 2, shut),
    stopped: state === 'T',
    zombie: (state === 'Z' || state === 'X') && Number(field(20)) <= 1,
    // start of the stack and of the arguments: random for every exec, 0 for processes of others
    image: `${field(28)} ${field(48)} ${field(49)}`,
  }
}
