import { HostError } from '../../ipc/failure'
import type { PaneId } from '../../ipc/model'
import { readJsonLayout } from './layout-json'

/*
 * tmux's layout strings: `b25f,80x24,0,0{40x24,0,0,1,39x24,41,0,2}`. A checksum, then cells `WIDTHxHEIGHT,LEFT,TOP` that
 * are a pane (`,NUMBER`), a row (`{…}`, side by side) or a column (`[…]`, one above the other). One cell of border lies
 * between neighbours. 3.7 lists floating panes among the cells, and again behind them (`<40x6,4,2,2>`); 3.8 writes JSON
 * (`layout-json.ts`) and still takes this.
 */

/** A rectangle in cells of the window, from its top left corner. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export type LayoutTree = Rectangle &
  (
    | { readonly kind: 'pane'; readonly paneId: PaneId | null }
    | { readonly kind: 'row' | 'column'; readonly children: readonly LayoutTree[] }
  )

/** Deeper than any window can be split (2 cells a level), so that a hostile string cannot exhaust the stack. */
const MAX_DEPTH = 300

function refuse(why: string): never {
  throw new HostError('bad-input', `The window layout cannot be read: ${why}.`)
}

/** tmux's checksum of a layout without its checksum: 16 bits, rotated right by one before each byte is added. */
export function layoutChecksum(body: string): string {
  let sum = 0
  for (let i = 0; i < body.length; i += 1) sum = (((sum >> 1) | ((sum & 1) << 15)) + body.charCodeAt(i)) & 0xffff
  return sum.toString(16).padStart(4, '0')
}

interface Cursor {
  readonly text: string
  at: number
  /** The floating panes' cells as they are written, e.g. `40x6,4,2,2`. */
  readonly floating: ReadonlySet<string>
}

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)
  if (found) cursor.at = pattern.lastIndex
  return found
}

function readChildren(cursor: Cursor, kind: 'row' | 'column', depth: number): LayoutTree[] {
  const close = kind === 'row' ? '}' : ']'
  const children: LayoutTree[] = []
  for (;;) {
    const child = readCell(cursor, depth)
    if (child) children.push(child)
    const next = cursor.text[cursor.at]
    cursor.at += 1
    if (next === close) return children
    if (next !== ',') refuse(`"${close}" or "," is missing at ${cursor.at - 1}`)
  }
}

/** The next cell; null for one whose panes all float. */
function readCell(cursor: Cursor, depth: number): LayoutTree | null {
  if (depth > MAX_DEPTH) refuse('it is nested too deeply')
  const from = cursor.at
  const found = take(cursor, /(\d{1,5})x(\d{1,5}),(\d{1,5}),(\d{1,5})/y)
  if (!found) refuse(`no cell at ${cursor.at}`)
  const [width = 0, height = 0, left = 0, top = 0] = found.slice(1).map(Number)
  const rectangle = { left, top, width, height }
  if (width < 1 || height < 1) refuse(`a cell of ${width}x${height}`)
  const open = take(cursor, /[{[]/y)?.[0]
  if (!open) {
    // `,5` is the pane's number unless it begins the next cell (`,5x3,…`); old layouts have no numbers.
    const number = take(cursor, /,(\d{1,9})(?![\dx])/y)?.[1]
    if (cursor.floating.has(cursor.text.slice(from, cursor.at))) return null
    return { ...rectangle, kind: 'pane', paneId: number === undefined ? null : `%${number}` }
  }
  const kind = open === '{' ? 'row' : 'column'
  const cell = { ...rectangle, kind, children: readChildren(cursor, kind, depth + 1) } as const
  assertFilled(cell)
  // One that floating panes leave alone fills its parent.
  return cursor.floating.size > 0 && cell.children.length < 2 ? (cell.children[0] ?? null) : cell
}

/** The children lie one after the other, a border apart, and fill their parent. */
function assertFilled(cell: Rectangle & { kind: 'row' | 'column'; children: readonly LayoutTree[] }): void {
  if (cell.children.length === 0) return
  const row = cell.kind === 'row'
  let next = row ? cell.left : cell.top
  for (const child of cell.children) {
    const fits = row
      ? child.left === next && child.top === cell.top && child.height === cell.height
      : child.top === next && child.left === cell.left && child.width === cell.width
    if (!fits) refuse(`the cell ${child.width}x${child.height},${child.left},${child.top} does not fit its neighbours`)
    next += (row ? child.width : child.height) + 1
  }
  if (next - 1 !== (row ? cell.left + cell.width : cell.top + cell.height))
    refuse(`the cells of ${cell.width}x${cell.height},${cell.left},${cell.top} do not fill it`)
}

function readOld(text: string): LayoutTree | null {
  const found = /^([0-9a-f]{4}),(.*)$/s.exec(text)
  const [, sum, whole] = found ?? []
  if (sum === undefined || whole === undefined) return refuse('it does not begin with a checksum')
  if (layoutChecksum(whole) !== sum) refuse('its checksum is wrong')
  const [, body = whole, list = ''] = /^([^<]*)<([\dx,]+)>$/.exec(whole) ?? []
  const floating = new Set(list.match(/\d+x\d+,\d+,\d+,\d+(?![\dx])/g) ?? [])
  const cursor: Cursor = { text: body, at: 0, floating }
  const tree = readCell(cursor, 0)
  if (cursor.at !== body.length) refuse(`something follows the last cell at ${cursor.at}`)
  return tree
}

function readJson(text: string): LayoutTree | null {
  try {
    return readJsonLayout(text)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'it is no layout')
  }
}

function assertTreeFilled(cell: LayoutTree): void {
  if (cell.kind === 'pane') return
  assertFilled(cell)
  for (const child of cell.children) assertTreeFilled(child)
}

/**
 * Reads a layout string of any version, without panes that float. Throws HostError `bad-input` for a wrong checksum, bad
 * syntax, cells that do not fill their parent (tmux would refuse them with "size mismatch"), or when all panes float.
 */
export function parseLayout(text: string): LayoutTree {
  const json = text.startsWith('{')
  const tree = json ? readJson(text) : readOld(text)
  if (!tree) return refuse('none of its panes is tiled')
  if (json) assertTreeFilled(tree)
  return tree
}

/**
 * A layout in the old notation, which every server takes and control clients are told: tmux 3.8 writes another one to
 * one-shot commands, with the active pane in it, so that the same layout would seem to change with who asks and with what
 * is active. Of floating panes nothing is left; what cannot be read stays as it is.
 */
export function plainLayout(text: string): string {
  if (!text.startsWith('{') && !text.endsWith('>')) return text
  try {
    return formatLayout(parseLayout(text))
  } catch {
    return text
  }
}

function formatCell(cell: LayoutTree): string {
  const head = `${cell.width}x${cell.height},${cell.left},${cell.top}`
  if (cell.kind === 'pane') return cell.paneId === null ? head : `${head},${cell.paneId.slice(1)}`
  const children = cell.children.map(formatCell).join(',')
  return cell.kind === 'row' ? `${head}{${children}}` : `${head}[${children}]`
}

/** The layout string of a tree, with its checksum, as `select-layout` takes it. */
export function formatLayout(tree: LayoutTree): string {
  const body = formatCell(tree)
  return `${layoutChecksum(body)},${body}`
}

/** The rectangles of all panes, in tmux's order (that of pane indexes). */
export function cellsOf(tree: LayoutTree): (Rectangle & { readonly paneId: PaneId | null })[] {
  if (tree.kind !== 'pane') return tree.children.flatMap(cellsOf)
  const { left, top, width, height, paneId } = tree
  return [{ left, top, width, height, paneId }]
}
