import type { Checkpoint, RestoreChoice, RestorePlan, RestoreRun } from '../../ipc/checkpoint'
import { HostError, toFailure } from '../../ipc/failure'
import { createEmitter, type Undo } from '../../ipc/wire'
import type { Log } from '../log/log'
import type { TreeLimits } from './git-save'
import { type Present, planRestore } from './plan'
import { type LookOptions, lookForPlan } from './plan-look'
import { openTexts } from './rebuild-wait'
import { restoreTree, type TreeDone } from './restore-files'
import { createProgress, type Progress } from './restore-run'
import { restoreSession, type SessionParts } from './restore-session'
import type { CheckpointStore } from './store'

export interface Restore {
  /** Throws HostError `bad-input` (no such checkpoint), `store-damaged`. */
  plan(id: string, choice: RestoreChoice): Promise<RestorePlan>
  /**
   * Does what the plan says, as far as it still holds: what came to live meanwhile is left alone. The same id twice is one
   * run. Rejects only when the checkpoint cannot be read; all else stands in the run.
   */
  run(input: { readonly id: string; readonly plan: RestorePlan }): Promise<RestoreRun>
  /** Ends a run between two steps; what was made is taken back while nothing was started. */
  cancel(id: string): void
  /** Runs that are under way. */
  open(): RestoreRun[]
  onChange(listener: (run: RestoreRun) => void): Undo
  /** Cancels what is under way and waits for it. */
  close(): Promise<void>
}

interface Options extends Omit<SessionParts, 'blobs'>, Omit<LookOptions, 'blobs'> {
  readonly store: Pick<CheckpointStore, 'get' | 'blobs'>
  /** Folder for texts on their way into panes. */
  readonly scratch: () => string
  readonly limits: () => TreeLimits
  /**
   * Takes a checkpoint (`before-restore`) of the session of that name, before files are restored in place; rejects when
   * that fails. null while nothing can take one.
   */
  readonly saveBefore: ((session: string) => Promise<void>) | null
  readonly log: Log
}

/** What the given plan and the present one agree on; names and places are always the present one's. */
function agreed(given: RestorePlan, now: RestorePlan): RestorePlan {
  const acts = new Map(given.panes.map(pane => [pane.key, pane.act]))
  const trees = new Map(given.trees.map(tree => [tree.path, tree.act]))
  return {
    ...now,
    panes: now.panes.map(pane =>
      pane.act === 'create' && acts.get(pane.key) !== 'create' ? { ...pane, act: 'skip' } : pane,
    ),
    trees: now.trees.map(tree => (trees.get(tree.path) === tree.act ? tree : { ...tree, act: 'skip' })),
  }
}

/** How many lines a run will have when all goes well. */
function countLines(plan: RestorePlan): number {
  const creates = plan.panes.filter(pane => pane.act === 'create')
  const windows = new Set(creates.map(pane => pane.key.split('.')[0])).size
  const starts = plan.choice.start ? creates.filter(pane => pane.agent !== '').length : 0
  const trees = plan.trees.filter(tree => tree.act !== 'skip').length
  return trees + creates.length + starts + (creates.length === 0 ? 0 : windows + 1)
}

async function restoreFiles(work: Work, trees: TreeDone[], options: Options): Promise<void> {
  const { checkpoint, plan, present, progress } = work
  const wanted = plan.trees.filter(tree => tree.act !== 'skip')
  const inPlace = wanted.some(tree => tree.act === 'inplace')
  if (inPlace && options.saveBefore && present.sessions.includes(checkpoint.session)) {
    await options.saveBefore(checkpoint.session)
    progress.note(`session ${checkpoint.session}`, true, 'A checkpoint of it was taken.')
  }
  if (wanted.length > 0) progress.step('files')
  for (const tree of wanted) {
    progress.check()
    const saved = checkpoint.trees.find(one => one.path === tree.path)
    if (!saved) continue
    const done = await restoreTree(saved, tree, { blobs: options.store.blobs, limits: options.limits() })
    trees.push(done)
    progress.note(tree.path, done.ok, done.detail)
  }
}

interface Work {
  readonly checkpoint: Checkpoint
  readonly plan: RestorePlan
  readonly present: Present
  readonly progress: Progress
}

async function restoreAll(work: Work, trees: TreeDone[], options: Options): Promise<void> {
  const { plan, progress } = work
  await restoreFiles(work, trees, options)
  if (plan.session === '') return
  progress.step('building', { session: plan.session })
  const texts = await openTexts(options.scratch())
  try {
    await restoreSession({ ...work, texts }, { ...options, blobs: options.store.blobs })
  } finally {
    await texts.remove().catch(error => options.log.warn('texts of a restore stay behind', { error: String(error) }))
  }
}

/** Takes back the work trees that were made; whether anything of them, or of files in place, stays. */
async function undoTrees(trees: readonly TreeDone[], progress: Progress): Promise<boolean> {
  const undos = trees.flatMap(({ undo }) => undo ?? [])
  const stays: string[] = []
  for (const undo of undos) stays.push(...[await undo()].filter(Boolean))
  for (const what of stays) progress.note('work trees', false, what)
  if (undos.length > 0 && stays.length === 0) progress.note('work trees', true, 'Those that were made are gone again.')
  return stays.length > 0 || trees.some(({ ok, undo }) => ok && undo === null)
}

/** Tells how it ended; work trees that were made go again when there is no session that could use them. */
async function fail(error: unknown, progress: Progress, trees: readonly TreeDone[]): Promise<void> {
  const cancelled = error instanceof HostError && error.code === 'cancelled'
  const kept = progress.run().sessionId !== ''
  const files = !kept && (await undoTrees(trees, progress))
  const none = files ? 'No session of it is left; its files stay where the lines say.' : 'Nothing of it is left.'
  const rest = kept ? 'What is there stays, and can be gone on with.' : none
  const problem = `${cancelled ? 'It was cancelled.' : toFailure(error).message} ${rest}`
  progress.step(cancelled ? 'cancelled' : 'failed', { problem, ...(kept ? {} : { session: '' }) })
}

/** Plans restores and runs them. */
export function createRestore(options: Options): Restore {
  const changed = createEmitter<RestoreRun>()
  const runs = new Map<string, { readonly progress: Progress; readonly over: Promise<RestoreRun>; ended: boolean }>()
  let last: Promise<unknown> = Promise.resolve()
  const look = { ...options, blobs: options.store.blobs }

  async function planNow(id: string, choice: RestoreChoice) {
    const checkpoint = await options.store.get(id)
    const present = await lookForPlan(checkpoint, choice.files !== 'none', look)
    return { checkpoint, present, plan: planRestore(checkpoint, choice, present) }
  }

  async function work(given: RestorePlan, progress: Progress): Promise<RestoreRun> {
    const now = await planNow(given.checkpoint, given.choice)
    const plan = agreed(given, now.plan)
    const creates = plan.panes.some(pane => pane.act === 'create')
    const trees: TreeDone[] = []
    progress.step('saving', { total: countLines(plan) })
    try {
      await restoreAll({ ...now, plan: creates ? plan : { ...plan, session: '' }, progress }, trees, options)
      progress.step('done')
    } catch (error) {
      if (!(error instanceof HostError)) options.log.warn('a restore failed', { error: String(error) })
      await fail(error, progress, trees)
    }
    return progress.run()
  }

  return {
    plan: async (id, choice) => (await planNow(id, choice)).plan,
    run({ id, plan }) {
      const known = runs.get(id)
      if (known) return known.over
      const progress = createProgress(id, plan, run => changed.emit(run))
      // One after the other: of two runs of one plan the second finds what the first has made.
      const over = last.then(() => work(plan, progress))
      last = over.catch(() => null)
      const entry = { progress, over, ended: false }
      runs.set(id, entry)
      const end = () => {
        entry.ended = true
        // The same id twice is one run for as long as somebody may repeat it: the last few are enough.
        for (const old of [...runs.keys()].slice(0, Math.max(0, runs.size - 20)))
          if (runs.get(old)?.ended) runs.delete(old)
      }
      over.then(end, end)
      return over
    },
    cancel: id => runs.get(id)?.progress.cancel(),
    open: () => [...runs.values()].filter(one => !one.ended).map(one => one.progress.run()),
    onChange: listener => changed.on(listener),
    async close() {
      for (const { progress } of runs.values()) progress.cancel()
      await Promise.allSettled([...runs.values()].map(one => one.over))
    },
  }
}
