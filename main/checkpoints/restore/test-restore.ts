import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checkpoint, RestoreChoice, RestoreRun } from '../../../ipc/checkpoint'
import type { AgentType } from '../../agents/agent-type'
import { createPrograms } from '../../agents/programs'
import { createConversations } from '../../agents/signals/conversations'
import { silentLog } from '../../log/log'
import { decodeLaunch } from '../../sessions/launch'
import { createTestFleet, type TestFleet } from '../../sessions/test-fleet'
import type { StoreBackend } from '../../settings/backend'
import { createBlobs } from '../store/blobs'
import { type CheckpointStore, openCheckpointStore } from '../store/store'
import { savedCheckpoint, savedPane } from '../test-checkpoint'
import { createRestore, type Restore } from './restore'

/*
 * For tests alone: restores over a real tmux server, with sessions saved by a few lines of their own.
 */

export const ALL: RestoreChoice = {
  layout: true,
  conversations: true,
  files: 'none',
  panes: null,
  start: false,
  session: '',
}

/** An index in memory. */
function memory(): StoreBackend {
  let stored: Record<string, unknown> = {}
  return {
    path: 'memory',
    read: () => stored,
    write: next => {
      stored = { ...next }
    },
    onChange: () => () => {},
  } as StoreBackend
}

export interface TestRestore {
  readonly t: TestFleet
  readonly store: CheckpointStore
  readonly restore: Restore
  /** What restored agents are known to talk about. */
  readonly conversations: ReturnType<typeof createConversations>
  /** Sessions of which a checkpoint was asked for before files were restored in place. */
  readonly savedBefore: string[]
  /** Every state of every run. */
  readonly told: RestoreRun[]
  /** Home folder of the agents. */
  readonly home: string
  /** Saves a session as it is, and keeps the checkpoint. */
  save(session: string, more?: Partial<Checkpoint>): Promise<Checkpoint>
  keep(checkpoint: Checkpoint): Promise<Checkpoint>
  /** Plans and runs. */
  bringBack(id: string, choice?: Partial<RestoreChoice>, runId?: string): Promise<RestoreRun>
  end(): Promise<void>
}

export async function createTestRestore(config = ''): Promise<TestRestore> {
  const t = await createTestFleet(config)
  const blobs = createBlobs(join(t.folder, 'blobs'))
  const store = openCheckpointStore({ backend: memory(), blobs, log: silentLog, readOnly: () => false })
  const home = join(t.folder, 'agents-home')
  await mkdir(home)
  const savedBefore: string[] = []
  const conversations = createConversations()
  const starter = async () => ({ shell: '/bin/bash', subreaper: [] })
  const restore = createRestore({
    ...{ tmux: t.tmux, fleet: t.fleet, store, starter, conversations, home, env: {}, log: silentLog },
    types: () => t.types,
    programs: createPrograms({ log: silentLog, shell: '/bin/sh', environment: process.env }),
    shell: () => '/bin/bash',
    ...{ restart: t.restart, kill: t.kill },
    scrollback: () => 5000,
    scratch: () => t.folder,
    limits: () => ({ file: 1_000_000, all: 5_000_000 }),
    saveBefore: async session => void savedBefore.push(session),
  })
  const told: RestoreRun[] = []
  restore.onChange(run => told.push(run))
  const keep = async (checkpoint: Checkpoint) => {
    await store.save(checkpoint, 0)
    return checkpoint
  }
  let runs = 0
  return {
    ...{ t, store, restore, conversations, savedBefore, told, home, keep },
    save: async (session, more) => keep(await saveSession(t, store, session, more)),
    async bringBack(id, choice = {}, runId) {
      runs += 1
      const plan = await restore.plan(id, { ...ALL, ...choice })
      return restore.run({ id: runId ?? `run-${runs}`, plan })
    },
    async end() {
      await restore.close()
      await t.end()
    },
  }
}

/** The session as it is, its screens as tmux captures them. */
async function saveSession(
  t: TestFleet,
  store: CheckpointStore,
  name: string,
  more: Partial<Checkpoint> = {},
): Promise<Checkpoint> {
  const mirror = await t.tmux.mirror.refresh()
  const session = mirror.sessions.find(one => one.name === name)
  if (!session) throw new Error(`no session ${name}`)
  const windows = session.windows.map(async (link, at) => {
    const window = mirror.windows.find(one => one.id === link.windowId)
    if (!window) throw new Error('no window')
    const panes = window.panes.map(async (paneId, place) => {
      const pane = t.tmux.mirror.pane(paneId)
      if (!pane) throw new Error('no pane')
      const text = await t.server.raw('capture-pane', '-e', '-N', '-p', '-S', '-', '-t', paneId)
      const { ref } = await store.blobs.put(Buffer.from(text))
      const { width, height, active, dead, title, command, path: folder, options } = pane
      const launch = decodeLaunch(options.launch)
      const facts = { width, height, active, dead, title, command, folder, agent: options.name, type: options.type }
      return savedPane(`${at}.${place}`, [ref], {
        ...facts,
        life: options.id,
        launch,
        rows: text.split('\n').length - 1,
      })
    })
    const { layout, zoomed, width, height } = window
    const { index, active } = link
    return { index, active, name: window.name, layout, zoomed, width, height, panes: await Promise.all(panes) }
  })
  const started = Number(await t.server.tmux('display-message', '-p', '#{start_time}'))
  const facts = { session: name, folder: session.folder, at: Date.now(), tmux: { version: '3.3a', started } }
  return savedCheckpoint([], { ...facts, windows: await Promise.all(windows), ...more })
}

/** An agent type that can go on: it writes what it was given into its home. */
export function resumable(type: AgentType): AgentType {
  const fresh = (args: readonly string[]) => args.filter((_, at) => args[at] !== '--talk' && args[at - 1] !== '--talk')
  return {
    ...type,
    resume: {
      fresh,
      asSaved: async ({ transcript, id, args }) => {
        const text = transcript.toString('utf8')
        return text === '' ? null : { args: [...fresh(args), '--talk', text], id: `copy of ${id}`, file: '' }
      },
    },
  }
}

const CELL = /(\d+x\d+,\d+,\d+),\d+/g

/** A session as tmux lists it, in words that a checkpoint can be compared with: layouts without ids and checksums. */
async function wordsOf({ t }: TestRestore, session: string): Promise<string[]> {
  const id = (await t.tmux.mirror.refresh()).sessions.find(one => one.name === session)?.id ?? ''
  const windows = '#{window_index} #{window_active} #{window_zoomed_flag} #{window_layout} #{window_name}'
  const panes = '#{window_index} #{pane_active} #{pane_title}'
  const told = await Promise.all([
    t.server.tmux('list-windows', '-t', id, '-F', windows),
    t.server.tmux('list-panes', '-s', '-t', id, '-F', panes),
  ])
  return told.flatMap(text => text.split('\n')).map(line => line.replace(/ [0-9a-f]{4},/, ' ').replace(CELL, '$1'))
}

function wordsOfSaved({ windows }: Checkpoint): string[] {
  const flag = (value: boolean) => (value ? 1 : 0)
  const ofWindow = ({ index, active, zoomed, layout, name }: Checkpoint['windows'][number]) =>
    `${index} ${flag(active)} ${flag(zoomed)} ${layout.slice(5).replace(CELL, '$1')} ${name}`
  const ofPanes = ({ index, panes }: Checkpoint['windows'][number]) =>
    panes.map(pane => `${index} ${flag(pane.active)} ${pane.title}`)
  return [...windows.map(ofWindow), ...windows.flatMap(ofPanes)]
}

/** How a session differs from what was saved of it: empty when layout, order, titles, zoom and what is active are equal. */
export async function sameSession(r: TestRestore, saved: Checkpoint, session: string): Promise<string[]> {
  const [was, is] = [wordsOfSaved(saved), await wordsOf(r, session)]
  return [
    ...was.filter(line => !is.includes(line)),
    ...is.filter(line => !was.includes(line)).map(line => `now: ${line}`),
  ]
}
