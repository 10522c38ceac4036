import { createStore } from 'zustand/vanilla'
import type { CheckpointInfo, RestoreRun } from '../../ipc/checkpoint'
import type { TopicOut } from '../../ipc/contract'
import { type BookRules, withNews, withOpen } from './book'

interface CheckpointsStore extends TopicOut<'checkpoints'> {
  /** False until the host has told its list: none is something else than not known. */
  readonly told: boolean
}

/** The host's list of checkpoints, as it is now. Written only by `renderer/host`. */
export const checkpointsStore = createStore<CheckpointsStore>(() => ({
  told: false,
  list: [],
  saving: [],
  trouble: '',
}))

function sameInfo(one: CheckpointInfo, other: CheckpointInfo): boolean {
  const names = Object.keys(other) as (keyof CheckpointInfo)[]
  return names.every(name => one[name] === other[name])
}

/** The list as it is now, made of what was known where that has not changed: hundreds of rows are not drawn anew. */
function withKnown(known: CheckpointInfo[], list: CheckpointInfo[]): CheckpointInfo[] {
  const byId = new Map(known.map(one => [one.id, one]))
  const next = list.map(info => {
    const before = byId.get(info.id)
    return before && sameInfo(before, info) ? before : info
  })
  return next.length === known.length && next.every((one, at) => one === known[at]) ? known : next
}

/** Takes a message of the topic `checkpoints`: always the whole list, ten times a second while one is saved. */
export function takeCheckpoints(news: TopicOut<'checkpoints'>): void {
  checkpointsStore.setState(({ list }) => ({ ...news, list: withKnown(list, news.list), told: true }))
}

/** Takes one that an answer told of, which may come before the list that has it too. */
export function putCheckpoint(info: CheckpointInfo): void {
  checkpointsStore.setState(({ list }) => (list.some(one => one.id === info.id) ? {} : { list: [...list, info] }))
}

/**
 * Those that are not deleted, the newest first. By the order of saving and not by time: a clock may go back.
 */
export function liveCheckpoints(list: readonly CheckpointInfo[]): CheckpointInfo[] {
  return list.filter(one => one.deleted === null).sort((a, b) => b.serial - a.serial)
}

const OVER = new Set<RestoreRun['step']>(['done', 'failed', 'cancelled', 'rolled-back'])

export function isOver(run: RestoreRun): boolean {
  return OVER.has(run.step)
}

/** The restores that this page knows, by id, oldest first. */
export const restoresStore = createStore<{ readonly runs: ReadonlyMap<string, RestoreRun> }>(() => ({
  runs: new Map(),
}))

/** What is not known of a restore that ended while the host was away. */
function lost(run: RestoreRun): RestoreRun {
  const problem =
    'The connection was lost before its end was seen. What is listed was done; plan it again for the rest.'
  return { ...run, step: 'failed', problem }
}

const RULES: BookRules<RestoreRun> = {
  keep: 20,
  isOver,
  lost,
  // A restore that stopped is rolled back under its own id.
  begunAnew: (run, known) => run.step === 'rolling-back' && known.stands,
}

/** Takes a restore as it is now: the answer to a call. */
export function putRestore(run: RestoreRun): void {
  restoresStore.setState(({ runs }) => ({ runs: withNews(runs, [run], RULES) }))
}

/** Takes a message of the topic `restore`. */
export function takeRestores(news: TopicOut<'restore'>): void {
  if ('run' in news) return putRestore(news.run)
  restoresStore.setState(({ runs }) => ({ runs: withOpen(runs, news.open, RULES) }))
}
