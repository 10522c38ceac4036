import { SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PaneId } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'
import { settingsStore } from '../state/settings-store'
import { fontReady, fontShape, forgetFontShapes, terminalFamily } from './font'
import { fitFont } from './font-fit'
import { olderHistory } from './history'
import { terminalHooks } from './hooks'
import { binaryBytes, textBytes } from './input-bytes'
import { createLinkHandler, linksAddon } from './links'
import { pasteInto, watchPaste } from './paste'
import { rendererLease } from './renderer-lease'
import { isFocusReport, muteReplies } from './replies'
import type { PaneStream, StreamStatus, Streams } from './streams'
import { createTerminalSink } from './terminal-sink'
import { MIN_CONTRAST, onThemeChange, terminalColours, xtermTheme } from './theme'
import { loadWidths } from './unicode-addon'

export interface LiveState {
  readonly status: StreamStatus
  /** True once a snapshot has been drawn; the picture stays when the stream ends. */
  readonly drawn: boolean
  readonly cols: number
  readonly rows: number
  /** CSS px, as chosen to fit. */
  readonly fontSize: number
  readonly fits: boolean
  /** Target of the link under the pointer, empty when there is none. */
  readonly link: string
}

/** One real xterm.js terminal on one pane. It lives outside React; a view only places its element. */
export interface LiveTerminal {
  readonly paneId: PaneId
  readonly element: HTMLElement
  readonly terminal: Terminal
  readonly search: SearchAddon
  readonly store: StoreApi<LiveState>
  setName(name: string): void
  /** The place in CSS px that the cells may fill; `max` is the largest font size in CSS px. */
  setBox(width: number, height: number, max: number): void
  /** Opens the stream and leases a renderer; the undo ends both and keeps the picture. */
  show(): Undo
  focus(): void
  paste(text: string): void
  /** A fresh snapshot from tmux. */
  resync(): void
  dispose(): void
}

interface Parts {
  readonly paneId: PaneId
  readonly element: HTMLElement
  readonly terminal: Terminal
  readonly store: StoreApi<LiveState>
  box: { width: number; height: number; max: number } | null
  stream: PaneStream | null
  /** From the last snapshot. */
  history: { inSnapshot: number; total: number }
  askedHistory: boolean
  disposed: boolean
}

/** Creates the terminal of a pane; nothing is opened until `show`. */
export function createLiveTerminal(paneId: PaneId, streams: Streams, serverVersion: string): LiveTerminal {
  const parts = createParts(paneId)
  const { terminal, element, store } = parts
  const search = new SearchAddon({ highlightLimit: 1000 })
  terminal.loadAddon(search)
  terminal.loadAddon(linksAddon(link => store.setState({ link })))
  loadWidths(terminal, serverVersion)
  const undos = wire(parts)
  return {
    paneId,
    element,
    terminal,
    search,
    store,
    setName(name) {
      element.setAttribute('aria-label', name)
      terminal.textarea?.setAttribute('aria-label', name)
    },
    setBox(width, height, max) {
      parts.box = { width, height, max }
      refit(parts)
    },
    show: () => show(parts, streams),
    focus: () => terminal.focus(),
    paste: text => void pasteText(parts, text),
    resync: () => askHistory(parts, Math.max(parts.history.inSnapshot, 100)),
    dispose() {
      parts.disposed = true
      parts.stream?.close()
      for (const undo of undos) undo()
      terminal.dispose()
      element.remove()
    },
  }
}

function createParts(paneId: PaneId): Parts {
  const element = document.createElement('div')
  element.className = 'live-terminal'
  const { settings } = settingsStore.getState()
  const store = createStore<LiveState>(() => ({
    status: { kind: 'lost' },
    drawn: false,
    cols: 80,
    rows: 24,
    fontSize: settings?.terminalFontSize ?? 13,
    fits: true,
    link: '',
  }))
  const terminal = new Terminal({
    allowProposedApi: true,
    cols: 80,
    rows: 24,
    convertEol: false,
    macOptionIsMeta: true,
    // A click must never send arrow keys into an agent's prompt.
    altClickMovesCursor: false,
    scrollback: 1000,
    fontFamily: terminalFamily(settings?.terminalFont ?? ''),
    fontSize: settings?.terminalFontSize ?? 13,
    minimumContrastRatio: MIN_CONTRAST,
    cursorInactiveStyle: 'outline',
    theme: xtermTheme(terminalColours()),
    linkHandler: createLinkHandler(link => store.setState({ link })),
    logLevel: 'error',
  })
  terminal.open(element)
  return {
    paneId,
    element,
    terminal,
    store,
    box: null,
    stream: null,
    history: { inSnapshot: 0, total: 0 },
    askedHistory: false,
    disposed: false,
  }
}

/** Everything that listens; the list of its undos. */
function wire(parts: Parts): Undo[] {
  const { terminal, element } = parts
  const send = (bytes: Uint8Array) => void parts.stream?.input(bytes)
  const disposables = [
    muteReplies(terminal.parser),
    terminal.onData(data => {
      if (!isFocusReport(data)) send(textBytes(data))
    }),
    terminal.onBinary(data => send(binaryBytes(data))),
    terminal.onScroll(() => atTop(parts)),
  ]
  const { settings } = settingsStore.getState()
  let font = settings?.terminalFont
  let live = true
  const loadFont = async () => {
    const family = terminalFamily(settingsStore.getState().settings?.terminalFont ?? '')
    await fontReady(family)
    if (!live) return
    forgetFontShapes()
    // xterm 6 measures only when the option changes; a late font needs a measurement of its own.
    terminal.options.fontFamily = 'monospace'
    terminal.options.fontFamily = family
    refit(parts)
  }
  void loadFont()
  return [
    ...disposables.map(one => () => one.dispose()),
    watchPaste(element, text => void pasteText(parts, text)),
    onThemeChange(() => {
      terminal.options.theme = xtermTheme(terminalColours())
    }),
    settingsStore.subscribe(({ settings: next }) => {
      if (next?.terminalFont === font) return
      font = next?.terminalFont
      void loadFont()
    }),
    () => {
      live = false
    },
  ]
}

function show(parts: Parts, streams: Streams): Undo {
  const { terminal, store } = parts
  const sink = createTerminalSink(terminal, true, {
    onSnapshot(snapshot) {
      parts.history = { inSnapshot: snapshot.history, total: snapshot.historyTotal }
      parts.askedHistory = false
      store.setState({ cols: snapshot.cols, rows: snapshot.rows, drawn: true })
      refit(parts)
    },
    onStatus: status => store.setState({ status }),
    isDisposed: () => parts.disposed,
  })
  const stream = streams.open(parts.paneId, 'live', sink)
  parts.stream = stream
  const endLease = rendererLease(terminal, () => refit(parts))
  return () => {
    endLease()
    stream.close()
    if (parts.stream === stream) parts.stream = null
  }
}

/** Chooses the font size; checked against what xterm really measured, for renderers round cells differently. */
function refit(parts: Parts): void {
  const { terminal, box, store, element } = parts
  if (!box || box.width < 1 || box.height < 1) return
  const shape = fontShape(String(terminal.options.fontFamily))
  const dpr = globalThis.devicePixelRatio || 1
  const { cols, rows } = terminal
  let { fontSize, fits } = fitFont({ cols, rows, width: box.width, height: box.height, shape, max: box.max, dpr })
  terminal.options.fontSize = fontSize
  const screen = element.querySelector<HTMLElement>('.xterm-screen')
  for (let step = 0; fits && screen && step < 8 && tooLarge(screen, box); step++) {
    fontSize -= 0.25
    terminal.options.fontSize = fontSize
    fits = fontSize >= 5
  }
  store.setState({ fontSize, fits })
}

const tooLarge = (screen: HTMLElement, box: { width: number; height: number }) =>
  Number.parseFloat(screen.style.width) > box.width + 0.5 || Number.parseFloat(screen.style.height) > box.height + 0.5

function atTop(parts: Parts): void {
  const { active } = parts.terminal.buffer
  if (active.type !== 'normal' || active.viewportY > 0 || active.baseY === 0 || parts.askedHistory) return
  const lines = olderHistory({
    loaded: active.baseY,
    inSnapshot: parts.history.inSnapshot,
    total: parts.history.total,
    scrollback: parts.terminal.options.scrollback ?? 0,
  })
  if (lines !== null) askHistory(parts, lines)
}

function askHistory(parts: Parts, lines: number): void {
  parts.askedHistory = true
  parts.stream?.history(lines).catch((error: unknown) => {
    parts.askedHistory = false
    terminalHooks().onFailure(error)
  })
}

async function pasteText(parts: Parts, text: string): Promise<void> {
  await pasteInto(parts.paneId, text, parts.terminal.modes.bracketedPasteMode).catch(terminalHooks().onFailure)
  parts.terminal.focus()
}
