import { HostError } from '../../ipc/failure'

/*
 * tmux has no error codes, only words. These are the ones that we act on (client.c, cmd-find.c of 3.2 to 3.7); whatever
 * else it says stays `tmux-refused` with tmux's own words.
 */

type Rule = readonly [pattern: RegExp, failure: (words: string) => HostError]

const RULES: readonly Rule[] = [
  [
    /unsafe permissions|couldn't create directory|is not a directory|error connecting to .*\(Permission denied\)/,
    words =>
      new HostError(
        'socket-rights',
        `tmux cannot use the folder of its socket: ${words}`,
        'The folder must belong to you and be closed to others (chmod 700).',
      ),
  ],
  [
    /File name too long/,
    words =>
      new HostError(
        'socket-rights',
        `The path of tmux's socket is too long: ${words}`,
        'Set TMUX_TMPDIR to a shorter folder or choose a shorter socket name.',
      ),
  ],
  // The second is what a stale socket of a dead server says.
  [
    /no server running on|error connecting to .*\((?:No such file or directory|Connection refused)\)|^no sessions$/m,
    () => new HostError('no-server', 'No tmux server is running.'),
  ],
  // Said by a client that the server's version does not understand, and by one that met a server on its way out.
  [
    /protocol version mismatch|server exited unexpectedly|lost server/,
    words => new HostError('version-skew', `tmux and its server do not understand each other: ${words}`),
  ],
  // `set-option` and `show-options` say it in the second way (3.3a).
  [/can't find session|no such session/, words => new HostError('no-such-session', words)],
  [/can't find window|no such window/, words => new HostError('no-such-window', words)],
  [/can't find pane|no such pane/, words => new HostError('no-such-pane', words)],
  // From 3.7 on; before, tmux changes such names without a word.
  [/invalid (?:session|window) name/, words => new HostError('bad-name', words)],
  [/duplicate session/, words => new HostError('name-taken', words)],
]

/** The failure that tmux's words mean, or null when they are none of those that we act on. */
export function classify(words: string): HostError | null {
  const trimmed = words.trim()
  for (const [pattern, failure] of RULES) if (pattern.test(trimmed)) return failure(trimmed)
  return null
}

/** The failure that tmux's words mean; `tmux-refused` with those words when they are none of those that we act on. */
export function failureOf(words: string): HostError {
  return classify(words) ?? new HostError('tmux-refused', words.trim() || 'tmux refused without a word.')
}
