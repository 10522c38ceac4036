import { toFailure } from '../../../ipc/failure'
import type { PaneId } from '../../../ipc/model'
import type { Kill } from '../../sessions/kill'
import type { Tmux } from '../../tmux/types'
import { restoredFrom } from './plan'
import { readMarks } from './plan-look'
import type { TreeDone } from './restore-files'
import type { Progress } from './restore-run'

/** A pane that a run has made. */
interface MadePane {
  readonly paneId: PaneId
  /** What its option `@quarterdeck_from` holds. */
  readonly from: string
  /** Start of its server, Unix s: a later one uses the same ids for others. */
  readonly server: number
}

/** What a run has made, and those that it continues. */
export interface Made {
  readonly panes: MadePane[]
  readonly trees: TreeDone[]
}

interface Parts {
  readonly tmux: Tmux
  readonly kill: Pick<Kill, 'kill'>
}

/** Writes down the panes that were made just now. Throws HostError. */
export async function noteMade(made: Made, checkpoint: string, panes: ReadonlyMap<string, PaneId>, tmux: Tmux) {
  const { started } = await readMarks(tmux)
  for (const [key, paneId] of panes) made.panes.push({ paneId, from: restoredFrom(checkpoint, key), server: started })
}

/** Those that are still there and still what they were made as. */
async function panesLeft({ panes }: Made, tmux: Tmux): Promise<Set<PaneId>> {
  const { from, started } = await readMarks(tmux)
  const there = panes.filter(one => one.server === started && from.get(one.paneId) === one.from)
  return new Set(there.map(one => one.paneId))
}

/** Whether anything that a run made can be taken back. */
export async function stands(made: Made, tmux: Tmux): Promise<boolean> {
  return made.trees.some(({ undo }) => undo !== null) || (await panesLeft(made, tmux)).size > 0
}

async function end(what: string, target: Parameters<Kill['kill']>[0], { kill }: Parts, progress: Progress) {
  try {
    const { ended, survivors, proven } = await kill.kill(target, { endShared: false })
    const ok = proven && survivors.length === 0
    const left =
      survivors.length === 0 ? 'whether any is left could not be seen' : `${survivors.length} are still there`
    progress.note(what, ok, `It is gone: ${ended.length} processes were ended, ${ok ? 'none is left' : left}.`)
  } catch (error) {
    progress.note(what, false, `It stays: ${toFailure(error).message}`)
  }
}

/** A session whose panes are all ours goes as one; where somebody added others, only ours go. */
async function endPanes(made: Made, parts: Parts, progress: Progress): Promise<void> {
  const { tmux } = parts
  const ours = await panesLeft(made, tmux)
  if (ours.size === 0) return
  const mirror = await tmux.mirror.refresh()
  const windows = new Map(mirror.windows.map(window => [window.id, window.panes]))
  for (const session of mirror.sessions) {
    const panes = session.windows.flatMap(link => windows.get(link.windowId) ?? [])
    if (panes.length === 0 || !panes.every(pane => ours.has(pane))) continue
    await end(`session ${session.name}`, { kind: 'session', sessionId: session.id }, parts, progress)
  }
  for (const paneId of await panesLeft(made, tmux))
    await end(`pane ${paneId}`, { kind: 'pane', paneId }, parts, progress)
}

/**
 * Takes back what was made: panes with what runs in them, then work trees and branches in which nobody has changed anything.
 * What stays is noted with the reason, and stays in `made`. Throws HostError where tmux does not answer.
 */
export async function rollBack(made: Made, parts: Parts, progress: Progress): Promise<void> {
  await endPanes(made, parts, progress)
  for (const tree of made.trees.filter(one => one.undo !== null)) {
    const stays = (await tree.undo?.()) ?? ''
    progress.note(tree.place, stays === '', stays || 'The work tree and its branch are gone again.')
    if (stays === '') made.trees.splice(made.trees.indexOf(tree), 1)
  }
}
