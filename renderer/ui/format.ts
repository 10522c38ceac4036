/** `1 agent`, `3 agents`; `one` ends in the singular, `many` defaults to it with an s. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A duration in ms for people: `4 ms`, `1.2 s`, `42 s`, `3 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`
  return `${Math.round(ms / 60_000)} min`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB']

/** Bytes for people, in steps of 1000: `0 B`, `120 KB`, `2.4 MB`. */
export function dataSize(bytes: number): string {
  let at = 0
  let left = Math.max(0, bytes)
  // 999.5 KB would be written as 1000 KB.
  while (left >= 999.5 && at < UNITS.length - 1) {
    left /= 1000
    at++
  }
  return `${at > 0 && left < 9.95 ? left.toFixed(1) : Math.round(left)} ${UNITS[at]}`
}

const NUMBER = new Intl.NumberFormat()

/** A number with its groups: `12,400`. */
export function grouped(count: number): string {
  return NUMBER.format(count)
}

// 24 hours in any language, as the other moments in the window.
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

/** `14:03` today, `3 Nov, 14:03` this year, `3 Nov 2025, 14:03` before. Both in Unix ms. */
export function whenWords(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)]
  const time = TIME.format(then)
  if (then.toDateString() === today.toDateString()) return time
  return `${(then.getFullYear() === today.getFullYear() ? DAY : YEAR).format(then)}, ${time}`
}

/** The first line that says something; cut, as a line may be a whole file. */
export function firstLine(text: string): string {
  return (/\S[^\r\n]*/.exec(text)?.[0] ?? '').slice(0, 300)
}
