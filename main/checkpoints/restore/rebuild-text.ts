import type { BlobRef, Checkpoint } from '../../../ipc/checkpoint'
import { applySgr, type Pen, PLAIN_PEN, penBytes, unpenBytes } from '../../terminals/pen'
import type { Blobs } from '../store/blobs'

/**
 * SGR and the shifts of line drawing are kept. All else that a terminal acts on goes: links and titles with their text,
 * other sequences, single controls of both sets (in "binary" text C1 controls show as their UTF-8, `\u00c2\u0080`…).
 */
const CONTROL =
  /\u001b\[([0-9;:]{0,200})m|\u001b[\]P^_X][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|\u001b\[[0-?]*[ -/]*[@-~]?|\u001b[^\n]?|\u00c2[\u0080-\u009f]|[\u0000-\u0008\u000b-\u001f\u007f]/g

/** One row that stands for itself: it begins with the pen that it was drawn with, and ends with the plain one. */
function standAlone(row: string, before: Pen): { text: string; after: Pen } {
  let pen = before
  const inside = row.replace(CONTROL, (found, sgr: string | undefined) => {
    if (sgr !== undefined) pen = applySgr(pen, sgr)
    else if (found === '\u000e' || found === '\u000f') pen = { ...pen, shifted: found === '\u000e' }
    else return ''
    return found
  })
  // A row's background would fill the rows that the terminal scrolls in.
  return { text: `${penBytes(before)}${inside}${unpenBytes(pen)}`, after: pen }
}

/** Rows of a capture as lines that can be printed into any terminal: hostile text, of which only its look is left. */
export function printable(text: Buffer): Buffer {
  let pen: Pen = PLAIN_PEN
  const rows = text
    .toString('latin1')
    .split('\n')
    .map(row => {
      const { text: one, after } = standAlone(row, pen)
      pen = after
      return one
    })
  while (rows.length > 0 && /^(?:\u001b\[[0-9;:]*m|[ \t\u000e\u000f])*$/.test(rows.at(-1) ?? '')) rows.pop()
  return Buffer.from(rows.map(row => `${row}\n`).join(''), 'latin1')
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The line between what was and what is: `── restored from "NAME", 12 Nov 10:15 ──`. */
export function restoredLine({ name, at }: Pick<Checkpoint, 'name' | 'at'>): string {
  const when = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const time = `${when.getDate()} ${MONTHS[when.getMonth()]} ${two(when.getHours())}:${two(when.getMinutes())}`
  const plain = name.replace(/\p{Cc}/gu, ' ').trim()
  return plain === '' ? `── restored from a checkpoint, ${time} ──` : `── restored from "${plain}", ${time} ──`
}

/**
 * What a restored pane shows first: its old history and screen, then the line. A damaged part is named in its place, and
 * what is left is shown.
 */
export async function textOfPane(
  screen: readonly BlobRef[],
  blobs: Pick<Blobs, 'get'>,
  line: string,
): Promise<{ text: Buffer; damaged: number }> {
  let damaged = 0
  const parts: Buffer[] = []
  for (const ref of screen) {
    const part = await blobs.get(ref).catch(() => null)
    if (part === null) damaged += 1
    parts.push(part ?? Buffer.from('── this part was damaged ──'))
    if (part === null || part.at(-1) !== 0x0a) parts.push(Buffer.from('\n'))
  }
  // `ESC ) 0`: captures switch to line drawing by a shift, which is text in a terminal that nobody told of it.
  const head = Buffer.from('\u001b)0')
  return { text: Buffer.concat([head, printable(Buffer.concat(parts)), Buffer.from(`${line}\n`)]), damaged }
}
