import { command, escapeFormat } from '../quote'
import type { Command } from '../types'
import { tellCreated } from './created'
import { type Start, startOptions, startWords } from './start'

/** A detached session of a fixed size (cells); later windows get the same size while no client is attached. */
export interface NewSession {
  readonly name: string
  readonly width: number
  readonly height: number
  /** The environment is the whole session's: every later pane inherits it. */
  readonly start: Start
}

/**
 * Starts the server when none runs. Answers as `parseCreated` reads. tmux refuses "duplicate session: NAME"; it turns
 * `.` and `:` of a name into `_`, doubles a backslash and puts one before a `$` that a letter follows (3.3a): know a
 * session by its id, never by the name that was asked for. For a session of agents use `createSession`, which gives its first pane a history.
 */
export function newSession({ name, width, height, start }: NewSession): Command {
  const size = ['-x', String(width), '-y', String(height)]
  const named = ['-s', escapeFormat(name)]
  return command('new-session', '-d', ...named, ...size, ...tellCreated(), ...startOptions(start), ...startWords(start))
}
