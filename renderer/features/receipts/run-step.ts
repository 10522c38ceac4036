import type { Act, Target } from '../../../ipc/act'
import type { PaneId } from '../../../ipc/model'
import { call } from '../../host/host'
import { putAct } from '../../state/act-book'
import { tellFailure } from '../../state/tell'
import type { Step } from './act-rows'

function ask(step: Step, target: Target): Promise<Act> {
  if (step === 'freeze' || step === 'thaw') return call('agents.freeze', { target, frozen: step === 'freeze' })
  // A new id with each press: who presses again means those that work by then, and old receipts would say that they were
  // stopped. An impatient second press is the host's to tell.
  return call('agents.interrupt', { target, id: crypto.randomUUID(), otherKey: step === 'other-key' })
}

/** Takes a next step for these panes; the id of its act, or null when it failed, which is then shown. */
export async function runStep(step: Step, paneIds: readonly PaneId[]): Promise<string | null> {
  try {
    const act = await ask(step, { kind: 'panes', paneIds: [...paneIds] })
    putAct(act)
    return act.id
  } catch (error) {
    tellFailure('Next step', error)
    return null
  }
}
