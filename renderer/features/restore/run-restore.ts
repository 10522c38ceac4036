import type { RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { call } from '../../host/host'
import { wordsFor } from '../../host/words'
import { isOver, putRestore, restoresStore } from '../../state/checkpoints-store'
import { closeDialog } from '../../state/dialogs-store'
import { attempt } from '../../state/tell'
import { showToast } from '../../state/toasts-store'
import { showSession } from '../../state/view-store'
import { runTitle, stoppedWords } from './restore-words'

/** Leads to what was restored. */
export function showRestored(run: RestoreRun): void {
  closeDialog()
  showSession(run.sessionId)
}

/**
 * Starts a restore of exactly this plan under a new id. Its answer goes to the store as the topic's news do. Fails as the
 * call does when nothing was begun; a failure in the middle becomes a run that says what was done.
 * @param continues the one that stopped, and whose plan it is
 */
export async function runRestore(id: string, plan: RestorePlan, continues?: string): Promise<void> {
  try {
    putRestore(await call('restore.run', { id, plan, ...(continues ? { continues } : {}) }))
  } catch (error) {
    const known = restoresStore.getState().runs.get(id)
    if (!known) throw error
    if (isOver(known)) return
    const { what, remedy } = wordsFor(error)
    putRestore({ ...known, step: 'failed', problem: [what, remedy].filter(Boolean).join(' ') })
  }
}

/** Takes back what a restore that stopped has made; its lines say what was done. False: it failed, which was shown. */
export function rollBack(id: string): Promise<boolean> {
  return attempt('Roll back', async () => putRestore(await call('restore.rollback', { id })))
}

/** Tells of a restore whose dialog was closed before its end. */
export function tellRestore(run: RestoreRun): void {
  const action = run.sessionId ? { action: { label: 'Show session', run: () => showRestored(run) } } : {}
  const bad = run.done.filter(line => !line.ok).map(line => [line.what, line.detail].filter(Boolean).join(': '))
  if (run.step === 'rolled-back')
    showToast({ tone: run.stands ? 'failure' : 'done', title: runTitle(run), meaning: run.problem })
  else if (run.step === 'done')
    showToast({ tone: bad.length > 0 ? 'notice' : 'done', title: runTitle(run), meaning: bad.join(' '), ...action })
  else showToast({ tone: 'failure', title: runTitle(run), meaning: run.problem, remedy: stoppedWords(run), ...action })
}
