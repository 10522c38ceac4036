import { stat } from 'node:fs/promises'
import type { SessionId } from '../../../ipc/model'
import type { Settings } from '../../../ipc/settings'
import { number, parseRows, rowFormat } from '../../tmux/format'
import { assertSessionId, command } from '../../tmux/quote'
import type { Tmux } from '../../tmux/types'
import { type PaneParts, talkOf } from './capture-panes'
import { frameSession } from './capture-session'
import { sizeTrees, type TreeSize, treesOf } from './capture-trees'
import { findTranscript } from './conversations'

interface Options extends Pick<PaneParts, 'viewOf' | 'types' | 'conversations'> {
  readonly tmux: Pick<Tmux, 'mirror' | 'request'>
  readonly settings: () => Settings
}

export interface Estimate {
  readonly panes: number
  readonly rows: number
  /** Before compression: screens, transcripts and files. */
  readonly bytes: number
  /** Work trees that are in it. */
  readonly trees: TreeSize[]
}

const SIZES = { history: number('history_size'), height: number('pane_height'), memory: number('history_bytes') }
/** tmux holds five bytes and more a cell (3.3a: 6.3 MB of memory for 1.1 MB of text with eight colours a row). */
const MEMORY_A_BYTE = 5

/** What a checkpoint of a session would hold; nothing is read but sizes. Throws HostError `no-such-session`, or tmux's. */
export async function estimateCapture(options: Options, id: SessionId): Promise<Estimate> {
  const { tmux, settings, viewOf } = options
  const mirror = await tmux.mirror.refresh()
  const panes = frameSession(mirror, id, viewOf, []).windows.flatMap(window => window.panes)
  const list = command('list-panes', '-s', '-t', assertSessionId(id), '-F', rowFormat(SIZES))
  const sizes = parseRows(await tmux.request(list), SIZES)
  const { checkpointLines } = settings()
  let [rows, bytes] = [0, 0]
  for (const { history, height, memory } of sizes) {
    const wanted = Math.min(history, checkpointLines)
    rows += wanted + height
    bytes += (memory / MEMORY_A_BYTE) * (history > 0 ? (wanted + height) / (history + height) : 1)
  }
  for (const pane of panes) {
    const talk = talkOf(pane, options)
    const file = talk && (await findTranscript(talk))
    bytes += file
      ? await stat(file).then(
          ({ size }) => size,
          () => 0,
        )
      : 0
  }
  const { tops } = await treesOf(panes.map(pane => pane.saved.folder))
  const trees = await sizeTrees(tops, settings())
  bytes += trees.reduce((sum, tree) => sum + tree.bytes, 0)
  return { panes: panes.length, rows, bytes: Math.round(bytes), trees }
}
