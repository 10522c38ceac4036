import fc from 'fast-check'

/*
 * For tests alone: random terminal work that tmux 3.3a and xterm.js understand alike. Left out, because the two differ
 * whatever a snapshot does (facts of 36 one-operation tests): a coloured background under erasing, scrolling or a wrap
 * (3.3a's captures end at the last used cell; xterm paints new lines), REP, DECALN, DECSC with origin mode, clusters
 * joined by ZWJ or widened by VS16, Unicode 15.
 */

export const COLS = 40
export const ROWS = 10

const WORDS = [
  'a',
  'agent',
  'The quick brown fox ',
  '日本',
  '漢字テスト',
  'é',
  '한글',
  '🚀',
  'e\u0301',
  'ß→',
  '│─',
  'x'.repeat(70),
]
const FOREGROUNDS = ['0', '1', '2', '3', '4', '7', '9', '31', '92', '38;5;208', '38;2;1;200;3', '22', '24', '39']
const PAINT = ['41', '104', '48;5;17', '48;2;90;0;90', '1;44;33', '7']

const x = fc.integer({ min: 1, max: COLS })
const y = fc.integer({ min: 1, max: ROWS })
const few = fc.integer({ min: 1, max: 4 })

const text = fc.constantFrom(...WORDS)
const pen = fc.constantFrom(...FOREGROUNDS).map(sgr => `\x1b[${sgr}m`)
const goTo = fc.tuple(y, x).map(([row, col]) => `\x1b[${row};${col}H`)
/** Paint where it can neither wrap nor scroll. */
const paint = fc
  .tuple(y, fc.integer({ min: 1, max: COLS - 12 }), fc.constantFrom(...PAINT))
  .map(([row, col, sgr]) => `\x1b[${row};${col}H\x1b[0m\x1b[${sgr}mpainted 日\x1b[0m`)
const line = fc.constantFrom('\r\n', '\n', '\r', '\r\n\r\n', '\b', '\t')
const erase = fc.constantFrom('\x1b[K', '\x1b[1K', '\x1b[2K', '\x1b[J', '\x1b[1J').map(bytes => `\x1b[0m${bytes}`)
const edit = fc
  .tuple(few, fc.constantFrom('@', 'P', 'X', 'L', 'M', 'S'))
  .map(([count, verb]) => `\x1b[0m\x1b[${count}${verb}`)
const drawing = fc.constantFrom('\x1b)0\x0elqqk\x0f', '\x1b(0mqqj\x1b(B')
const wrapping = fc.constant(`\x1b[0m${'wrapped line of words '.repeat(6)}\r\n`)
const region = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 6, max: ROWS }))
  .map(([a, b]) => `\x1b[${a};${b}r`)
const mode = fc.constantFrom(
  '\x1b[4h',
  '\x1b[4l',
  '\x1b[?7l',
  '\x1b[?7h',
  '\x1b[?1h',
  '\x1b[?1l',
  '\x1b=',
  '\x1b>',
  '\x1b[?25l',
  '\x1b[?25h',
  '\x1b[?1000h',
  '\x1b[?1002h',
  '\x1b[?1003h',
  '\x1b[?1006h',
  '\x1b[?1000l',
  '\x1bH',
  '\x1b[3g',
)
const alternate = fc.constantFrom('\x1b[0m\x1b[?1049h', '\x1b[0m\x1b[?1049l')
/** To the last column, and one further: the wrap stays pending. */
const edge = fc.tuple(y).map(([row]) => `\x1b[${row};${COLS}H.`)

/** Both ways at once: leaving a screen that was never entered moves the cursor in xterm alone. */
const excursion = fc.constant('\x1b[0m\x1b[?1049h\x1b[2J\x1b[Hmenu\x1b[?1049l')

/**
 * No LF alone: with a wrap pending, tmux keeps it pending on the next line and xterm does not. No backspace: at the
 * margin tmux goes back to a line that wrapped, xterm stays.
 */
const furtherLine = fc.constantFrom('\r\n', '\r', '\r\n\r\n', '\t')

const narrow = fc.constantFrom('a', 'agent', 'The quick brown fox ', 'ß→', '│─', 'x'.repeat(70))

const END = '\x1b[0m\x1b(B\x0f'

/** A piece of work as bytes; ends with a plain pen, because no tmux tells the pen. */
export const anyWork = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: text },
      { weight: 4, arbitrary: line },
      { weight: 3, arbitrary: fc.oneof(pen, goTo, paint) },
      { weight: 2, arbitrary: fc.oneof(erase, edit, wrapping, edge) },
      { weight: 1, arbitrary: fc.oneof(drawing, region, mode, alternate) },
    ),
    { minLength: 5, maxLength: 120 },
  )
  .map(pieces => pieces.join('') + END)

/** Work that goes on from there, on lines without wide characters: xterm and tmux leave different halves of a cut one. */
export const furtherWork = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: narrow },
      { weight: 4, arbitrary: furtherLine },
      { weight: 2, arbitrary: pen },
      { weight: 1, arbitrary: fc.oneof(drawing, excursion) },
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map(pieces => `\x1b[4l\x1b[2K\x1b[J${pieces.join('')}${END}`)
