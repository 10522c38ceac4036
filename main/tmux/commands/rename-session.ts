import type { SessionId } from '../../../ipc/model'
import { assertSessionId, command, escapeFormat } from '../quote'
import type { Command } from '../types'

/** tmux refuses "duplicate session: NAME"; it changes some characters of names, see `newSession`. */
export function renameSession(sessionId: SessionId, name: string): Command {
  return command('rename-session', '-t', assertSessionId(sessionId), '--', escapeFormat(name))
}
