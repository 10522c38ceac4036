const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MINUTE = 60_000
const DAY = 24 * 60

/** `7:52 PM`, `7pm`, and before it perhaps a day: `Nov 24 at 3pm`, `Nov 24th, 2026 7:52 PM`. */
const CLOCK =
  /^(?:([A-Z][a-z]{2})[a-z]{0,6} (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}),?)?(?: at)? )?(\d{1,2})(?::(\d{2}))? ?([ap])m\b/i
/** A name of a time zone in brackets behind it. */
const ZONE = /^ ?\(([A-Za-z_+\-/0-9]{1,40})\)/

/** Minutes since 1970 that a clock on the wall in this zone shows at a moment (Unix ms); null for a zone nobody knows. */
function wallMinutes(at: number, timeZone: string | undefined): number | null {
  try {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    const [day = 0, month = 1, year = 1970, hour = 0, minute = 0] = format.format(at).split(/\D+/).map(Number)
    return Date.UTC(year, month - 1, day, hour, minute) / MINUTE
  } catch {
    return null
  }
}

/** What a clock's words add up to: minutes since 1970 on the wall; null for words that are none. */
function toldMinutes(words: RegExpExecArray, today: number): number | null {
  const [, monthName, day, year, hour, minute, half] = words
  const hours = (Number(hour) % 12) + (half?.toLowerCase() === 'p' ? 12 : 0)
  const ofDay = hours * 60 + Number(minute ?? 0)
  if (Number(hour) > 12 || Number(minute ?? 0) > 59) return null
  if (monthName === undefined) return today - (today % DAY) + ofDay
  const month = MONTHS.indexOf(monthName.toLowerCase())
  if (month < 0) return null
  const thisYear = new Date(today * MINUTE).getUTCFullYear()
  const on = (one: number) => Date.UTC(one, month, Number(day)) / MINUTE + ofDay
  if (year !== undefined) return on(Number(year))
  // Without a year it is the next such day, or one that has just been.
  return today - on(thisYear) > 30 * DAY ? on(thisYear + 1) : on(thisYear)
}

/**
 * The moment (Unix ms) that these words name, as read at `at`: in the zone in brackets behind them, else in this machine's.
 * A time without a day is of today, but of tomorrow when `most` minutes from now reach it. null when it cannot be told. A
 * change to or from summer time in between shifts it by an hour.
 */
export function clockTime(text: string, at: number, most = 0): number | null {
  const words = CLOCK.exec(text)
  if (!words) return null
  const zone = ZONE.exec(text.slice(words[0].length))?.[1]
  const now = wallMinutes(at, zone)
  const told = now === null ? null : toldMinutes(words, now)
  if (now === null || told === null) return null
  const tomorrow = words[1] === undefined && told < now && told + DAY - now <= most
  return at - (at % MINUTE) + (told + (tomorrow ? DAY : 0) - now) * MINUTE
}
