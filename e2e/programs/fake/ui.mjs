/*
 * Draws as these programs do: what is over is printed once and scrolls away, what lives (spinner, composer, menu) stands
 * below it and is drawn again with every change. Nothing of it is on the alternate screen.
 */

const write = text => process.stdout.write(text)

/** Cells of a character, near enough for the texts of tests. */
function cells(char) {
  const code = char.codePointAt(0)
  if (code < 0x300) return 1
  if (code <= 0x36f || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f)) return 0
  const wide =
    (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xd7a3) || (code >= 0xff00 && code <= 0xff60)
  return wide || code >= 0x1f000 ? 2 : 1
}

/** Cuts a line with styles into rows of at most `width` cells; styles go on in the next row by themselves. */
function wrap(line, width) {
  const rows = ['']
  let used = 0
  for (const [piece] of line.matchAll(/\x1b\[[0-9;]*m|[^\x1b]/gu)) {
    const size = piece.startsWith('\x1b') ? 0 : cells(piece)
    if (used + size > width) {
      rows.push('')
      used = 0
    }
    rows[rows.length - 1] += piece
    used += size
  }
  return rows
}

/** `live()` gives the lines that stand below and where the cursor is among them: `{ lines, cursor: { line, column } }`. */
export function createUi(live) {
  /** Rows from the first live row to where the cursor stands. */
  let above = 0

  const erase = () => `${above > 0 ? `\x1b[${above}A` : ''}\r\x1b[J`

  function drawn() {
    const width = process.stdout.columns ?? 80
    const { lines, cursor } = live()
    const rows = []
    let at = { row: 0, column: 0 }
    lines.forEach((line, n) => {
      if (n === cursor.line) {
        const row = Math.floor(cursor.column / width)
        at = { row: rows.length + row, column: cursor.column - row * width }
      }
      rows.push(...wrap(line, width))
    })
    const tallest = Math.max(1, (process.stdout.rows ?? 24) - 1)
    const shown = rows.slice(-tallest)
    at = { ...at, row: Math.max(0, at.row - (rows.length - shown.length)) }
    above = at.row
    const up = shown.length - 1 - at.row
    const right = at.column > 0 ? `\x1b[${at.column}C` : ''
    return `\x1b[?7l${shown.join('\x1b[0m\r\n')}\x1b[0m\x1b[?7h${up > 0 ? `\x1b[${up}A` : ''}\r${right}`
  }

  return {
    /** Prints lines for good, above what lives. */
    print(...lines) {
      write(`${erase()}${lines.map(line => `${line}\x1b[0m\r\n`).join('')}${drawn()}`)
    },
    draw: () => write(`${erase()}${drawn()}`),
    title: text => write(`\x1b]2;${text}\x07`),
    /** Leaves what stands there, with the cursor below it. */
    leave(...lines) {
      write(`${erase()}${lines.map(line => `${line}\x1b[0m\r\n`).join('')}\x1b[?25h\x1b[?2004l`)
    },
  }
}
