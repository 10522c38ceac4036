import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { Undo } from '../../../ipc/wire'
import { settingsStore } from '../../state/settings-store'
import { fontReady, fontShape, forgetFontShapes, terminalFamily } from '../../terminals/font'
import { fitFont } from '../../terminals/font-fit'
import { muteReplies } from '../../terminals/replies'
import { MIN_CONTRAST, onThemeChange, terminalColours, xtermTheme } from '../../terminals/theme'
import { loadWidths } from '../../terminals/unicode-addon'

export interface SavedScreenParts {
  /** Cells of the pane as it was. */
  readonly cols: number
  readonly rows: number
  /** Version of the tmux that counted the widths of its characters. */
  readonly version: string
  /** Accessible name. */
  readonly name: string
  /** History and screen, rows joined by line feeds (a blank last row stays one), with SGR escapes. Hostile: it meets nothing but xterm's parser. */
  readonly text: string
}

/** Keys scroll; no key is taken from the page, least of all Tab. */
function scrollByKey(terminal: Terminal, { type, key }: KeyboardEvent): boolean {
  if (type !== 'keydown') return false
  if (key === 'ArrowUp') terminal.scrollLines(-1)
  else if (key === 'ArrowDown') terminal.scrollLines(1)
  else if (key === 'PageUp') terminal.scrollPages(-1)
  else if (key === 'PageDown') terminal.scrollPages(1)
  else if (key === 'Home') terminal.scrollToTop()
  else if (key === 'End') terminal.scrollToBottom()
  return false
}

/**
 * Keeps xterm from seeing focus and blur. On blur it draws its rows anew at once, between two places of the focus: a
 * dialog's focus scope (Radix) then takes the focus for lost, and Tab would lead to the dialog instead of what is next.
 */
function hideFocus(place: HTMLElement): Undo {
  const stop = (event: Event) => event.stopPropagation()
  const kinds = ['focus', 'blur']
  for (const kind of kinds) place.addEventListener(kind, stop, true)
  return () => {
    for (const kind of kinds) place.removeEventListener(kind, stop, true)
  }
}

/** The largest font size with which the columns fit; its rows may be more than the place shows. */
function chooseSize(terminal: Terminal, place: HTMLElement): void {
  const width = place.clientWidth
  if (width < 1) return
  const { cols, rows } = terminal
  const shape = fontShape(String(terminal.options.fontFamily))
  const max = settingsStore.getState().settings?.terminalFontSize ?? 13
  const dpr = globalThis.devicePixelRatio || 1
  terminal.options.fontSize = fitFont({ cols, rows, width, height: Number.POSITIVE_INFINITY, shape, max, dpr }).fontSize
}

/**
 * Draws a saved screen into `place`: a real terminal that takes no input, opens no links, answers no questions and
 * writes no clipboard. The undo takes it away.
 */
export function drawSavedScreen(place: HTMLElement, { cols, rows, version, name, text }: SavedScreenParts): Undo {
  const terminal = new Terminal({
    allowProposedApi: true,
    cols: Math.max(2, Math.min(1000, cols)),
    rows: Math.max(1, Math.min(500, rows)),
    convertEol: true,
    disableStdin: true,
    screenReaderMode: true,
    scrollback: text.split('\n').length,
    fontFamily: terminalFamily(settingsStore.getState().settings?.terminalFont ?? ''),
    minimumContrastRatio: MIN_CONTRAST,
    cursorInactiveStyle: 'none',
    theme: xtermTheme(terminalColours()),
    linkHandler: { activate: () => {} },
    logLevel: 'off',
  })
  loadWidths(terminal, version)
  const replies = muteReplies(terminal.parser)
  terminal.attachCustomKeyEventHandler(event => scrollByKey(terminal, event))
  const undoFocus = hideFocus(place)
  terminal.open(place)
  terminal.textarea?.setAttribute('aria-label', name)
  terminal.textarea?.setAttribute('readonly', '')
  let live = true
  const refit = () => chooseSize(terminal, place)
  refit()
  terminal.write('\x1b[?25l')
  terminal.write(text, () => live && terminal.scrollToBottom())
  void fontReady(String(terminal.options.fontFamily)).then(() => {
    if (!live) return
    forgetFontShapes()
    refit()
  })
  const observer = new ResizeObserver(refit)
  observer.observe(place)
  const undoTheme = onThemeChange(() => {
    terminal.options.theme = xtermTheme(terminalColours())
  })
  return () => {
    live = false
    observer.disconnect()
    undoTheme()
    undoFocus()
    replies.dispose()
    // xterm 6 parses what was written before, also when it is disposed, and then complains: it goes when that is done.
    terminal.write('', () => terminal.dispose())
    place.replaceChildren()
  }
}
