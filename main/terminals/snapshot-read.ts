import type { PaneId } from '../../ipc/model'
import { bufferName } from '../tmux/commands/buffer-name'
import { capturePending } from '../tmux/commands/capture-pane'
import { command } from '../tmux/quote'
import type { Command, Reply } from '../tmux/types'
import { isAtLeast } from '../tmux/versions'
import { readShown } from './shown-buffer'
import { type RawSnapshot, type ReadSnapshot, readSnapshot } from './snapshot'
import { parseSnapshotRow, SNAPSHOT_FORMAT } from './snapshot-row'

/**
 * How a capture comes back. buffer: by `capture-pane -b`, `show-buffer`, `delete-buffer`, since `capture-pane -p` leaks
 * the whole text in the server's memory up to 3.5a (facts: 7.7 → 118 MB in 200 captures); escaped: the same, where
 * `show-buffer` escapes what it shows to a control client (3.3a, see `shown-buffer.ts`); print: by `-p`, from 3.6 on.
 */
export type CaptureWay = 'escaped' | 'buffer' | 'print'

/** The way for a server's version as `3.3a`; unknown versions are taken as old. */
export function captureWay(serverVersion: string): CaptureWay {
  if (isAtLeast(serverVersion, 3, 6)) return 'print'
  return isAtLeast(serverVersion, 3, 4) ? 'buffer' : 'escaped'
}

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
  const capture = (options: readonly string[]): Command[] => {
    if (way === 'print') return [command('capture-pane', '-p', ...options)]
    const name = bufferName()
    return [
      command('capture-pane', '-b', name, ...options),
      command('show-buffer', '-b', name),
      command('delete-buffer', '-b', name),
    ]
  }
  const shown = way === 'print' ? 0 : 1
  const captured = (body: Buffer) => (way === 'escaped' ? readShown(body) : body)
  const row = [command('display-message', '-p', '-t', pane, SNAPSHOT_FORMAT)]
  const cells = capture(['-e', '-N', ...start])
  const joined = capture(['-J', ...start])
  const pending = [capturePending(pane)]
  const saved = capture(['-a', '-q', '-e', '-N', '-t', pane])
  const needed = [...row, ...cells, ...joined, ...pending]
  const places = {
    cells: row.length + shown,
    joined: row.length + cells.length + shown,
    pending: needed.length - 1,
    saved: needed.length + shown,
  }
  return {
    commands: [...needed, ...saved],
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
        cells: captured(body(places.cells)),
        joined: captured(body(places.joined)),
        saved: replies[places.saved]?.ok ? captured(body(places.saved)) : null,
        pending: body(places.pending),
      }
      return readSnapshot(raw)
    },
  }
}
