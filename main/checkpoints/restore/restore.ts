import type { Checkpoint, RestoreChoice, RestorePlan, RestoreRun } from '../../../ipc/checkpoint'
import { HostError, toFailure } from '../../../ipc/failure'
import { createEmitter, type Undo } from '../../../ipc/wire'
import type { Log } from '../../log/log'
import type { Kill } from '../../sessions/kill'
import type { Tmux } from '../../tmux/types'
import type { TreeLimits } from '../git/git-save'
import type { CheckpointStore } from '../store/store'
import { asTrusted, trustedChoice } from './imported'
import { type Present, planRestore, restoredPane } from './plan'
import { type LookOptions, lookForPlan } from './plan-look'
import { openTexts } from './rebuild-wait'
import { makePlanned, restoreTree } from './restore-files'
import { type Made, noteMade, rollBack, stands } from './restore-rollback'
import { createProgress, type Progress } from './restore-run'
import { restoreSession, type SessionParts, startWaiting, type Waiting } from './restore-session'

interface RunInput {
  readonly id: string
  readonly plan: RestorePlan
  readonly continues?: string | undefined
}

export interface Restore {
  /** Throws HostError `bad-input` (no such checkpoint), `store-damaged`. */
  plan(id: string, choice: RestoreChoice): Promise<RestorePlan>
  /**
   * Does what the plan says, as far as it still holds: what came to live meanwhile is left alone. The same id twice is one
   * run. Rejects only when the checkpoint cannot be read; all else stands in the run. `continues`: a run that stopped, whose
   * work is now this one's.
   */
  run(input: RunInput): Promise<RestoreRun>
  /** Ends a run between two steps; what was made stays until it is gone on with, or rolled back. */
  cancel(id: string): void
  /**
   * Takes back what a run that stopped has made, and nothing else. Resolves with the run, whose lines say what was done.
   * Throws HostError `bad-input` (not known here), `refused` (it did not stop, or nothing of it is left).
   */
  rollback(id: string): Promise<RestoreRun>
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
  readonly kill: Pick<Kill, 'kill'>
  readonly log: Log
}

/** What the given plan and the present one agree on; names and places are always the present one's. */
function agreed(given: RestorePlan, now: RestorePlan): RestorePlan {
  const acts = new Map(given.panes.map(pane => [pane.key, pane.act]))
  const trees = new Map(given.trees.map(tree => [tree.path, tree.act]))
  const actOf = ({ key, act }: RestorePlan['panes'][number]) => {
    const before = acts.get(key)
    if (act === 'create') return before === 'create' ? act : 'skip'
    // What the plan would have made may be there by now, and still wait.
    return act === 'start' && before !== 'create' && before !== 'start' ? 'lives' : act
  }
  return {
    ...now,
    panes: now.panes.map(pane => ({ ...pane, act: actOf(pane) })),
    trees: now.trees.map(tree => (trees.get(tree.path) === tree.act ? tree : { ...tree, act: 'skip' })),
  }
}

/** How many lines a run will have when all goes well. */
function countLines({ panes, trees, folders, choice }: RestorePlan, waits: ReadonlySet<string>): number {
  const creates = panes.filter(pane => pane.act === 'create')
  const windows = new Set(creates.map(pane => pane.key.split('.')[0])).size
  const starts = choice.start ? creates.filter(pane => pane.agent !== '' && !waits.has(pane.key)).length : 0
  const waiting = panes.filter(pane => pane.act === 'start').length
  const files = trees.filter(tree => tree.act !== 'skip').length + folders.filter(folder => folder.create).length
  return files + creates.length + starts + waiting + (creates.length === 0 ? 0 : windows + 1)
}

/** Folders that the plan makes. One that cannot be made keeps its agents waiting, and nothing else. */
async function makeFolders({ plan, progress }: Work): Promise<void> {
  for (const folder of plan.folders) {
    progress.check()
    try {
      if (await makePlanned(folder, plan.trees)) progress.note(folder.to, true, 'The folder was made.')
    } catch (error) {
      progress.note(folder.to, false, toFailure(error).message)
    }
  }
}

/** Agents are not started among other files than those that were planned. */
function refuseWithout(tree: RestorePlan['trees'][number], { folders }: RestorePlan): void {
  const inside = folders.some(({ why, to }) => why === 'work-tree' && `${to}/`.startsWith(`${tree.target}/`))
  if (inside) throw new HostError('refused', `The files of ${tree.path} did not come back, and panes start there.`)
}

async function restoreFiles(work: Work, options: Options): Promise<void> {
  const { checkpoint, plan, present, progress, made } = work
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
    made.trees.push(done)
    progress.note(tree.path, done.ok, done.detail)
    if (!done.ok) refuseWithout(tree, plan)
  }
  await makeFolders(work)
}

interface Work {
  readonly checkpoint: Checkpoint
  readonly plan: RestorePlan
  readonly present: Present
  readonly progress: Progress
  readonly made: Made
}

/** Builds the session, if any pane is to be made; gives what waits in it. */
async function build(work: Work, options: Options): Promise<Waiting[]> {
  const { plan, progress, checkpoint, made } = work
  if (plan.session === '') return []
  progress.step('building', { session: plan.session })
  const texts = await openTexts(options.scratch())
  try {
    const parts = { ...options, blobs: options.store.blobs }
    return await restoreSession({ ...work, texts }, parts, panes => noteMade(made, checkpoint.id, panes, options.tmux))
  } finally {
    await texts.remove().catch(error => options.log.warn('texts of a restore stay behind', { error: String(error) }))
  }
}

/** What an earlier restore has made and nobody has started. */
function waitingBefore({ checkpoint, plan, present }: Work): Waiting[] {
  return plan.panes.flatMap((pane): Waiting[] => {
    const there = pane.act === 'start' ? restoredPane(checkpoint, pane.key, present) : undefined
    const saved = checkpoint.windows.flatMap(window => window.panes).find(one => one.key === pane.key)
    return there ? [{ paneId: there.id, agent: pane.agent, command: saved?.launch?.command ?? '' }] : []
  })
}

async function restoreAll(work: Work, options: Options): Promise<void> {
  await restoreFiles(work, options)
  const waiting = [...waitingBefore(work), ...(await build(work, options))]
  if (!work.plan.choice.start || waiting.length === 0) return
  work.progress.step('starting')
  await startWaiting(waiting, work, { ...options, blobs: options.store.blobs })
}

/** Tells how it ended, and what of it is there. */
async function fail(error: unknown, { progress, made }: Work, tmux: Tmux): Promise<void> {
  const cancelled = error instanceof HostError && error.code === 'cancelled'
  const there = await stands(made, tmux).catch(() => true)
  const files = made.trees.some(({ ok, undo }) => ok && undo === null)
  const none = files ? 'No session of it is left; its files stay where the lines say.' : 'Nothing of it is left.'
  const rest = there ? 'What was made stays: it can be gone on with, or rolled back.' : none
  const problem = `${cancelled ? 'It was cancelled.' : toFailure(error).message} ${rest}`
  const session = progress.run().sessionId === '' ? { session: '' } : {}
  progress.step(cancelled ? 'cancelled' : 'failed', { problem, stands: there, ...session })
}

interface Entry {
  readonly progress: Progress
  readonly made: Made
  over: Promise<RestoreRun>
  ended: boolean
}

/** The runs of this host: those under way, and the last few, as the same id twice is one run. */
function createRuns() {
  const runs = new Map<string, Entry>()
  return {
    get: (id: string) => runs.get(id),
    all: () => [...runs.values()],
    add(id: string, entry: Entry): void {
      runs.set(id, entry)
      const end = () => {
        entry.ended = true
        for (const old of [...runs.keys()].slice(0, Math.max(0, runs.size - 20)))
          if (runs.get(old)?.ended) runs.delete(old)
      }
      entry.over.then(end, end)
    },
    /** What a run that stopped has made, which is another one's from now on. */
    handOver(id: string | undefined): Made {
      const entry = id === undefined ? undefined : runs.get(id)
      const made = { panes: [...(entry?.made.panes ?? [])], trees: [...(entry?.made.trees ?? [])] }
      if (!entry?.ended) return { panes: [], trees: [] }
      entry.made.panes.length = 0
      entry.made.trees.length = 0
      entry.progress.step(entry.progress.run().step, { stands: false })
      return made
    },
  }
}

/** Plans restores and runs them. */
export function createRestore(options: Options): Restore {
  const changed = createEmitter<RestoreRun>()
  const runs = createRuns()
  let last: Promise<unknown> = Promise.resolve()
  const look = { ...options, blobs: options.store.blobs }

  /** One after the other: of two runs of one plan the second finds what the first has made. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const over = last.then(work)
    last = over.catch(() => null)
    return over
  }

  async function planNow(id: string, wished: RestoreChoice) {
    const checkpoint = asTrusted(await options.store.get(id), options.types())
    const choice = trustedChoice(checkpoint, wished)
    const present = await lookForPlan(checkpoint, choice, look)
    return { checkpoint, present, plan: planRestore(checkpoint, choice, present) }
  }

  async function work(given: RestorePlan, progress: Progress, made: Made): Promise<RestoreRun> {
    const now = await planNow(given.checkpoint, given.choice)
    const plan = agreed(given, now.plan)
    const creates = plan.panes.some(pane => pane.act === 'create')
    const whole = { ...now, plan: creates ? plan : { ...plan, session: '', folders: [] }, progress, made }
    const all = now.checkpoint.windows.flatMap(window => window.panes)
    const waits = new Set(all.flatMap(pane => (pane.waits ? pane.key : [])))
    progress.step('saving', { total: countLines(whole.plan, waits) })
    try {
      await restoreAll(whole, options)
      progress.step('done')
    } catch (error) {
      if (!(error instanceof HostError)) options.log.warn('a restore failed', { error: String(error) })
      await fail(error, whole, options.tmux)
    }
    return progress.run()
  }

  async function undo({ progress, made }: Entry): Promise<RestoreRun> {
    if (!progress.run().stands) throw new HostError('refused', 'Nothing of it is left that could be rolled back.')
    progress.step('rolling-back', { stands: false })
    try {
      await rollBack(made, options, progress)
    } catch (error) {
      progress.note('rollback', false, toFailure(error).message)
    }
    const left = await stands(made, options.tmux).catch(() => true)
    const problem = left ? 'Not all of it could be taken back: the lines say what stays, and why.' : ''
    progress.step('rolled-back', { problem, stands: left, session: '', sessionId: '' })
    return progress.run()
  }

  return {
    plan: async (id, choice) => (await planNow(id, choice)).plan,
    run({ id, plan, continues }) {
      const known = runs.get(id)
      if (known) return known.over
      const progress = createProgress(id, plan, run => changed.emit(run))
      const made = runs.handOver(continues)
      const entry: Entry = { progress, made, over: inTurn(() => work(plan, progress, made)), ended: false }
      runs.add(id, entry)
      return entry.over
    },
    cancel: id => runs.get(id)?.progress.cancel(),
    async rollback(id) {
      const entry = runs.get(id)
      if (!entry) throw new HostError('bad-input', 'This restore is not known any more.')
      if (!entry.ended) throw new HostError('refused', 'It is still under way: cancel it first.')
      return inTurn(() => undo(entry))
    },
    open: () => runs.all().flatMap(one => (one.ended ? [] : [one.progress.run()])),
    onChange: listener => changed.on(listener),
    async close() {
      for (const { progress } of runs.all()) progress.cancel()
      await Promise.allSettled(runs.all().map(one => one.over))
    },
  }
}
