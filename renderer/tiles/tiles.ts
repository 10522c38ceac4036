import symbolsUrl from '@fontsource/dejavu-mono/files/dejavu-mono-latin-400-normal.woff2?url'
import dentalUrl from '@fontsource/noto-sans-symbols/files/noto-sans-symbols-symbols-400-normal.woff2?url'
import monoUrl from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PaneId } from '../../ipc/model'
import { settingsStore } from '../state/settings-store'
import { fontReady, fontShape, terminalFamily } from '../terminals/font'
import { pageStreams, serverVersion } from '../terminals/page-streams'
import type { PaneStream, StreamSink, StreamStatus, Streams } from '../terminals/streams'
import { onThemeChange, terminalColours } from '../terminals/theme'
import type { FromWorker, TileBox, TileFont, ToWorker } from './protocol'

export interface TileState {
  readonly status: StreamStatus
  /** True once there is a picture; it stays when the stream ends. */
  readonly drawn: boolean
}

/** A pane drawn small by the worker. It lives outside React; a view places its canvas. */
export interface PaneTile {
  readonly canvas: HTMLCanvasElement
  readonly store: StoreApi<TileState>
  setBox(box: TileBox): void
  /** Only visible tiles have a stream. */
  setVisible(visible: boolean): void
  dispose(): void
}

/** The worker's end, as a `Worker` has it. */
export interface WorkerPort {
  postMessage(message: ToWorker, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null
}

interface Entry {
  readonly id: number
  readonly paneId: PaneId
  readonly store: StoreApi<TileState>
  /** What is owed to the stream, one for each chunk that the worker has, oldest first. */
  pending: (() => void)[]
  stream: PaneStream | null
}

const SYMBOLS = 'Quarterdeck Symbols'

/** As `terminals/symbols.css` names them; signs are drawn in one weight, which is enough for a small picture. */
function shippedFonts(): TileFont[] {
  const at = (url: string) => new URL(url, document.baseURI).href
  return [
    { family: 'JetBrains Mono Variable', url: at(monoUrl), weight: '100 800', range: 'U+0-10FFFF' },
    { family: SYMBOLS, url: at(symbolsUrl), weight: '100 900', range: 'U+2070-23BD, U+23CD-2BFF' },
    { family: SYMBOLS, url: at(dentalUrl), weight: '100 900', range: 'U+23BE-23CC' },
  ]
}

/** Tiles on one worker. */
export function createTiles(worker: WorkerPort, streams: Streams, version: () => string) {
  const entries = new Map<number, Entry>()
  let nextId = 1
  worker.onmessage = ({ data }) => {
    const entry = entries.get(data.tile)
    for (const parsed of entry?.pending.splice(0, data.chunks) ?? []) parsed()
  }
  return {
    post: (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer),
    /** @param canvas not yet drawn to; its drawing goes to the worker for good */
    create(paneId: PaneId, canvas: HTMLCanvasElement, box: TileBox): PaneTile {
      const store = createStore<TileState>(() => ({ status: { kind: 'lost' }, drawn: false }))
      const entry: Entry = { id: nextId++, paneId, store, pending: [], stream: null }
      entries.set(entry.id, entry)
      const offscreen = canvas.transferControlToOffscreen()
      worker.postMessage({ t: 'add', tile: entry.id, canvas: offscreen, box, serverVersion: version() }, [offscreen])
      return {
        canvas,
        store,
        setBox: next => worker.postMessage({ t: 'box', tile: entry.id, box: next }, []),
        setVisible(visible) {
          if (visible && !entry.stream) entry.stream = streams.open(paneId, 'tile', sinkOf(worker, entry))
          else if (!visible && entry.stream) rest(worker, entry)
        },
        dispose() {
          rest(worker, entry)
          entries.delete(entry.id)
          worker.postMessage({ t: 'remove', tile: entry.id }, [])
        },
      }
    },
  }
}

function rest(worker: WorkerPort, entry: Entry): void {
  entry.stream?.close()
  entry.stream = null
  entry.pending = []
  worker.postMessage({ t: 'rest', tile: entry.id }, [])
}

function sinkOf(worker: WorkerPort, entry: Entry): StreamSink {
  // A frame's bytes lie in a message that others may read: the worker gets a copy (≤ 32 KB), which is then moved.
  const send = (bytes: Uint8Array, parsed: () => void, message: (copy: Uint8Array<ArrayBuffer>) => ToWorker) => {
    const copy = new Uint8Array(bytes)
    entry.pending.push(parsed)
    worker.postMessage(message(copy), [copy.buffer])
  }
  return {
    snapshot({ cols, rows, bytes }, parsed) {
      send(bytes, parsed, copy => ({ t: 'snapshot', tile: entry.id, cols, rows, bytes: copy }))
      entry.store.setState({ drawn: true })
    },
    output: (bytes, parsed) => send(bytes, parsed, copy => ({ t: 'output', tile: entry.id, bytes: copy })),
    status: status => entry.store.setState({ status }),
  }
}

let page: ReturnType<typeof createTiles> | null = null

/** The page's tiles; the worker is started with the first one. */
export function pageTiles(): ReturnType<typeof createTiles> {
  page ??= startPageTiles()
  return page
}

function startPageTiles(): ReturnType<typeof createTiles> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const tiles = createTiles(worker, pageStreams, serverVersion)
  const sendLook = () => {
    const family = terminalFamily(settingsStore.getState().settings?.terminalFont ?? '')
    tiles.post({ t: 'look', look: { colours: terminalColours(), family, ...fontShape(family), fonts: shippedFonts() } })
  }
  sendLook()
  onThemeChange(sendLook)
  void fontReady(terminalFamily('')).then(sendLook)
  settingsStore.subscribe(({ settings }, { settings: before }) => {
    if (settings?.terminalFont !== before?.terminalFont) sendLook()
  })
  return tiles
}
