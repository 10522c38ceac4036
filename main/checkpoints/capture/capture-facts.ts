import { createHash } from 'node:crypto'
import { MOST_PROMPT } from '../../../ipc/act'
import type { Checkpoint } from '../../../ipc/checkpoint'
import type { ActBook } from '../../agents/acts'
import type { SessionFrame } from './capture-session'

/** Prompts that are held or not typed yet, of the panes of a session. */
export function promptsOf(book: Pick<ActBook, 'open'>, { windows }: SessionFrame): Checkpoint['prompts'] {
  const panes = new Map(windows.flatMap(window => window.panes).map(pane => [pane.id, pane.saved.agent]))
  const waiting = book
    .open()
    .filter(act => act.kind === 'send')
    .flatMap(act => act.receipts.filter(one => one.result === 'pending').map(one => ({ act, pane: one.paneId })))
    .filter(one => panes.has(one.pane))
  const told = waiting.map(({ act, pane }) => ({ agent: panes.get(pane) ?? '', text: act.text.slice(0, MOST_PROMPT) }))
  return told.slice(0, 1000)
}

/** What makes two checkpoints of a session different: not their titles, which spin, nor their states and sizes on disk. */
export function fingerprint({ windows, trees, prompts, folder }: Checkpoint): string {
  const panes = (window: Checkpoint['windows'][number]) =>
    window.panes.map(({ title, state, command: program, ...rest }) => rest)
  const facts = [windows.map(window => ({ ...window, panes: panes(window) })), trees, prompts, folder]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}

/** What is not in it, a sentence each; `git`: why it could not be asked at all, or empty. */
export function problemsOf({ windows, trees }: Checkpoint, git: string): string[] {
  const panes = windows.flatMap(window => window.panes)
  const ofPanes = panes
    .filter(one => one.problem !== '')
    .map(one => `${one.agent || `Pane ${one.key}`}: ${one.problem}`)
  const ofTrees = trees.flatMap(tree => [
    ...(tree.problem === '' ? [] : [`${tree.path}: ${tree.problem}`]),
    ...(tree.left.length === 0
      ? []
      : [`${tree.path}: ${tree.left.length} left out, e.g. ${tree.left[0]?.path}: ${tree.left[0]?.why}.`]),
    ...(tree.bundle === null && tree.problem === ''
      ? [`${tree.path}: its files are kept in the repository alone, as they are too large.`]
      : []),
  ])
  return [...(git === '' ? [] : [git]), ...ofPanes, ...ofTrees]
}
