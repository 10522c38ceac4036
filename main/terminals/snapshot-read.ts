import type { PaneId } from '../../ipc/model'
import { type CaptureWay, captureBy } from '../tmux/capture'
import { capturePending } from '../tmux/commands/capture-pane'
import { command } from '../tmux/quote'
import type { Command, Reply } from '../tmux/types'
import { type RawSnapshot, type ReadSnapshot, readSnapshot } from './snapshot'
import { parseSnapshotRow, SNAPSHOT_FORMAT } from './snapshot-row'

/** One way to read a snapshot: what to send, and how to understand the answers. */
export interface SnapshotReading {
  /** To be sent as one line (an atomic list), after whatever else belongs in front. */
  readonly commands: readonly Command[]
  /**
   * The replies to `commands`, in order. Returns what was read, or in words why nothing was. A missing saved screen is
   * no failure: its capture stands last, because tmux ends the list there when there is none.
   */
  read(replies: readonly Reply[]): ReadSnapshot | string
}

/** Reads one pane with at most `history` lines above its screen. */
export function snapshotReading(pane: PaneId, history: number, way: CaptureWay): SnapshotReading {
  const start = ['-S', history > 0 ? `-${history}` : '0', '-t', pane]
  const row = [command('display-message', '-p', '-t', pane, SNAPSHOT_FORMAT)]
  const cells = captureBy(way, ['-e', '-N', ...start])
  const joined = captureBy(way, ['-J', ...start])
  const pending = [capturePending(pane)]
  const saved = captureBy(way, ['-a', '-q', '-e', '-N', '-t', pane])
  const needed = [...row, ...cells.commands, ...joined.commands, ...pending]
  const places = {
    cells: row.length + cells.at,
    joined: row.length + cells.commands.length + joined.at,
    pending: needed.length - 1,
    saved: needed.length + saved.at,
  }
  return {
    commands: [...needed, ...saved.commands],
    read(replies) {
      const failed = replies.slice(0, needed.length).find(reply => !reply.ok)
      if (failed && !failed.ok) return failed.message || failed.reason
      const body = (place: number) => {
        const reply = replies[place]
        return reply?.ok ? reply.body : Buffer.alloc(0)
      }
      const facts = parseSnapshotRow(body(0).toString('latin1'))
      if (!facts) return 'tmux told no size of the pane'
      const raw: RawSnapshot = {
        row: facts,
        asked: history,
        cells: cells.read(body(places.cells)),
        joined: joined.read(body(places.joined)),
        saved: replies[places.saved]?.ok ? saved.read(body(places.saved)) : null,
        pending: body(places.pending),
      }
      return readSnapshot(raw)
    },
  }
}
