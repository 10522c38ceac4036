import type { Undo } from '../../ipc/wire'
import { followQuestions } from '../features/needs-you/follow-questions'
import { followForNotifications } from '../features/notifications/follow'

/** What the window does by itself when agents begin or cease to need somebody. */
export function followAgents(): Undo {
  const undos = [followQuestions(), followForNotifications()]
  return () => {
    for (const undo of undos) undo()
  }
}
