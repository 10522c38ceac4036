import type { CallOut, TopicOut } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { Settings } from '../../ipc/settings'
import type { Undo } from '../../ipc/wire'
import type { AgentType } from '../agents/agent-type'
import type { FleetService } from '../agents/fleet'
import type { Conversations } from '../agents/signals/conversations'
import type { Restore } from '../checkpoints/restore'
import type { CheckpointStore } from '../checkpoints/store'
import type { Log } from '../log/log'
import { isAlive } from '../processes/identity'
import type { Tmux } from '../tmux/types'
import { bootOfMachine, sameBoot } from './boot'
import type { Endings } from './endings'
import { createFollower, type Lost } from './follow'
import { createJournal } from './journal'
import { readJournal } from './journal-file'
import { readSystemLog, type SystemLog } from './kernel-log'
import { saveLoss } from './loss-checkpoint'
import { createLosses, type Loss, type Losses } from './losses'
import { salvage } from './salvage'
import { createScreens } from './screens'
import { createTalkOf } from './talk'
import { kernelWordsOf, wordsOf } from './words'

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
  readonly store: Pick<CheckpointStore, 'saving' | 'save' | 'list' | 'mayWrite' | 'onChange'>
  readonly restore: Pick<Restore, 'onChange'>
  readonly settings: () => Settings
  /** Path of the journal. */
  readonly file: string
  readonly readOnly: () => boolean
  readonly log: Log
  /** Which run of the machine this is, and what its system logs hold; the machine's own where none is given. */
  readonly boot?: () => Promise<string>
  readonly systemLog?: (since: number) => Promise<SystemLog>
  /** ms between a change and its write. */
  readonly gather?: number
}

/** ms in which changes are gathered before pages are told. */
const TELL = 20
/** ms after a loss at which agents that die with their terminal have done so, and between looks at those that did not. */
const DYING = 1000
const LOOK = 5000

/** Tells pages what has changed, once for all that happens within `TELL` ms. */
function createNews(view: () => News['lost']) {
  const listeners = new Set<(news: News) => void>()
  let last = ''
  let timer: NodeJS.Timeout | null = null
  const tell = () => {
    timer = null
    const lost = view()
    const text = JSON.stringify(lost)
    if (text === last) return
    last = text
    for (const listener of [...listeners]) listener({ lost })
  }
  return {
    soon() {
      timer ??= setTimeout(tell, TELL)
    },
    watch(send: (news: News) => void): Undo {
      send({ lost: view() })
      listeners.add(send)
      return () => void listeners.delete(send)
    },
    close() {
      if (timer) clearTimeout(timer)
    },
  }
}

/** Looks again which agents live while that may change: just after a loss, and while some do. */
function createAliveLooks(losses: Losses) {
  const timers = new Set<NodeJS.Timeout>()
  const after = (ms: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void losses.lookAtAgents()
    }, ms)
    timers.add(timer.unref())
  }
  const often = setInterval(() => {
    if (losses.list().some(loss => loss.alive.size > 0)) void losses.lookAtAgents()
  }, LOOK)
  often.unref()
  return {
    soon: () => [DYING, LOOK].forEach(after),
    close() {
      clearInterval(often)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** One reading of the logs for all sessions that a server takes along. */
function createLogReader(read: (since: number) => Promise<SystemLog>) {
  let shared: { readonly key: number; readonly log: Promise<SystemLog> } | null = null
  return (since: number): Promise<SystemLog> => {
    if (shared?.key === since) return shared.log
    const mine = { key: since, log: read(since).catch(() => null) }
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

/** What is left behind is undone in the end, the last first. */
function createUndos() {
  const undos: Undo[] = []
  return {
    add: (...more: Undo[]) => void undos.push(...more),
    run() {
      for (const undo of undos.splice(0).reverse()) undo()
    },
  }
}

function parts(options: RecoveryOptions) {
  const { tmux, fleet, types, store } = options
  const boot = options.boot ?? bootOfMachine
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

/**
 * Opens the journal, follows the sessions that have agents, and finds those that are no more. Never rejects: a journal
 * that cannot be read is begun anew, and told (`notice`).
 */
export async function openRecovery(options: RecoveryOptions): Promise<Recovery> {
  const { tmux, fleet, endings, store, file, readOnly, log } = options
  const { boot, screens, talkOf, losses } = parts(options)
  const readLog = createLogReader(options.systemLog ?? readSystemLog)
  const news = createNews(losses.view)
  const alive = createAliveLooks(losses)
  const undos = createUndos()
  const saving = new Map<string, Promise<CallOut<'recovery.checkpoint'>>>()
  const first = await readJournal(file, !readOnly())

  function onLost(lost: Lost): void {
    const loss = losses.add(lost)
    if (!loss) return
    log.info('a session with agents is lost', { kind: lost.kind })
    void journal.now()
    alive.soon()
    if (lost.kind === 'reboot') return
    void readLog(lost.record.server.started).then(async lines => {
      losses.update(loss, wordsOf(lost, kernelWordsOf(lost, lines)))
      await journal.now()
    })
  }

  const follower = createFollower({
    ...{ tmux, fleet, boot, isAlive, onLost, ended: endings.has },
    fileOf: (life, conversation) => {
      const told = options.conversations.current(life)
      return told?.conversation === conversation ? told.transcript : ''
    },
    allowed: () => options.settings().checkpointEnv,
    onChange: () => journal.soon(),
  })
  const content = () => ({ sessions: follower.records(), lost: losses.list().map(one => one.record) })
  const journal = createJournal({
    path: file,
    content,
    readOnly,
    log,
    ...(options.gather ? { gather: options.gather } : {}),
  })

  async function adopt(): Promise<void> {
    const { content: kept } = await readJournal(file, false)
    losses.remember(kept.lost)
    follower.remember(kept.sessions)
    await journal.now()
  }

  function find(id: string): Loss {
    const loss = losses.find(id)
    if (!loss) throw new HostError('bad-input', 'There is no such lost session.')
    return loss
  }

  async function save(id: string): Promise<CallOut<'recovery.checkpoint'>> {
    const loss = find(id)
    const { info, problems, print } = await saveLoss(loss, { store, screens, talkOf, settings: options.settings })
    losses.update(loss, { saved: { id: info.id, print } })
    await journal.now()
    return { info, problems }
  }

  let seen = tmux.mirror.state().sessions
  losses.remember(first.content.lost)
  if (!readOnly()) follower.remember(first.content.sessions)
  void losses.lookAtAgents()
  undos.add(
    losses.onChange(news.soon),
    store.onChange(news.soon),
    tmux.mirror.onChange(({ sessions }) => {
      if (sessions !== seen) news.soon()
      seen = sessions
    }),
    endings.onNote(() => void journal.now()),
    options.restore.onChange(run => {
      if (run.step !== 'done' || run.sessionId === '') return
      const session = store.list().find(info => info.id === run.checkpoint)?.session ?? ''
      const loss = restoredLoss(losses.list(), run.checkpoint, session)
      if (!loss) return
      losses.remove(new Set([loss.record.id]))
      void journal.now()
    }),
  )

  return {
    watch: news.watch,
    notice: first.notice,
    adopt,
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
      if (readOnly())
        throw new HostError('read-only', 'Another Quarterdeck holds the data folder; nothing is saved here.')
      losses.remove(new Set(ids))
      await journal.now()
    },
    async close() {
      undos.run()
      follower.close()
      alive.close()
      news.close()
      screens.close()
      await Promise.allSettled([...saving.values()])
      await journal.close()
    },
  }
}
