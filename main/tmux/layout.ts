import { HostError } from '../../ipc/failure'
import type { PaneId } from '../../ipc/model'

/*
 * tmux's layout strings: `b25f,80x24,0,0{40x24,0,0,1,39x24,41,0,2}`. A checksum, then cells `WIDTHxHEIGHT,LEFT,TOP` that
 * are a pane (`,NUMBER`), a row (`{…}`, side by side) or a column (`[…]`, one above the other). One cell of border lies
 * between neighbours.
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
}

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)
  if (found) cursor.at = pattern.lastIndex
  return found
}

function readChildren(cursor: Cursor, kind: 'row' | 'column', depth: number): LayoutTree[] {
  const close = kind === 'row' ? '}' : ']'
  const children = [readCell(cursor, depth)]
  for (;;) {
    const next = cursor.text[cursor.at]
    cursor.at += 1
    if (next === close) return children
    if (next !== ',') refuse(`"${close}" or "," is missing at ${cursor.at - 1}`)
    children.push(readCell(cursor, depth))
  }
}

function readCell(cursor: Cursor, depth: number): LayoutTree {
  if (depth > MAX_DEPTH) refuse('it is nested too deeply')
  const found = take(cursor, /(\d{1,5})x(\d{1,5}),(\d{1,5}),(\d{1,5})/y)
  if (!found) refuse(`no cell at ${cursor.at}`)
  const [width = 0, height = 0, left = 0, top = 0] = found.slice(1).map(Number)
  const rectangle = { left, top, width, height }
  if (width < 1 || height < 1) refuse(`a cell of ${width}x${height}`)
  const open = take(cursor, /[{[]/y)?.[0]
  if (!open) {
    // `,5` is the pane's number unless it begins the next cell (`,5x3,…`); old layouts have no numbers.
    const number = take(cursor, /,(\d{1,9})(?![\dx])/y)?.[1]
    return { ...rectangle, kind: 'pane', paneId: number === undefined ? null : `%${number}` }
  }
  const kind = open === '{' ? 'row' : 'column'
  const cell = { ...rectangle, kind, children: readChildren(cursor, kind, depth + 1) } as const
  assertFilled(cell)
  return cell
}

/** The children lie one after the other, a border apart, and fill their parent. */
function assertFilled(cell: Rectangle & { kind: 'row' | 'column'; children: readonly LayoutTree[] }): void {
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

/**
 * Reads a layout string. Throws HostError `bad-input` for a wrong checksum, bad syntax, or cells that do not fill their
 * parent (tmux would refuse them with "size mismatch").
 */
export function parseLayout(text: string): LayoutTree {
  const found = /^([0-9a-f]{4}),(.*)$/s.exec(text)
  const [, sum, body] = found ?? []
  if (sum === undefined || body === undefined) return refuse('it does not begin with a checksum')
  if (layoutChecksum(body) !== sum) refuse('its checksum is wrong')
  const cursor = { text: body, at: 0 }
  const tree = readCell(cursor, 0)
  if (cursor.at !== body.length) refuse(`something follows the last cell at ${cursor.at}`)
  return tree
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
