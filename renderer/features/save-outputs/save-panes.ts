import type { SavedOutput } from '../../../ipc/finish'
import type { PaneId } from '../../../ipc/model'
import { call } from '../../host/host'
import { wordsFor } from '../../host/words'

export interface SaveWish {
  readonly folder: string
  readonly colours: boolean
}

/**
 * Saves panes one by one, so that progress is seen and the rest can be left out. A pane of which the host answers with a
 * failure is told in its place. Never rejects.
 * @param go asked before each pane; false ends it
 */
export async function savePanes(
  panes: readonly { readonly id: PaneId; readonly name: string }[],
  wish: SaveWish,
  on: { saved(outputs: readonly SavedOutput[]): void; go(): boolean },
): Promise<readonly SavedOutput[]> {
  let outputs: readonly SavedOutput[] = []
  for (const { id, name } of panes) {
    if (!on.go()) break
    outputs = [...outputs, ...(await saveOne(id, name, wish))]
    on.saved(outputs)
  }
  return outputs
}

async function saveOne(paneId: PaneId, agent: string, wish: SaveWish): Promise<readonly SavedOutput[]> {
  try {
    return (await call('outputs.save', { target: { kind: 'pane', paneId }, ...wish })).outputs
  } catch (error) {
    return [{ paneId, agent, path: '', bytes: 0, lines: 0, problem: wordsFor(error).what }]
  }
}
