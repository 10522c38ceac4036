import { HostError } from '../../ipc/failure'
import type { KillReport, PaneId, ProcessRef } from '../../ipc/model'
import { isAlive } from '../processes/identity'
import type { ProcessInfo, SparedProcess } from '../processes/types'

/** Throws HostError `refused` when Quarterdeck itself runs in one of the panes, or was started from it. */
export function refuseOurselves(spared: readonly SparedProcess[], nameOf: (paneId: PaneId) => string): void {
  const own = spared.find(one => one.why === 'ourselves')
  if (!own) return
  throw new HostError(
    'refused',
    `Quarterdeck itself was started from ${nameOf(own.paneId)}: it would end with it.`,
    'Start Quarterdeck elsewhere, or end that pane by hand.',
  )
}

/** What was left alone on purpose and still runs, with the reason. */
export async function sparedReport(
  spared: readonly SparedProcess[],
  refOf: (one: ProcessInfo) => ProcessRef,
): Promise<KillReport['spared']> {
  const told = await Promise.all(
    spared.map(async one => {
      if (one.why === 'ourselves' || !(await isAlive(one))) return []
      return [{ ...refOf(one), why: one.why }]
    }),
  )
  return told.flat()
}
