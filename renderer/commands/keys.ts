/*
 * Keys of commands, as `ipc/commands.ts` writes them: `Mod+N`, `F6`, `Mod+.`. `Mod` is Ctrl+Shift on Linux and Windows
 * and Cmd on macOS, so that no key that a terminal needs is ever taken.
 */

/** The fields of a KeyboardEvent that matching looks at. */
export interface KeyStroke {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

/** What Shift makes of our signs on the layouts where the sign itself is gone from `key`. */
const UNSHIFTED: Readonly<Record<string, string>> = { '>': '.', '<': ',', '+': '=', _: '-', '?': '/' }

const BY_CODE: Readonly<Record<string, string>> = {
  Period: '.',
  Comma: ',',
  Equal: '=',
  Minus: '-',
  Slash: '/',
}

const SIGNS = new Set(['.', ',', '=', '-', '/'])

/**
 * The key's name as commands write it. The character decides, because layouts move letters (AZERTY's A is at KeyQ);
 * the place on the keyboard decides where the character says nothing to us (Cyrillic letters, signs under Shift).
 */
export function keyName({ key, code }: KeyStroke): string {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase()
  if (SIGNS.has(key)) return key
  const unshifted = UNSHIFTED[key]
  if (unshifted) return unshifted
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return letter
  return BY_CODE[code] ?? key
}

interface ParsedKeys {
  readonly mod: boolean
  readonly name: string
}

function parseKeys(keys: string): ParsedKeys {
  return keys.startsWith('Mod+') ? { mod: true, name: keys.slice(4) } : { mod: false, name: keys }
}

/** Whether this stroke is that command's key. */
export function matchesKeys(stroke: KeyStroke, keys: string, mac: boolean): boolean {
  const { mod, name } = parseKeys(keys)
  if (keyName(stroke) !== name || stroke.altKey) return false
  if (!mod) return !stroke.ctrlKey && !stroke.metaKey && !stroke.shiftKey
  if (!mac) return stroke.ctrlKey && stroke.shiftKey && !stroke.metaKey
  // On some layouts a sign needs Shift; for letters and named keys Cmd+Shift is another key.
  return stroke.metaKey && !stroke.ctrlKey && (!stroke.shiftKey || SIGNS.has(name))
}

const NAMED: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
}

/** The parts of a key as they are shown: `['Ctrl', 'Shift', 'N']`, on macOS `['⌘', 'N']`. */
export function keyCaps(keys: string, mac: boolean): string[] {
  const { mod, name } = parseKeys(keys)
  const shown = NAMED[name] ?? name
  if (!mod) return [shown]
  return mac ? ['⌘', shown] : ['Ctrl', 'Shift', shown]
}

/** The short form for buttons: `⌃⇧N`, on macOS `⌘N`. */
export function keyHint(keys: string, mac: boolean): string {
  const { mod, name } = parseKeys(keys)
  const shown = NAMED[name] ?? name
  if (!mod) return shown
  return mac ? `⌘${shown}` : `⌃⇧${shown}`
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(keys: string, mac: boolean): string {
  const { mod, name } = parseKeys(keys)
  if (!mod) return name
  return mac ? `Meta+${name}` : `Control+Shift+${name}`
}

/** Whether this page runs on macOS. `platform` is deprecated but the only answer that every engine gives at once. */
export function isMac(platform: string = navigator.platform): boolean {
  return platform.startsWith('Mac')
}
