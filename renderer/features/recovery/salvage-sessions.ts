import type { CallOut } from '../../../ipc/contract'
import type { LostSession } from '../../../ipc/recovery'
import { call } from '../../host/host'
import { wordsFor } from '../../host/words'

type SalvageOutput = CallOut<'recovery.salvage'>['outputs'][number]

/** What became of one session: its files, or why there are none. */
export interface Salvaged {
  readonly id: string
  readonly session: string
  readonly outputs: readonly SalvageOutput[]
}

/**
 * Saves what is left of sessions one by one, so that progress is seen and the rest can be left out. One of which the host
 * answers with a failure is told in its place. Never rejects.
 * @param go asked before each session; false ends it
 */
export async function salvageSessions(
  lost: readonly LostSession[],
  folder: string,
  on: { saved(all: readonly Salvaged[]): void; go(): boolean },
): Promise<readonly Salvaged[]> {
  let all: readonly Salvaged[] = []
  for (const one of lost) {
    if (!on.go()) break
    all = [...all, { id: one.id, session: one.session, outputs: await salvageOne(one, folder) }]
    on.saved(all)
  }
  return all
}

async function salvageOne({ id, session }: LostSession, folder: string): Promise<readonly SalvageOutput[]> {
  try {
    return (await call('recovery.salvage', { ids: [id], folder })).outputs
  } catch (error) {
    const { what, remedy } = wordsFor(error)
    return [{ agent: session, path: '', bytes: 0, lines: 0, problem: [what, remedy].filter(Boolean).join(' ') }]
  }
}
