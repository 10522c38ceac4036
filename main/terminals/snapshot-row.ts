/** The state of a pane beside its cells, as one `display-message` tells it. Columns and rows count from 0. */
export interface SnapshotRow {
  readonly cols: number
  readonly rows: number
  /** `cursorX` = `cols`: the next character wraps first. */
  readonly cursorX: number
  readonly cursorY: number
  readonly cursorShown: boolean
  readonly insert: boolean
  readonly wrap: boolean
  readonly origin: boolean
  readonly keypad: boolean
  readonly cursorKeys: boolean
  readonly mouse1000: boolean
  readonly mouse1002: boolean
  readonly mouse1003: boolean
  readonly mouse1005: boolean
  readonly mouse1006: boolean
  readonly regionTop: number
  readonly regionBottom: number
  readonly alternate: boolean
  /** The main screen's cursor while the alternate one shows; -1 when the program did not save it. */
  readonly savedX: number
  readonly savedY: number
  readonly history: number
  readonly tabs: readonly number[]
  readonly dead: boolean
  /** DECSCUSR parameter 1–6, or 0 when the server does not tell (before 3.6). */
  readonly cursorStyle: number
  /** From 3.7 only; before, `paste-buffer -p` alone knows, which is why every paste goes through it. */
  readonly bracketedPaste: boolean
}

const VARIABLES = [
  'pane_width',
  'pane_height',
  'cursor_x',
  'cursor_y',
  'cursor_flag',
  'insert_flag',
  'wrap_flag',
  'origin_flag',
  'keypad_flag',
  'keypad_cursor_flag',
  'mouse_standard_flag',
  'mouse_button_flag',
  'mouse_all_flag',
  'mouse_utf8_flag',
  'mouse_sgr_flag',
  'scroll_region_upper',
  'scroll_region_lower',
  'alternate_on',
  'alternate_saved_x',
  'alternate_saved_y',
  'history_size',
  'pane_tabs',
  'pane_dead',
  'cursor_shape',
  'cursor_blinking',
  'bracket_paste_flag',
] as const

type Variable = (typeof VARIABLES)[number]

/** All values are tmux's own numbers and words, so a plain separator is safe. Unknown variables are empty (any version). */
export const SNAPSHOT_FORMAT = VARIABLES.map(name => `#{${name}}`).join(' ')

/** tmux keeps "not saved" as the largest unsigned number (3.3a `screen_init`). */
const LARGEST = 100_000

/** `ESC[n q`: 1 blinking block … 6 steady bar; tmux names the shapes block, underline, bar, default. */
function cursorStyle(shape: string, blinking: string): number {
  const base = { block: 1, underline: 3, bar: 5 }[shape]
  return base === undefined ? 0 : base + (blinking === '1' ? 0 : 1)
}

/** Reads the answer to `SNAPSHOT_FORMAT`; null when it is none (a pane without a size). */
export function parseSnapshotRow(answer: string): SnapshotRow | null {
  const values = answer.replace(/\r?\n[\s\S]*$/, '').split(' ')
  const text = (name: Variable) => values[VARIABLES.indexOf(name)] ?? ''
  const number = (name: Variable) => Number.parseInt(text(name), 10) || 0
  const saved = (name: Variable) => (text(name) === '' || number(name) > LARGEST ? -1 : number(name))
  const flag = (name: Variable) => text(name) === '1'
  const cols = number('pane_width')
  const rows = number('pane_height')
  if (values.length !== VARIABLES.length || cols < 1 || rows < 1) return null
  return {
    cols,
    rows,
    cursorX: Math.min(number('cursor_x'), cols),
    cursorY: Math.min(number('cursor_y'), rows - 1),
    cursorShown: flag('cursor_flag'),
    insert: flag('insert_flag'),
    wrap: flag('wrap_flag'),
    origin: flag('origin_flag'),
    keypad: flag('keypad_flag'),
    cursorKeys: flag('keypad_cursor_flag'),
    mouse1000: flag('mouse_standard_flag'),
    mouse1002: flag('mouse_button_flag'),
    mouse1003: flag('mouse_all_flag'),
    mouse1005: flag('mouse_utf8_flag'),
    mouse1006: flag('mouse_sgr_flag'),
    regionTop: number('scroll_region_upper'),
    regionBottom: text('scroll_region_lower') === '' ? rows - 1 : number('scroll_region_lower'),
    alternate: flag('alternate_on'),
    savedX: saved('alternate_saved_x'),
    savedY: saved('alternate_saved_y'),
    history: number('history_size'),
    tabs: (text('pane_tabs').match(/\d+/g) ?? []).map(Number),
    dead: flag('pane_dead'),
    cursorStyle: cursorStyle(text('cursor_shape'), text('cursor_blinking')),
    bracketedPaste: flag('bracket_paste_flag'),
  }
}
