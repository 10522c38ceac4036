import { HostError } from '../../../ipc/failure'
import type { Fleet, PaneId } from '../../../ipc/model'
import type { Settings } from '../../../ipc/settings'
import type { Log } from '../../log/log'
import { id, number, parseRows, rowFormat } from '../../tmux/format'
import { command } from '../../tmux/quote'
import type { Tmux } from '../../tmux/types'
import type { CheckpointStore } from '../store/store'
import type { ChunkReader } from './read-pane-chunk'
import type { HistoryFacts, PaneKeeper } from './read-pane-parts'
import { type RememberedFile, serverLife } from './remembered'

/*
 * tmux 3.3a needs 3.4 s of CPU to tell the coloured histories of 50 panes of 10,000 rows (measured: 7 ms for 1000 rows), and
 * does nothing else meanwhile. A checkpoint that has to be there before a risky act cannot wait for that; but a history never
 * changes once it is written. So it is read as it grows, when nobody waits, and a checkpoint reads only what came since.
 */

export interface ReadAheadOptions {
  readonly tmux: Pick<Tmux, 'request'>
  readonly fleet: { state(): Pick<Fleet, 'sessions' | 'panes'> }
  readonly keeper: Pick<PaneKeeper, 'ahead' | 'unread' | 'follow' | 'known'>
  readonly reader: ChunkReader
  readonly store: Pick<CheckpointStore, 'saving'>
  /** For the next host. */
  readonly remembered: Pick<RememberedFile, 'write'>
  readonly settings: () => Settings
  /** Whether anything may be read and kept by itself now. */
  readonly wanted: () => boolean
  readonly log: Log
  /** ms until the first look at how far histories have grown, and between looks. */
  readonly first?: number
  readonly tick?: number
}

export interface ReadAhead {
  /** Looks once at all panes and reads what has grown enough. Never rejects. */
  round(): Promise<void>
  /** Ends it; resolves when nothing of it is under way. */
  close(): Promise<void>
}

/** The window opens first. */
const FIRST = 2000
const TICK = 10_000
/** Rows that have to come before a history is read again: 7 ms of tmux. */
const ENOUGH = 1000
/**
 * Of the time in which tmux reads for us, 3.5 ms at a time; the rest is for everybody else. 50 panes of 10,000 rows are read
 * within half a minute of the app's start.
 */
const SHARE = 0.25
/** ms between two captures at the least. */
const LEAST_REST = 10
/** ms without another try after the disk refused to take something. */
const AFTER_TROUBLE = 600_000

const HISTORY = {
  id: id('pane_id'),
  width: number('pane_width'),
  history: number('history_size'),
  pid: number('pid'),
  started: number('start_time'),
}

/** Waits without keeping the host alive, until the signal at the latest. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    timer.unref()
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

/** Reads as `reader` does, then rests three times as long as that took: also where it had to wait for others. */
function gentle(reader: ChunkReader, signal: AbortSignal): ChunkReader {
  return {
    async read(pane, span) {
      const began = performance.now()
      const chunk = await reader.read(pane, span)
      await rest(Math.max(LEAST_REST, (performance.now() - began) * (1 / SHARE - 1)), signal)
      return chunk
    },
  }
}

/** Panes whose sessions are ours or hold agents: of others nothing is kept unless the user saves them. */
function panesToRead({ sessions, panes }: Pick<Fleet, 'sessions' | 'panes'>): Set<PaneId> {
  const windows = new Set(sessions.filter(one => one.managed).flatMap(one => one.windows.map(link => link.windowId)))
  return new Set(panes.filter(pane => windows.has(pane.windowId)).map(pane => pane.id))
}

/** Reads histories ahead for the next checkpoint, one pane at a time, until it is closed. */
export function startReadAhead(options: ReadAheadOptions): ReadAhead {
  const { tmux, fleet, keeper, reader, store, remembered, settings, wanted, log } = options
  const { first = FIRST, tick = TICK } = options
  const abort = new AbortController()
  const { signal } = abort
  const slow = gentle(reader, signal)
  let running: Promise<void> | null = null
  /** As `performance.now()` tells it. */
  let notBefore = 0

  async function listed(): Promise<{ all: HistoryFacts[]; server: string }> {
    const text = await tmux.request(command('list-panes', '-a', '-F', rowFormat(HISTORY)))
    // A pane of a window that several sessions show is listed for each.
    const rows = parseRows(text, HISTORY).map(row => ({ ...row, id: row.id as PaneId }))
    const { pid = 0, started = 0 } = rows[0] ?? {}
    return { all: [...new Map(rows.map(row => [row.id, row])).values()], server: serverLife(pid, started) }
  }

  function wish() {
    const { checkpointLines: lines, maskSecrets: mask } = settings()
    return { lines, mask }
  }

  const readOne = (pane: PaneId) => store.saving(blobs => keeper.ahead(pane, { ...wish(), blobs, signal }, slow))

  async function readGrown(): Promise<void> {
    const mine = panesToRead(fleet.state())
    if (mine.size === 0) return
    const { all, server } = await listed()
    await keeper.follow(server, new Set(all.map(pane => pane.id)))
    for (const pane of all) {
      if (signal.aborted || !wanted()) break
      if (!mine.has(pane.id) || Math.min(keeper.unread(pane, wish()), wish().lines) < ENOUGH) continue
      // What tmux says of one pane is no trouble of the others: it may be gone.
      await readOne(pane.id).catch(error => {
        if (!(error instanceof HostError)) throw error
      })
    }
    if (wanted()) await remembered.write(keeper.known())
  }

  async function round(): Promise<void> {
    if (signal.aborted || !wanted() || performance.now() < notBefore) return
    try {
      await readGrown()
    } catch (error) {
      // No server is no trouble; a disk that takes nothing says so again when a checkpoint is saved.
      if (!(error instanceof HostError)) trouble(error)
    }
  }

  function trouble(error: unknown): void {
    notBefore = performance.now() + AFTER_TROUBLE
    log.warn('histories are not read ahead for a while', { error: String(error) })
  }

  function next(): Promise<void> {
    running ??= round().finally(() => {
      running = null
    })
    return running
  }

  const soon = setTimeout(next, first).unref()
  const clock = setInterval(next, tick).unref()
  return {
    round: next,
    async close() {
      clearTimeout(soon)
      clearInterval(clock)
      abort.abort()
      await running
      // What checkpoints have counted and read since the last round.
      const known = keeper.known()
      if (known.server !== '' && wanted()) await remembered.write(known).catch(trouble)
    },
  }
}
