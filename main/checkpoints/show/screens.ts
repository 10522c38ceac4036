import type { Checkpoint, SavedPane } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { linesOf, readRows } from '../../terminals/rows'
import type { Blobs } from '../store/blobs'

/** Stops of a terminal that nobody changed: what those were is not saved. */
const TAB = 8

/** The pane with this key. Throws HostError `bad-input`. */
export function paneOf({ windows }: Checkpoint, key: string): SavedPane {
  const pane = windows.flatMap(window => window.panes).find(one => one.key === key)
  if (!pane) throw new HostError('bad-input', 'The checkpoint has no such pane.')
  return pane
}

/** The newest parts that hold so many rows, and one more: a row begins with the colours that the one before it left. */
async function newest(blobs: Blobs, { screen }: SavedPane, wanted: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let rows = 0
  for (let at = screen.length - 1; at >= 0 && rows <= wanted; at -= 1) {
    const part = screen[at]
    if (!part) break
    const bytes = await blobs.get(part)
    rows += linesOf(bytes).length - 1
    parts.unshift(bytes)
  }
  return Buffer.concat(parts)
}

/**
 * A pane's screen as it was, under at most `lines` rows of its history: rows joined by line feeds, each drawn from plain
 * colours back to plain ones, so that they can be shown from any row on. Hostile text. Throws HostError `bad-input` (no
 * such pane), `store-damaged`.
 */
export async function showScreen(
  blobs: Blobs,
  checkpoint: Checkpoint,
  { key, lines }: { key: string; lines: number },
): Promise<{ cols: number; rows: number; text: string }> {
  const pane = paneOf(checkpoint, key)
  const { width: cols, height } = pane
  if (pane.screen.length === 0) return { cols, rows: height, text: '' }
  const capture = await newest(blobs, pane, height + lines)
  const tabs = Array.from({ length: Math.floor(cols / TAB) }, (_, i) => (i + 1) * TAB)
  const all = readRows(capture, linesOf(capture).length - 1, { cols, tabs })
  const shown = all.slice(-(height + lines)).map(row => row.draw)
  return { cols, rows: height, text: Buffer.from(shown.join('\n'), 'latin1').toString('utf8') }
}
