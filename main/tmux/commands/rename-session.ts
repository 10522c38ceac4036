import type { SessionId } from '../../../ipc/model'
import { assertSessionId, command, escapeFormat } from '../quote'
import type { Command } from '../types'

/** tmux refuses "duplicate session: NAME"; it turns `.` and `:` into `_`. */
export function renameSession(sessionId: SessionId, name: string): Command {
  return command('rename-session', '-t', assertSessionId(sessionId), '--', escapeFormat(name))
}
