import type { SessionId, WindowId } from '../../../ipc/model'
import { assertSessionId, assertWindowId, command, escapeFormat } from '../quote'
import type { Command } from '../types'
import { tellCreated } from './created'
import { type Start, startOptions, startWords } from './start'

function nameOption(name: string | undefined): string[] {
  return name === undefined ? [] : ['-n', escapeFormat(name)]
}

/**
 * A window at the session's next free index, made in the background: what attached clients see stays. A name given here
 * also stops tmux from renaming that window by itself. Answers as `parseCreated` reads.
 */
export function newWindow(sessionId: SessionId, start: Start, name?: string): Command {
  const target = ['-t', `${assertSessionId(sessionId)}:`]
  return command(
    'new-window',
    '-d',
    ...target,
    ...nameOption(name),
    ...tellCreated(),
    ...startOptions(start),
    ...startWords(start),
  )
}

/** As `newWindow`, at this index, which must be free ("index in use"). */
export function newWindowAt(sessionId: SessionId, index: number, start: Start, name?: string): Command {
  const target = ['-t', `${assertSessionId(sessionId)}:${Math.trunc(index)}`]
  const words = [...nameOption(name), ...tellCreated(), ...startOptions(start), ...startWords(start)]
  return command('new-window', '-d', ...target, ...words)
}

/** Moves a window to another index of its session, which must be free; whether it is the current one stays. */
export function moveWindow(sessionId: SessionId, windowId: WindowId, index: number): Command {
  const target = `${assertSessionId(sessionId)}:${Math.trunc(index)}`
  return command('move-window', '-s', assertWindowId(windowId), '-t', target)
}

/**
 * A window in the place of another one of the same session, which is killed. Works on a session's only window too, and
 * keeps its index and its being current (3.3a). Answers as `parseCreated` reads.
 */
export function replaceWindow(windowId: WindowId, start: Start, name?: string): Command {
  const target = ['-t', assertWindowId(windowId)]
  return command(
    'new-window',
    '-d',
    '-k',
    ...target,
    ...nameOption(name),
    ...tellCreated(),
    ...startOptions(start),
    ...startWords(start),
  )
}
