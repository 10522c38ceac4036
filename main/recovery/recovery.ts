import type { CallOut, TopicOut } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { Settings } from '../../ipc/settings'
import type { Undo } from '../../ipc/wire'
import type { AgentType } from '../agents/agent-type'
import type { FleetService } from '../agents/fleet'
import type { Conversations } from '../agents/signals/conversations'
import type { Restore } from '../checkpoints/restore/restore'
import type { CheckpointStore } from '../checkpoints/store/store'
import type { Log } from '../log/log'
import { isAlive } from '../processes/identity'
import type { Tmux } from '../tmux/types'
import { createAliveLooks } from './alive-looks'
import { bootOfMachine, sameBoot } from './boot'
import { type ReadBootLog, readBootLog } from './boot-log'
import type { Endings } from './endings'
import { createFollower, type Lost } from './follow'
import { createJournal } from './journal'
import { readJournal } from './journal-file'
import { readSystemLog, type SystemLog } from './kernel-log'
import { saveLoss } from './loss-checkpoint'
import { createLosses, type Loss } from './losses'
import { createNews } from './news'
import { type ServerRecord, sameServer } from './record'
import { salvage } from './salvage'
import { createScreens } from './screens'
import { createTalkOf } from './talk'
import { bootWordsOf, kernelWordsOf, wordsOf } from './words'

type News = TopicOut<'recovery'>

/** Sessions that were lost, and what can be had back of them. */
export interface Recovery {
  /** What pages are told, at once and with each change. */
  watch(send: (news: News) => void): Undo
  /** Saves a lost session as a checkpoint. Throws HostError `bad-input` (no such loss), `read-only`, `store-damaged`. */
  checkpoint(id: string): Promise<CallOut<'recovery.checkpoint'>>
  /** Throws HostError `bad-input` (no such loss), `bad-folder`; what goes wrong with one agent is told in its place. */
  salvage(ids: readonly string[], folder: string): Promise<CallOut<'recovery.salvage'>>
  /** Takes losses off the list, for good. Throws HostError `read-only`. */
  dismiss(ids: readonly string[]): Promise<void>
  /** What is wrong with the journal, for people; empty when nothing is. */
  readonly notice: string
  /** Another host has let the data folder go: what it kept is taken over. */
  adopt(): Promise<void>
  /** Keeps what is known now, and looks no more. */
  close(): Promise<void>
}

export interface RecoveryOptions {
  readonly tmux: Tmux
  readonly fleet: Pick<FleetService, 'state' | 'onChange' | 'programOf' | 'onScreen'>
  readonly endings: Pick<Endings, 'has' | 'onNote'>
  readonly types: () => readonly AgentType[]
  readonly conversations: Pick<Conversations, 'current'>
  readonly store: Pick<CheckpointStore, 'saving' | 'save' | 'list' | 'get' | 'mayWrite' | 'onChange'>
  readonly restore: Pick<Restore, 'onChange'>
  readonly settings: () => Settings
  /** Path of the journal. */
  readonly file: string
  readonly readOnly: () => boolean
  readonly log: Log
  /** Which run of the machine this is, and what its system logs hold; the machine's own where none is given. */
  readonly boot?: () => Promise<string>
  readonly systemLog?: (since: number) => Promise<SystemLog>
  /** What they hold of an earlier run; the machine's own where none is given. */
  readonly bootLog?: ReadBootLog
  /** ms between a change and its write. */
  readonly gather?: number
}

/** One reading of the logs for all sessions that a server takes along. */
function createLogReader<T>(read: (server: ServerRecord) => Promise<T>) {
  let shared: { readonly server: ServerRecord; readonly log: Promise<T | null> } | null = null
  return (server: ServerRecord): Promise<T | null> => {
    if (shared && sameServer(shared.server, server)) return shared.log
    const mine = { server, log: read(server).catch(() => null) }
    shared = mine
    void mine.log.then(() => {
      if (shared === mine) shared = null
    })
    return mine.log
  }
}

/** A restore has brought a session back: its loss is one no more. */
function restoredLoss(losses: readonly Loss[], checkpoint: string, session: string): Loss | undefined {
  const own = losses.find(one => one.record.saved?.id === checkpoint)
  return own ?? losses.find(one => one.record.record.name === session)
}

/** Losses with what is remembered of their panes. */
function createParts({ fleet, types, store, tmux, boot = bootOfMachine }: RecoveryOptions) {
  const screens = createScreens(fleet.onScreen)
  const talkOf = createTalkOf(types)
  const losses = createLosses({
    ...{ screens, talkOf, isAlive },
    sameBoot: async ({ record }) => sameBoot(record.server.boot, await boot()),
    checkpoints: store.list,
    sessions: () => tmux.mirror.state().sessions.map(session => session.name),
  })
  return { boot, screens, talkOf, losses }
}

type Parts = ReturnType<typeof createParts>

/** Follows sessions and keeps what is lost; `follower` and `journal` need each other. */
function createKeeping(options: RecoveryOptions, { boot, losses }: Parts, onLoss: () => void) {
  const { tmux, fleet, endings, file, readOnly, log, gather } = options
  const { systemLog = readSystemLog, bootLog = readBootLog } = options
  const readNow = createLogReader(({ started }) => systemLog(started))
  const readThen = createLogReader(server => bootLog(server.boot, server.started))

  async function askLogs(lost: Lost, loss: Loss): Promise<void> {
    const { server } = lost.record
    // The logs of this run say nothing of an earlier one.
    const words =
      lost.kind === 'reboot' ? bootWordsOf(lost, await readThen(server)) : kernelWordsOf(lost, await readNow(server))
    losses.update(loss, wordsOf(lost, words))
    await journal.now()
  }

  const follower = createFollower({
    ...{ tmux, fleet, boot, isAlive, ended: endings.has },
    onLost(lost) {
      const loss = losses.add(lost)
      if (!loss) return
      log.info('a session with agents is lost', { kind: lost.kind })
      onLoss()
      void journal.now()
      void askLogs(lost, loss)
    },
    fileOf(life, conversation) {
      const told = options.conversations.current(life)
      return told?.conversation === conversation ? told.transcript : ''
    },
    allowed: () => options.settings().checkpointEnv,
    onChange: () => journal.soon(),
  })
  const content = () => ({ sessions: follower.records(), lost: losses.list().map(one => one.record) })
  const journal = createJournal({ path: file, content, readOnly, log, ...(gather ? { gather } : {}) })
  return { follower, journal }
}

type Keeping = ReturnType<typeof createKeeping>

/** What is done with losses on request. */
function createActs(
  options: RecoveryOptions,
  { losses, screens, talkOf }: Parts,
  { journal }: Keeping,
): Pick<Recovery, 'checkpoint' | 'salvage' | 'dismiss'> & { settled(): Promise<unknown> } {
  const saving = new Map<string, Promise<CallOut<'recovery.checkpoint'>>>()

  async function save(id: string): Promise<CallOut<'recovery.checkpoint'>> {
    const loss = losses.find(id)
    if (!loss) throw new HostError('bad-input', 'There is no such lost session.')
    const { store, settings } = options
    const { info, problems, print } = await saveLoss(loss, { store, screens, talkOf, settings })
    losses.update(loss, { saved: { id: info.id, print } })
    await journal.now()
    return { info, problems }
  }

  return {
    checkpoint(id) {
      // The second of two presses gets what the first one made.
      const running = saving.get(id)
      if (running) return running
      const mine = save(id).finally(() => saving.delete(id))
      saving.set(id, mine)
      return mine
    },
    async salvage(ids, folder) {
      const meant = losses.list().filter(loss => ids.includes(loss.record.id))
      return { outputs: await salvage(meant, folder, { screens, talkOf, types: options.types }) }
    },
    async dismiss(ids) {
      if (options.readOnly())
        throw new HostError('read-only', 'Another Quarterdeck holds the data folder; nothing is saved here.')
      losses.remove(new Set(ids))
      await journal.now()
    },
    settled: () => Promise.allSettled([...saving.values()]),
  }
}

/** Takes a loss off the list when a restore has brought its session back. */
function forgetRestored({ restore, store }: RecoveryOptions, { losses }: Parts, { journal }: Keeping): Undo {
  return restore.onChange(run => {
    if (run.step !== 'done' || run.sessionId === '') return
    const session = store.list().find(info => info.id === run.checkpoint)?.session ?? ''
    const loss = restoredLoss(losses.list(), run.checkpoint, session)
    if (!loss) return
    losses.remove(new Set([loss.record.id]))
    void journal.now()
  })
}

/**
 * Opens the journal, follows the sessions that have agents, and finds those that are no more. Never rejects: a journal
 * that cannot be read is begun anew, and told (`notice`).
 */
export async function openRecovery(options: RecoveryOptions): Promise<Recovery> {
  const { tmux, file, readOnly } = options
  const first = await readJournal(file, !readOnly())
  const parts = createParts(options)
  const { losses, screens } = parts
  const news = createNews(losses.view)
  const alive = createAliveLooks(losses)
  const keeping = createKeeping(options, parts, alive.soon)
  const { follower, journal } = keeping
  const acts = createActs(options, parts, keeping)
  losses.remember(first.content.lost)
  // The host that holds the folder finds out what became of its sessions.
  if (!readOnly()) follower.remember(first.content.sessions)
  void losses.lookAtAgents()
  let { sessions } = tmux.mirror.state()
  const undos = [
    losses.onChange(news.soon),
    options.store.onChange(news.soon),
    tmux.mirror.onChange(state => {
      if (state.sessions !== sessions) news.soon()
      sessions = state.sessions
    }),
    options.endings.onNote(() => void journal.now()),
    forgetRestored(options, parts, keeping),
  ]

  return {
    watch: news.watch,
    notice: first.notice,
    ...acts,
    async adopt() {
      const { content, notice } = await readJournal(file, !readOnly())
      if (notice !== '') options.log.warn('what another host kept for recovery is damaged', { notice })
      losses.remember(content.lost)
      follower.remember(content.sessions)
      await journal.now()
    },
    async close() {
      for (const undo of undos) undo()
      follower.close()
      for (const one of [alive, news, screens]) one.close()
      await acts.settled()
      await journal.close()
    },
  }
}
