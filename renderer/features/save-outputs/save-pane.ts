import type { SavedOutput } from '../../../ipc/finish'
import type { PaneId } from '../../../ipc/model'
import { call } from '../../host/host'
import { wordsFor } from '../../host/words'

export interface SaveWish {
  readonly folder: string
  readonly colours: boolean
}

/** Saves what one pane has shown. A failure of the host is told in its place. Never rejects. */
export async function savePane(
  { id, name }: { readonly id: PaneId; readonly name: string },
  wish: SaveWish,
): Promise<{ readonly outputs: readonly SavedOutput[] }> {
  try {
    return await call('outputs.save', { target: { kind: 'pane', paneId: id }, ...wish })
  } catch (error) {
    const none = { path: '', bytes: 0, lines: 0, problem: wordsFor(error).what }
    return { outputs: [{ paneId: id, agent: name, ...none }] }
  }
}
