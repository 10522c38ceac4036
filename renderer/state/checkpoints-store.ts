import { createStore } from 'zustand/vanilla'
import type { CheckpointInfo, RestoreRun } from '../../ipc/checkpoint'
import type { TopicOut } from '../../ipc/contract'

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

/** Takes a message of the topic `checkpoints`: always the whole list. */
export function takeCheckpoints(news: TopicOut<'checkpoints'>): void {
  checkpointsStore.setState({ ...news, told: true })
}

/**
 * Those that are not deleted, the newest first. By the order of saving and not by time: a clock may go back.
 */
export function liveCheckpoints(list: readonly CheckpointInfo[]): CheckpointInfo[] {
  return list.filter(one => one.deleted === null).sort((a, b) => b.serial - a.serial)
}

/** Restores that are over and can still be looked at; older ones are forgotten. */
const KEEP = 20

const OVER = new Set<RestoreRun['step']>(['done', 'failed', 'cancelled'])

export function isOver(run: RestoreRun): boolean {
  return OVER.has(run.step)
}

/** The restores that this page knows, by id, oldest first. */
export const restoresStore = createStore<{ readonly runs: ReadonlyMap<string, RestoreRun> }>(() => ({
  runs: new Map(),
}))

function put(list: readonly RestoreRun[]): void {
  const runs = new Map(restoresStore.getState().runs)
  for (const run of list) {
    // The answer to the call that started it may come before or after the news of its end.
    const known = runs.get(run.id)
    if (!known || !isOver(known) || isOver(run)) runs.set(run.id, run)
  }
  const over = [...runs.values()].filter(isOver)
  for (const run of over.slice(0, Math.max(0, over.length - KEEP))) runs.delete(run.id)
  restoresStore.setState({ runs })
}

/** Takes a restore as it is now: the answer to a call. */
export function putRestore(run: RestoreRun): void {
  put([run])
}

/** What is not known of a restore that ended while the host was away. */
function lost(run: RestoreRun): RestoreRun {
  const problem =
    'The connection was lost before its end was seen. What is listed was done; plan it again for the rest.'
  return { ...run, step: 'failed', problem }
}

/** Takes a message of the topic `restore`; its first one has all that run, so what is not in it has ended. */
export function takeRestores(news: TopicOut<'restore'>): void {
  if ('run' in news) return put([news.run])
  const open = new Set(news.open.map(run => run.id))
  const gone = [...restoresStore.getState().runs.values()].filter(run => !isOver(run) && !open.has(run.id))
  put([...news.open, ...gone.map(lost)])
}
