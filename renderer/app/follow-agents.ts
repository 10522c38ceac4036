import type { Undo } from '../../ipc/wire'
import { followFinishes } from '../features/finish/follow-finishes'
import { followQuestions } from '../features/needs-you/follow-questions'
import { followForNotifications } from '../features/notifications/follow'
import { tellLosses } from '../features/recovery/tell-losses'

/** What the window does by itself when agents begin or cease to need somebody. */
export function followAgents(): Undo {
  const undos = [followQuestions(), followForNotifications(), followFinishes(), tellLosses()]
  return () => {
    for (const undo of undos) undo()
  }
}
