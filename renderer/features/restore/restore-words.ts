import type { CheckpointInfo, FolderChoice, RestoreChoice, RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { plural, whenWords } from '../../ui/format'

type PlanPane = RestorePlan['panes'][number]
type PlanTree = RestorePlan['trees'][number]

/** What is chosen when the dialog opens: all of it, files beside the old ones, nothing started unasked. */
export function firstChoice({ trees }: Pick<CheckpointInfo, 'trees'>): RestoreChoice {
  const files = trees > 0 ? 'worktree' : 'none'
  return { layout: true, conversations: true, files, panes: null, start: false, session: '' }
}

/** Common choices by one press. */
export const PRESETS: readonly (readonly [string, Partial<RestoreChoice>])[] = [
  ['Everything', { layout: true, conversations: true, files: 'worktree', panes: null }],
  ['Layout only', { layout: true, conversations: false, files: 'none', panes: null }],
  ['Conversations only', { layout: false, conversations: true, files: 'none', panes: null }],
  ['Files only', { layout: false, conversations: false, files: 'worktree', panes: [] }],
]

/** How many panes and work trees will be made, started or changed: what the button promises. */
export function partsOf({ panes, trees }: RestorePlan): number {
  return (
    panes.filter(pane => pane.act === 'create' || pane.act === 'start').length +
    trees.filter(tree => tree.act !== 'skip').length
  )
}

/** `6 panes · 3 conversations · 14 changed files`. */
export function planFacts({ panes, trees }: RestorePlan): string {
  const created = panes.filter(pane => pane.act === 'create')
  const talks = created.filter(pane => pane.conversation === 'as-saved').length
  const files = trees.reduce((sum, tree) => sum + (tree.act === 'skip' ? 0 : tree.files), 0)
  return [plural(created.length, 'pane'), plural(talks, 'conversation'), plural(files, 'changed file')].join(' · ')
}

/** What a plan means for what is there now. */
export function safetyWords({ trees }: RestorePlan): string {
  return trees.some(tree => tree.act === 'inplace')
    ? 'Nothing that runs is ended; files are replaced where you chose so.'
    : 'Nothing that runs is touched.'
}

/** What happens to one pane: `conversation as of 13:51, then waits`. `at`: the checkpoint's time, Unix ms. */
export function paneWords(pane: PlanPane, { start }: Pick<RestoreChoice, 'start'>, at: number, now: number): string {
  if (pane.act === 'lives') return 'left alone'
  if (pane.act === 'start') return 'restored before: started'
  if (pane.act === 'skip') return 'left out'
  if (!pane.command) return 'its old screen; nothing to start'
  if (pane.conversation === 'none') return start ? 'started' : 'command shown, not started'
  const talk = pane.conversation === 'fresh' ? 'a new conversation' : `conversation as of ${whenWords(at, now)}`
  return `${talk}, ${start ? 'started' : 'then waits'}`
}

/** Why a pane is planned as it is, where nothing went wrong. */
export function paneWhy(pane: PlanPane): string {
  if (pane.act === 'lives') return 'it is there'
  if (pane.act === 'start') return 'it is there, and waits'
  return pane.act === 'skip' ? 'not chosen' : ''
}

/** What happens to the files of one work tree. */
export function treeWords({ act, files, target, branch }: PlanTree): { readonly says: string; readonly name: string } {
  if (act === 'skip') return { says: 'left out', name: '' }
  const changed = plural(files, 'changed file')
  if (act === 'inplace') return { says: `${changed} put back in place`, name: '' }
  return { says: `${changed} in a new work tree, branch ${branch}, at`, name: target }
}

const STEPS: Record<RestoreRun['step'], string> = {
  saving: 'Saving what is there now…',
  files: 'Bringing back files…',
  building: 'Building windows and panes…',
  starting: 'Starting agents, a few at a time…',
  done: 'Restored',
  failed: 'The restore stopped',
  cancelled: 'The restore was cancelled',
  'rolling-back': 'Taking back what was made…',
  'rolled-back': 'Rolled back',
}

/** `Building windows and panes…`, `Restored as api-v2: 6 of 6 steps`, `Restored, but not all of it`. */
export function runTitle(run: RestoreRun): string {
  const bad = run.done.filter(line => !line.ok).length
  if (run.step === 'rolled-back' && run.stands) return 'Rolled back, but not all of it'
  if (run.step !== 'done') return STEPS[run.step]
  const as = run.session ? ` as ${run.session}` : ''
  return bad > 0 ? `Restored${as}, but ${bad} of ${plural(run.done.length, 'step')} failed` : `Restored${as}`
}

/** What was done and what was not, for one that did not come to its end; nothing of one that was taken back. */
export function stoppedWords({ step, done, total, sessionId, stands }: RestoreRun): string {
  if (step === 'rolled-back') return ''
  const good = done.filter(line => line.ok).length
  const left = Math.max(0, total - good)
  const none = stands ? '' : ' No session is left of it.'
  const kept = sessionId ? ' The session that was made is kept.' : none
  return `${good} of ${plural(total, 'step')} done, ${left} not.${kept}`
}

/** The panes that are chosen, from the plan: what is skipped is not. */
export function withPane(plan: RestorePlan, key: string, on: boolean): string[] | null {
  const wanted = new Set(plan.choice.panes ?? plan.panes.map(pane => pane.key))
  if (on) wanted.add(key)
  else wanted.delete(key)
  return wanted.size === plan.panes.length ? null : plan.panes.map(pane => pane.key).filter(one => wanted.has(one))
}

/** The chosen folders with another one for `from`: empty and not to be made, it is where the plan says. */
export function withFolder(
  { folders = [] }: RestoreChoice,
  from: string,
  { to, create }: { readonly to: string; readonly create: boolean },
): FolderChoice[] {
  const rest = folders.filter(one => one.from !== from)
  return to === '' && !create ? rest : [...rest, { from, to: to || from, create }]
}
