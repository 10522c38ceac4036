import { randomUUID } from 'node:crypto'
import type { Checkpoint, SavedPane } from '../../ipc/checkpoint'
import type { Settings } from '../../ipc/settings'
import type { ScreenShot } from '../agents/signals/gather'
import { type Saved, systemFailure } from '../checkpoints/capture/capture'
import { fingerprint, problemsOf } from '../checkpoints/capture/capture-facts'
import { captureTrees, treesOf } from '../checkpoints/capture/capture-trees'
import { keepTalk } from '../checkpoints/capture/conversations'
import { AT_ONCE, eachLimited } from '../checkpoints/each-limited'
import { maskFacts } from '../checkpoints/secrets/mask-facts'
import { maskParts } from '../checkpoints/secrets/mask-parts'
import type { Blobs } from '../checkpoints/store/blobs'
import type { CheckpointStore } from '../checkpoints/store/store'
import type { Loss } from './losses'
import { type LossRecord, type PaneRecord, panesOf, type SessionRecord } from './record'
import type { Screens } from './screens'
import type { TalkOf } from './talk'

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

interface Kept<T> {
  readonly value: T
  /** Bytes that it added to the disk. */
  readonly added: number
}

const LF = '\n'

/** The rows of a capture as parts of checkpoints have them: each ends with a line feed, as many as the screen is high. */
function rowsText({ rows, height }: ScreenShot): Buffer {
  const lines = rows.toString('latin1').split(LF)
  const whole = Array.from({ length: height }, (_, at) => `${lines[at] ?? ''}${LF}`)
  return Buffer.from(whole.join(''), 'latin1')
}

type ScreenKept = Kept<Pick<SavedPane, 'screen' | 'rows' | 'width' | 'height'> | null>

const NONE = Buffer.alloc(0)

/** Parts of a screen, with the known shapes of secrets masked when the settings say so. */
async function putScreen(parts: readonly Buffer[], width: number, blobs: Blobs, { settings }: Options) {
  const kept = settings().maskSecrets ? await maskParts(parts, NONE, width) : parts
  const put = await Promise.all(kept.map(part => blobs.put(part)))
  return { screen: put.map(one => one.ref), added: put.reduce((sum, one) => sum + one.added, 0) }
}

/** A pane's last screen: the one in memory, else the one that an earlier checkpoint of the same loss has. */
async function keepScreen(
  shot: ScreenShot | null,
  before: SavedPane | undefined,
  blobs: Blobs,
  options: Options,
): Promise<ScreenKept> {
  if (shot) {
    const { width, height } = shot
    const { screen, added } = await putScreen([rowsText(shot)], width, blobs, options)
    return { value: { screen, rows: height, width, height }, added }
  }
  if (!before || before.screen.length === 0) return { value: null, added: 0 }
  const { screen, rows, width, height } = before
  if (!options.settings().maskSecrets) return { value: { screen, rows, width, height }, added: 0 }
  // That one may be of a time when nothing was masked; what is masked already stays as it is, and costs nothing.
  const old = await Promise.all(screen.map(part => blobs.get(part))).catch(() => null)
  if (!old) return { value: null, added: 0 }
  const masked = await putScreen(old, width, blobs, options)
  return { value: { screen: masked.screen, rows, width, height }, added: masked.added }
}

async function keepPane(
  pane: PaneRecord,
  loss: string,
  before: Checkpoint | null,
  blobs: Blobs,
  options: Options,
): Promise<Kept<SavedPane>> {
  const { id: _, task: __, conversation: ___, program: ____, ended: _____, ...saved } = pane
  const earlier = before?.windows.flatMap(window => window.panes).find(one => one.key === pane.key)
  const screen = await keepScreen(options.screens.of(loss, pane.key), earlier, blobs, options)
  const talk = options.talkOf(pane)
  const kept = talk && (await keepTalk(talk, blobs, options.settings().maskSecrets))
  const problems = [screen.value ? '' : 'Its last screen was not kept.', kept?.problem ?? '']
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

async function keepWindows({ record, id }: LossRecord, before: Checkpoint | null, blobs: Blobs, options: Options) {
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
  const before = saved && (await options.store.get(saved.id).catch(() => null))
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
