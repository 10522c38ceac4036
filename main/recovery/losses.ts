import { randomUUID } from 'node:crypto'
import type { CheckpointInfo } from '../../ipc/checkpoint'
import type { LostSession } from '../../ipc/recovery'
import { createEmitter, type Undo } from '../../ipc/wire'
import { findTranscript } from '../checkpoints/capture/conversations'
import { canRead } from './can-read'
import type { Lost } from './follow'
import { MOST_LOST } from './journal-file'
import { agentsOf, type LossRecord, type PaneRecord, recordKey } from './record'
import type { Screens } from './screens'
import type { TalkOf } from './talk'
import { wordsOf } from './words'

/** A loss with what is known of it now alone. */
export interface Loss {
  record: LossRecord
  /** Agents (by pane) whose transcript is there, and those that outlived their terminal. */
  readonly transcripts: Set<string>
  readonly alive: Set<string>
}

/** The sessions that are lost and not dismissed. */
export interface Losses {
  list(): Loss[]
  find(id: string): Loss | null
  /** As pages see them, the newest first. */
  view(): LostSession[]
  onChange(listener: () => void): Undo
  /** Adds one, unless it is there already. */
  add(lost: Lost): Loss | null
  /** Those that an earlier host kept. */
  remember(records: readonly LossRecord[]): void
  update(loss: Loss, change: Partial<LossRecord>): void
  remove(ids: ReadonlySet<string>): void
  /** Looks again which agents live. Resolves when that is told. Never rejects. */
  lookAtAgents(): Promise<void>
}

interface Options {
  readonly screens: Screens
  readonly talkOf: TalkOf
  readonly isAlive: (one: { pid: number; started: string }) => Promise<boolean>
  /** False when the machine was started anew since. */
  readonly sameBoot: (record: LossRecord) => Promise<boolean>
  /** Checkpoints, the newest first. */
  readonly checkpoints: () => readonly CheckpointInfo[]
  /** Names of the sessions that are there. */
  readonly sessions: () => readonly string[]
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(one => b.has(one))
}

/** Panes for which a look is true. */
async function which(panes: readonly PaneRecord[], look: (pane: PaneRecord) => Promise<boolean>): Promise<Set<string>> {
  const seen = await Promise.all(panes.map(pane => look(pane).catch(() => false)))
  return new Set(panes.filter((_, at) => seen[at]).map(pane => pane.key))
}

function replace(set: Set<string>, next: ReadonlySet<string>): boolean {
  if (sameSet(set, next)) return false
  set.clear()
  for (const one of next) set.add(one)
  return true
}

/** Those agents of a lost session that are not ended on purpose, and live nowhere else. */
const lostAgents = ({ record }: LossRecord) => agentsOf(record).filter(pane => !pane.ended)

/** Looks at what is left of the agents; each tells whether that has changed. */
function createLooks({ talkOf, isAlive, sameBoot }: Options) {
  return {
    async atTranscripts({ record, transcripts }: Loss): Promise<boolean> {
      const seen = await which(lostAgents(record), async pane => {
        const talk = talkOf(pane)
        return talk !== null && canRead(await findTranscript(talk))
      })
      return replace(transcripts, seen)
    },
    async atAgents({ record, alive }: Loss): Promise<boolean> {
      const same = await sameBoot(record)
      const seen = await which(lostAgents(record), async ({ program }) => same && program !== null && isAlive(program))
      return replace(alive, seen)
    },
  }
}

/** A list without any loss yet. */
export function createLosses(options: Options): Losses {
  const { screens } = options
  const changed = createEmitter<void>()
  const looks = createLooks(options)
  let losses: Loss[] = []

  const lookAtTranscripts = async (loss: Loss) => {
    if (await looks.atTranscripts(loss)) changed.emit()
  }

  function put(record: LossRecord): Loss | null {
    const key = recordKey(record.record)
    if (losses.some(one => one.record.id === record.id || recordKey(one.record.record) === key)) return null
    const loss = { record, transcripts: new Set<string>(), alive: new Set<string>() }
    const all = [loss, ...losses].sort((a, b) => b.record.noticed - a.record.noticed)
    losses = all.slice(0, MOST_LOST)
    for (const forgotten of all.slice(MOST_LOST)) screens.drop(forgotten.record.id)
    void lookAtTranscripts(loss)
    return loss
  }

  function viewOf({ record: loss, transcripts, alive }: Loss, taken: ReadonlySet<string>): LostSession {
    const { id, kind, noticed, sentence, lastWords, record } = loss
    const agents = lostAgents(loss).map(({ key, agent: name, type, state, task }) => {
      const known = { transcript: transcripts.has(key), screen: screens.of(id, key) !== null, alive: alive.has(key) }
      return { name, type, state, task, ...known }
    })
    return {
      ...{ id, kind, noticed, sentence, lastWords: [...lastWords], session: record.name, folder: record.folder },
      seen: record.seen,
      agents: agents.slice(0, 500),
      checkpoint: options.checkpoints().find(info => info.session === record.name) ?? null,
      nameTaken: taken.has(record.name),
    }
  }

  return {
    list: () => losses,
    find: id => losses.find(one => one.record.id === id) ?? null,
    view() {
      const taken = new Set(options.sessions())
      return losses.map(loss => viewOf(loss, taken))
    },
    onChange: changed.on,
    add(lost) {
      const said = wordsOf(lost, undefined)
      const facts = { id: randomUUID(), kind: lost.kind, noticed: Date.now(), record: lost.record, saved: null }
      const loss = put({ ...facts, ...said })
      if (!loss) return null
      screens.keep(loss.record.id, lost.record, lost.away)
      changed.emit()
      return loss
    },
    remember(records) {
      for (const record of records) put(record)
      if (records.length > 0) changed.emit()
    },
    update(loss, change) {
      loss.record = { ...loss.record, ...change }
      changed.emit()
    },
    remove(ids) {
      const left = losses.filter(one => !ids.has(one.record.id))
      if (left.length === losses.length) return
      losses = left
      for (const id of ids) screens.drop(id)
      changed.emit()
    },
    async lookAtAgents() {
      const news = await Promise.all(losses.map(looks.atAgents))
      if (news.includes(true)) changed.emit()
    },
  }
}
