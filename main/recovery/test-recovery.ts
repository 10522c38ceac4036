import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fleet, Pane } from '../../ipc/model'
import type { LostSession } from '../../ipc/recovery'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { createEmitter } from '../../ipc/wire'
import { type ConversationEntry, createConversations } from '../agents/signals/conversations'
import { createTestRestore, type TestRestore } from '../checkpoints/restore/test-restore'
import { silentLog } from '../log/log'
import { STAY, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import type { Tmux } from '../tmux/types'
import { createEndings, type Endings } from './endings'
import { openRecovery, type Recovery, type RecoveryOptions } from './recovery'

/* For tests alone: recovery over a real tmux server, which can be opened again as another host would. */

export interface TestRecovery extends TestRestore {
  readonly endings: Endings
  readonly tmux: Tmux
  /** Path of the journal. */
  readonly file: string
  /** What agents are known to talk about; tests note it. */
  readonly conversations: ReturnType<typeof createConversations>
  recovery(): Recovery
  /** What pages were told last. */
  lost(): LostSession[]
  /** The one loss there is, as soon as it is told. */
  loss(): Promise<LostSession>
  /** Ends the host's part, as a crash would when `kept` is false, and begins it anew. */
  again(change?: Partial<RecoveryOptions>, between?: () => Promise<unknown>): Promise<void>
  /** Starts a session with agents that only stay; resolves when they are journaled. */
  start(name: string, count?: number, folder?: string): Promise<string[]>
  /** The agent in this pane goes on with this conversation. */
  talk(pane: string, entry: Omit<ConversationEntry, 'at'>): void
}

/** Looks at the journal's content until it holds what a test waits for. */
export async function journaled(r: TestRecovery, name: string): Promise<void> {
  await until(
    async () => (await readFile(r.file, 'utf8').catch(() => '')).includes(JSON.stringify(name)),
    'the journal',
  )
}

/** The test fleet as that of a host which hears events: with conversations, and a way to tell of a new one. */
function talkingFleet(t: TestFleet, conversations: ReturnType<typeof createConversations>) {
  const told = createEmitter<Fleet>()
  const withTalk = (pane: Pane): Pane => {
    const entry = conversations.current(t.tmux.mirror.pane(pane.id)?.options.id ?? '')
    return entry ? { ...pane, conversation: entry.conversation } : pane
  }
  const talking: RecoveryOptions['fleet'] = {
    ...t.fleet,
    onChange(listener) {
      const undos = [t.fleet.onChange(listener), told.on(listener)]
      return () => {
        for (const undo of undos) undo()
      }
    },
    state() {
      const fleet = t.fleet.state()
      return { ...fleet, panes: fleet.panes.map(withTalk) }
    },
  }
  return { talking, tell: () => told.emit(talking.state()) }
}

/** `change`: parts of recovery that are other than usual, e.g. which run of the machine this is. */
export async function createTestRecovery(change: Partial<RecoveryOptions> = {}, config = ''): Promise<TestRecovery> {
  const r = await createTestRestore(config)
  const { t } = r
  const file = join(t.folder, 'journal.json')
  const conversations = createConversations()
  const endings = createEndings(t.tmux)
  const { talking, tell } = talkingFleet(t, conversations)
  const open = (more: Partial<RecoveryOptions>) =>
    openRecovery({
      ...{ tmux: endings.tmux, fleet: talking, endings, conversations, store: r.store, restore: r.restore, file },
      types: () => t.types,
      settings: () => DEFAULT_SETTINGS,
      readOnly: () => false,
      log: silentLog,
      systemLog: async () => null,
      bootLog: async () => null,
      gather: 20,
      ...change,
      ...more,
    })
  let recovery = await open({})
  let lost: LostSession[] = []
  const watch = () =>
    recovery.watch(news => {
      lost = news.lost
    })
  watch()
  await t.script('stay', STAY)
  const rig: TestRecovery = {
    ...{ ...r, endings, file, conversations, tmux: endings.tmux },
    recovery: () => recovery,
    lost: () => lost,
    async loss() {
      await until(() => lost.length > 0, 'a loss')
      return lost[0] as LostSession
    },
    async again(more = {}, between = async () => {}) {
      await recovery.close()
      await between()
      lost = []
      recovery = await open(more)
      watch()
    },
    async start(name, count = 1, folder = t.folder) {
      const agents = [{ type: 'stay', count }]
      const made = await t.spawn.create({ name, folder, createFolder: false, agents })
      await t.connected()
      const seen = () => made.panes.every(id => t.fleet.programOf(id) !== null)
      await until(seen, 'its agents')
      await journaled(rig, name)
      return made.panes
    },
    talk(pane, entry) {
      conversations.note(t.tmux.mirror.pane(pane)?.options.id ?? '', { ...entry, at: Date.now() })
      tell()
    },
    async end() {
      await recovery.close()
      await r.end()
    },
  }
  return rig
}
