import type { PaneId } from '../../../ipc/model'
import type { Tmux } from '../../tmux/types'
import type { AgentType } from '../agent-type'
import { synchronisedPanes } from '../interrupt-keys'
import { judge, type Verdict } from './judge'
import { keysAlone } from './keys'
import type { Sights } from './sight'

/** ms in which a composer has to be empty after the keys; drawing takes long on a busy machine. */
const EMPTIES_WITHIN = 2000
const STEP = 80

const cannot = (reason: string): Verdict => ({ kind: 'never', result: 'skipped', reason })

/**
 * Empties a composer by the type's keys, pressed once (Escape twice would open the history of some). To be called only
 * where a draft was just seen and the user wants it gone. The verdict is that of a fresh look afterwards.
 */
export async function clearDraft(
  { tmux, sights }: { readonly tmux: Pick<Tmux, 'requestAll' | 'status'>; readonly sights: Sights },
  paneId: PaneId,
  type: AgentType,
  draft: string,
): Promise<Verdict> {
  const keys = type.prompting?.clear ?? []
  if (keys.length === 0) return cannot(`${draft} It cannot be cleared for ${type.name}.`)
  const together = (await synchronisedPanes(tmux)).has(paneId)
  const commands = keysAlone(paneId, keys, together, tmux.status().serverVersion)
  if (!commands)
    return cannot(`${draft} It cannot be cleared without its neighbours: the window's panes are synchronised.`)
  const replies = await tmux.requestAll(commands)
  if (replies.some(reply => !reply.ok)) return cannot(`${draft} tmux refused the keys that clear it.`)
  for (const end = performance.now() + EMPTIES_WITHIN; performance.now() < end; ) {
    await new Promise(resolve => setTimeout(resolve, STEP))
    const { pane, composer } = await sights.screen(paneId)
    if (!pane || pane.dead || composer?.kind === 'empty') break
  }
  const verdict = judge(await sights.look(paneId))
  return verdict.kind === 'draft' ? cannot(`The draft could not be cleared. ${verdict.reason}`) : verdict
}
