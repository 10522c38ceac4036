import type { SessionId } from '../../../ipc/model'
import { assertSessionId, command } from '../quote'
import type { Command } from '../types'

/** Closes a session; windows that are linked to another one live on there. */
export function killSession(sessionId: SessionId): Command {
  return command('kill-session', '-t', assertSessionId(sessionId))
}
