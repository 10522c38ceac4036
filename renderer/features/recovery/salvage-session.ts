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

/** Saves what is left of one session. A failure of the host is told in its place. Never rejects. */
export async function salvageSession({ id, session }: LostSession, folder: string): Promise<Salvaged> {
  try {
    return { id, session, outputs: (await call('recovery.salvage', { ids: [id], folder })).outputs }
  } catch (error) {
    const { what, remedy } = wordsFor(error)
    const problem = [what, remedy].filter(Boolean).join(' ')
    return { id, session, outputs: [{ agent: session, path: '', bytes: 0, lines: 0, problem }] }
  }
}
