import type { ITheme } from '@xterm/xterm'
import type { Undo } from '../../ipc/wire'

/** The colours of a terminal; `ansi` are the 16 named ones in xterm's order. */
export interface TerminalColours {
  readonly foreground: string
  readonly background: string
  readonly cursor: string
  readonly selection: string
  readonly ansi: readonly string[]
}

/** Contrast below which xterm changes a foreground: WCAG AA, for agents paint for one background and people use another. */
export const MIN_CONTRAST = 4.5

/** Each at least 4.5:1 on `--term-bg` of its theme, but for the one that is meant to be nearly invisible (black, white). */
const ANSI = {
  dark: [
    ...['#2a333f', '#f0706a', '#5cc98a', '#e5b454', '#62a8f5', '#c58af0', '#4fc3cf', '#c7d0db'],
    ...['#7f8ea0', '#ff938c', '#84e0aa', '#f7cd78', '#8fc2ff', '#d9adff', '#7ddce6', '#f4f7fb'],
  ],
  light: [
    ...['#16202c', '#b72620', '#18713f', '#84560a', '#1459b3', '#7d35a8', '#0b6b78', '#5f6b7a'],
    ...['#4b5a6b', '#cf3a33', '#1a7f4b', '#96600a', '#1763c6', '#8e44c0', '#0f7786', '#66727f'],
  ],
} as const

const FALLBACK = {
  dark: { foreground: '#e3e9f1', background: '#0a0e14' },
  light: { foreground: '#16202c', background: '#fdfdfc' },
} as const

/** The named colours of a theme; every index from 0 to 15 is there. */
export function ansiColours(theme: 'dark' | 'light'): readonly string[] {
  return ANSI[theme]
}

/** Which theme the page shows: `data-theme` on the root when it is set, else the system's. */
export function currentTheme(): 'dark' | 'light' {
  const set = document.documentElement.dataset.theme
  if (set === 'light' || set === 'dark') return set
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}

/** The terminal colours of the present theme, from the page's tokens. */
export function terminalColours(): TerminalColours {
  const theme = currentTheme()
  const style = getComputedStyle(document.documentElement)
  const token = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback
  const foreground = token('--text', FALLBACK[theme].foreground)
  return {
    foreground,
    background: token('--term-bg', FALLBACK[theme].background),
    cursor: foreground,
    selection: theme === 'dark' ? '#3b5170' : '#bcd3f2',
    ansi: ANSI[theme],
  }
}

/** Runs when the theme changes, by setting or by the system. */
export function onThemeChange(listener: () => void): Undo {
  const media = matchMedia('(prefers-color-scheme: light)')
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  media.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    media.removeEventListener('change', listener)
  }
}

/** The same colours as xterm names them. */
export function xtermTheme(colours: TerminalColours): ITheme {
  const [black, red, green, yellow, blue, magenta, cyan, white] = colours.ansi
  const [brightBlack, brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite] =
    colours.ansi.slice(8)
  return {
    ...{ foreground: colours.foreground, background: colours.background },
    ...{ cursor: colours.cursor, cursorAccent: colours.background, selectionBackground: colours.selection },
    ...{ black, red, green, yellow, blue, magenta, cyan, white },
    ...{ brightBlack, brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite },
  } as ITheme
}
