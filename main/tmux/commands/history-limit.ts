import type { SessionId } from '../../../ipc/model'
import { assertSessionId, command } from '../quote'
import type { Command } from '../types'

/**
 * Lines of history for panes that this session makes from now on: a pane's limit is fixed when it is made (3.3a). null
 * unsets it, so that the global one holds again.
 */
export function setHistoryLimit(sessionId: SessionId, lines: number | null): Command {
  const target = assertSessionId(sessionId)
  if (lines === null) return command('set-option', '-u', '-t', target, 'history-limit')
  return command('set-option', '-t', target, 'history-limit', String(lines))
}

/** Asks for the session's own limit; `parseHistoryLimit` reads the reply. */
export function readHistoryLimit(sessionId: SessionId): Command {
  return command('show-options', '-q', '-v', '-t', assertSessionId(sessionId), 'history-limit')
}

/** The session's own limit, null when the global one holds: what to set back after adding panes to a user's session. */
export function parseHistoryLimit(reply: string): number | null {
  const text = reply.trim()
  return /^\d{1,10}$/.test(text) ? Number(text) : null
}
