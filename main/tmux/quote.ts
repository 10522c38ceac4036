import { HostError } from '../../ipc/failure'
import { PaneId, SessionId, WindowId } from '../../ipc/model'
import type { Command } from './types'
import { assertAllowed, type Verb } from './verbs'

/*
 * The only place where text becomes a tmux command: as a line of control mode or as an argument array. What tmux may be
 * told at all stands in `verbs.ts`; here every argument is made to arrive byte for byte.
 */

/**
 * One tmux command. Throws Error (a bug of ours) when the verb, one of its options or a target is not on the list of
 * `verbs.ts`; throws HostError `bad-input` when an argument holds a NUL, which neither a line nor an argv can carry.
 */
export function command(verb: Verb, ...args: readonly string[]): Command {
  if (args.some(arg => arg.includes('\0'))) throw new HostError('bad-input', 'The text holds a NUL character.')
  assertAllowed(verb, args)
  return { verb, args }
}

/**
 * Inside tmux's double quotes only `"`, `\`, `$` and a leading `~` have a meaning (3.3a cmd-parse.y; the tilde is expanded
 * right after the opening quote too). Control characters go as octal, so that a line can never end early.
 */
function quoted(arg: string): string {
  const inside = arg.replace(/["\\$]|[\u0000-\u001f\u007f]|^~/g, found =>
    found === '"' || found === '\\' || found === '$'
      ? `\\${found}`
      : `\\${found.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return `"${inside}"`
}

/**
 * A restart under a busy pane kills servers up to 3.6 unless the pane is paused, and the pause must end in the same line
 * (facts: 12 of 12 survive). So a `respawn-pane` without its `continue` right behind it cannot be written.
 */
function assertRespawnContinues(commands: readonly Command[]): void {
  commands.forEach((one, index) => {
    if (one.verb !== 'respawn-pane') return
    const target = one.args[one.args.indexOf('-t') + 1]
    const next = commands[index + 1]
    if (next?.verb !== 'refresh-client' || next.args[1] !== `${target}:continue`)
      throw new Error('respawn-pane goes out only through respawnPane()')
  })
}

/**
 * One line of control mode, without the line's end: the commands joined by ` ; `, which tmux runs as one atomic list.
 * Throws Error for an empty list (an empty line detaches the client), and should a line break ever survive quoting.
 */
export function toLine(commands: readonly Command[]): string {
  if (commands.length === 0) throw new Error('an empty control line would detach the client')
  assertRespawnContinues(commands)
  const line = commands.map(one => [one.verb, ...one.args.map(quoted)].join(' ')).join(' ; ')
  if (/[\r\n]/.test(line)) throw new Error('a control line holds a line break')
  return line
}

/**
 * The same command as arguments for `execFile` (verb first). tmux takes a `;` at the end of an argument as the end of the
 * command and `\;` as a plain `;` (3.3a cmd_parse_from_arguments), so that one is escaped.
 */
export function toArgv(one: Command): string[] {
  if (one.verb === 'respawn-pane') throw new Error('respawn-pane goes out only through respawnPane()')
  return [one.verb, ...one.args.map(arg => (arg.endsWith(';') ? `${arg.slice(0, -1)}\\;` : arg))]
}

/**
 * Several commands for one process of tmux, which runs them as one atomic list: the `;` between them is an argument of its
 * own, which no text of ours can be, as `toArgv` escapes each at an argument's end.
 */
export function toArgvList(commands: readonly Command[]): string[] {
  return commands.flatMap((one, index) => (index === 0 ? toArgv(one) : [';', ...toArgv(one)]))
}

/**
 * Text for an argument that tmux expands as a format (names of windows and sessions, titles, start folders, `-F`), where
 * `#(…)` would run a program. `##` is a plain `#`, but any run of `#` before `[` is kept by tmux as it is (3.3a
 * format_expand1), so those stay.
 */
export function escapeFormat(text: string): string {
  return text.replace(/#+(?!\[)(?!#)/g, run => run + run)
}

/** The id itself; throws Error when it is no pane id (`%5`). */
export function assertPaneId(id: string): PaneId {
  return PaneId.parse(id)
}

/** The id itself; throws Error when it is no window id (`@5`). */
export function assertWindowId(id: string): WindowId {
  return WindowId.parse(id)
}

/** The id itself; throws Error when it is no session id (`$5`). */
export function assertSessionId(id: string): SessionId {
  return SessionId.parse(id)
}
