import { randomUUID } from 'node:crypto'
import type { Checkpoint, SavedPane } from '../../ipc/checkpoint'
import type { Settings } from '../../ipc/settings'
import { type Saved, systemFailure } from '../checkpoints/capture/capture'
import { fingerprint, problemsOf } from '../checkpoints/capture/capture-facts'
import { captureTrees, treesOf } from '../checkpoints/capture/capture-trees'
import { keepTalk } from '../checkpoints/capture/conversations'
import { AT_ONCE, eachLimited } from '../checkpoints/each-limited'
import { maskFacts } from '../checkpoints/secrets/mask-facts'
import type { Blobs } from '../checkpoints/store/blobs'
import type { CheckpointStore } from '../checkpoints/store/store'
import { type Kept, keepScreen } from './loss-screen'
import type { Loss } from './losses'
import { type LossRecord, type PaneRecord, panesOf, type SessionRecord } from './record'
import type { Screens } from './screens'
import type { TalkOf } from './talk'

/** Panes of earlier checkpoints. */
interface Before {
  /** By place, of an earlier checkpoint of the same loss. */
  readonly own: ReadonlyMap<string, SavedPane>
  /** By the life of their agent, of the session's newest checkpoint while it lived. */
  readonly older: ReadonlyMap<string, SavedPane>
}

interface Options {
  readonly store: Pick<CheckpointStore, 'saving' | 'save' | 'list' | 'get' | 'mayWrite'>
  readonly screens: Screens
  readonly talkOf: TalkOf
  readonly settings: () => Settings
}

/** A checkpoint, and the fingerprint of what is in it. */
export interface MadeCheckpoint extends Saved {
  readonly print: string
}

async function panesBefore(record: SessionRecord, own: string, store: Options['store']): Promise<Before> {
  const { name, server } = record
  const newest = store.list().find(one => one.session === name && one.trigger !== 'recovery')
  const panesOf = async (id: string) => {
    const checkpoint = id === '' ? null : await store.get(id).catch(() => null)
    return { checkpoint, panes: checkpoint?.windows.flatMap(window => window.panes) ?? [] }
  }
  const [mine, theirs] = await Promise.all([panesOf(own), panesOf(newest?.id ?? '')])
  const same = theirs.checkpoint?.tmux.started === server.started
  return {
    own: new Map(mine.panes.map(pane => [pane.key, pane])),
    older: new Map(same ? theirs.panes.filter(pane => pane.life !== '').map(pane => [pane.life, pane]) : []),
  }
}

async function keepPane(
  pane: PaneRecord,
  loss: string,
  { own, older }: Before,
  blobs: Blobs,
  options: Options,
): Promise<Kept<SavedPane>> {
  const { id: _, task: __, conversation: ___, program: ____, ended: _____, ...saved } = pane
  const known = { shot: options.screens.of(loss, pane.key), own: own.get(pane.key), older: older.get(pane.life) }
  const screen = await keepScreen(known, blobs, options.settings().maskSecrets)
  const talk = options.talkOf(pane)
  const kept = talk && (await keepTalk(talk, blobs, options.settings().maskSecrets))
  const problems = [screen.problem, kept?.problem ?? '']
  return {
    value: {
      ...saved,
      ...(screen.value ?? { screen: [], rows: 0 }),
      conversation: kept?.conversation ?? null,
      draft: '',
      problem: problems.filter(Boolean).join(' ').slice(0, 1000),
    },
    added: screen.added + (kept?.added ?? 0),
  }
}

async function keepWindows({ record, id }: LossRecord, before: Before, blobs: Blobs, options: Options) {
  const panes = await eachLimited(panesOf(record), AT_ONCE, pane => keepPane(pane, id, before, blobs, options))
  const byKey = new Map(panes.map(({ value }) => [value.key, value]))
  const windows = record.windows.map(window => ({
    ...window,
    panes: window.panes.flatMap(({ key }) => byKey.get(key) ?? []),
  }))
  return { value: windows, added: panes.reduce((sum, one) => sum + one.added, 0) }
}

async function keepTrees(record: SessionRecord, blobs: Blobs, { settings }: Options) {
  const { tops, problem } = await treesOf(panesOf(record).map(pane => pane.folder))
  return { ...(await captureTrees(tops, settings(), { blobs })), problem }
}

async function gather(loss: LossRecord, blobs: Blobs, options: Options) {
  const { record, saved } = loss
  const before = await panesBefore(record, saved?.id ?? '', options.store)
  const [windows, trees] = await Promise.all([
    keepWindows(loss, before, blobs, options),
    keepTrees(record, blobs, options),
  ])
  const { server, name, folder, seen } = record
  const checkpoint: Checkpoint = {
    version: 1,
    id: randomUUID(),
    name: 'before it was lost',
    message: 'The session as it was seen last; its files and conversations as they were when this was saved.',
    // Of then: plain panes of a session that was made since under its name are none of this one's.
    at: seen,
    trigger: 'recovery',
    ...{ session: name, folder, tmux: { version: server.version, started: server.started } },
    ...{ windows: windows.value, trees: trees.trees, prompts: [] },
  }
  const kept = options.settings().maskSecrets ? maskFacts(checkpoint).value : checkpoint
  return { checkpoint: kept, added: windows.added + trees.added, problems: problemsOf(kept, trees.problem) }
}

/**
 * Saves a lost session as a checkpoint. One that is as the last one of the same loss is not saved twice. Throws HostError
 * `read-only`, `store-damaged`.
 */
export async function saveLoss({ record: loss }: Loss, options: Options): Promise<MadeCheckpoint> {
  const { store } = options
  store.mayWrite()
  try {
    return await store.saving(async blobs => {
      const { checkpoint, added, problems } = await gather(loss, blobs, options)
      const print = fingerprint(checkpoint)
      const before = store.list().find(info => info.id === loss.saved?.id)
      if (before && loss.saved?.print === print) return { info: before, problems, print }
      return { info: await store.save(checkpoint, added), problems, print }
    })
  } catch (error) {
    throw systemFailure(error)
  }
}
