import { HostError } from '../../ipc/failure'

/** A tmux version in numbers; letters count as a last step (`3.3a`), `next-3.8` and `master` are newer than all. */
export interface TmuxVersion {
  readonly text: string
  readonly major: number
  readonly minor: number
  /** 0 for none, 1 for `a`. */
  readonly letter: number
}

/** Reads `tmux 3.3a`, `3.7c`, `next-3.8`, `openbsd-7.4`; null for what is no version. */
export function parseVersion(words: string): TmuxVersion | null {
  const text = words.trim().replace(/^tmux\s+/, '')
  // `master` and OpenBSD's own numbering tell nothing about features; both are recent.
  if (text === 'master' || text.startsWith('openbsd-')) return { text, major: 99, minor: 0, letter: 0 }
  const found = /^(?:next-)?(\d{1,3})\.(\d{1,3})([a-z])?/.exec(text)
  if (!found) return null
  const letter = found[3] ? found[3].charCodeAt(0) - 96 : 0
  return { text, major: Number(found[1]), minor: Number(found[2]), letter }
}

function number({ major, minor }: TmuxVersion): number {
  return major * 1000 + minor
}

/** Whether a server's version (`#{version}`, e.g. `3.3a`) is this one or later; false for what is no version. */
export function isAtLeast(text: string, major: number, minor: number): boolean {
  const version = parseVersion(text)
  return version !== null && number(version) >= major * 1000 + minor
}

/** Throws HostError `tmux-too-old` with this remedy for anything older than 3.2 (no pause-after, no subscriptions). */
export function assertSupported(words: string, remedy = ''): TmuxVersion {
  const version = parseVersion(words)
  if (version && number(version) >= 3002) return version
  throw new HostError(
    'tmux-too-old',
    `This tmux (${words.trim() || 'of unknown version'}) is too old: 3.2 is needed.`,
    remedy,
  )
}

/**
 * Whether a client can follow a server of another version. Measured both ways: versions up to 3.5a understand each other,
 * those from 3.6 on too, but not across that line; a client from 3.6 on attached to an older server hangs silently.
 */
export function understand(client: TmuxVersion, server: TmuxVersion): boolean {
  return number(client) >= 3006 === number(server) >= 3006
}
