import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Checkpoint, Trigger } from '../../../ipc/checkpoint'
import type { SessionId } from '../../../ipc/model'
import { DEFAULT_SETTINGS, type Settings } from '../../../ipc/settings'
import { createConversations } from '../../agents/signals/conversations'
import { silentLog } from '../../log/log'
import type { TestFleet } from '../../sessions/test-fleet'
import { createConfBackend } from '../../settings/conf-backend'
import { createChunkReader } from '../panes/read-pane-chunk'
import { createPaneKeeper } from '../panes/read-pane-parts'
import { openCheckpoints } from '../store/open'
import type { CheckpointStore } from '../store/store'
import { type Capture, type CaptureHow, createCapture, type Saved } from './capture'

/* For tests alone: capture and its store over a test fleet. */

export interface TestCapture {
  readonly capture: Capture
  readonly store: CheckpointStore
  readonly settings: Settings
  /** What the agent with this life is known to talk about; tests note it. */
  readonly conversations: ReturnType<typeof createConversations>
  save(session: SessionId, how?: CaptureHow & { trigger?: Trigger; name?: string }): Promise<Saved>
  /** The newest one, whole. */
  newest(): Promise<Checkpoint>
  /** A pane's text of the newest one. */
  textOf(agent: string): Promise<string>
}

/** The store lives in the test fleet's folder, as `data`. */
export async function createTestCapture(t: TestFleet, change: Partial<Settings> = {}): Promise<TestCapture> {
  const folder = join(t.folder, 'data')
  const options = { folder, makeBackend: createConfBackend, log: silentLog, readOnly: () => false }
  const { store } = await openCheckpoints(options)
  const settings: Settings = { ...DEFAULT_SETTINGS, ...change }
  const conversations = createConversations()
  const capture = createCapture({
    ...{ tmux: t.tmux, store, book: t.book, conversations },
    settings: () => settings,
    types: () => t.types,
    keeper: createPaneKeeper(createChunkReader(t.tmux, join(folder, 'reading'))),
    viewOf(id) {
      const pane = t.fleet.pane(id)
      const told = conversations.current(t.tmux.mirror.pane(id)?.options.id ?? '')
      return pane && told ? { ...pane, conversation: told.conversation } : pane
    },
  })
  const newest = async () => store.get(store.list()[0]?.id ?? '')
  return {
    ...{ capture, store, settings, conversations, newest },
    async save(session, { trigger = 'manual', name = '', ...how } = {}) {
      const saved = await capture.save(session, { id: randomUUID(), name, message: '', trigger }, how)
      if (!saved) throw new Error('nothing was saved')
      return saved
    },
    async textOf(agent) {
      const panes = (await newest()).windows.flatMap(window => window.panes)
      const pane = panes.find(one => one.agent === agent)
      const parts = await Promise.all((pane?.screen ?? []).map(part => store.blobs.get(part)))
      return Buffer.concat(parts).toString()
    },
  }
}
