/*
 * A terminal has exactly the pane's columns and rows. It is made to fit its place by the font size, never by a CSS
 * transform: xterm 6 computes mouse coordinates from getBoundingClientRect and unscaled cell sizes, so that under a
 * transform every click would land on a wrong cell.
 */

/** What a monospaced font measures at 1 px of font size. JetBrains Mono: advance 0.6, height 1.32. */
export interface FontShape {
  readonly advance: number
  readonly height: number
}

export interface FitInput {
  readonly cols: number
  readonly rows: number
  /** CSS px that are free for the cells. */
  readonly width: number
  readonly height: number
  readonly shape: FontShape
  /** CSS px. */
  readonly max: number
  /** Device pixels per CSS px. */
  readonly dpr: number
}

/**
 * A pane with room around it is drawn up to this many times the user's font size: 80×24 in a large window is then read
 * from a chair's distance instead of sitting small in a corner. *Fit to window* goes by the user's own size.
 */
export const GROWTH = 1.5

/** CSS px: below this, text is a texture and nobody can type by it. */
export const MIN_FONT = 6
/** Font sizes are steps of this many CSS px: fine enough to use the space, coarse enough to keep glyph caches small. */
const STEP = 0.25

/** The size in CSS px of a terminal; xterm 6 rounds the cell's height up to whole device pixels. */
export function terminalSize(
  fontSize: number,
  input: Pick<FitInput, 'cols' | 'rows' | 'shape' | 'dpr'>,
): { width: number; height: number } {
  const { cols, rows, shape, dpr } = input
  return {
    width: Math.round(cols * fontSize * shape.advance),
    // The small slack keeps a height of 16.0000001 from becoming 17.
    height: Math.round((rows * Math.ceil(fontSize * shape.height * dpr - 1e-6)) / dpr),
  }
}

/** The largest font size (CSS px) with which the pane fits its place; `fits` is false when even the smallest is too large. */
export function fitFont(input: FitInput): { readonly fontSize: number; readonly fits: boolean } {
  const { cols, rows, width, height, shape, max } = input
  const guess = Math.min(max, width / (cols * shape.advance), height / (rows * shape.height))
  let fontSize = Math.max(MIN_FONT, Math.floor(guess / STEP) * STEP)
  while (fontSize > MIN_FONT && !inside(fontSize, input)) fontSize -= STEP
  return { fontSize, fits: inside(fontSize, input) }
}

function inside(fontSize: number, input: FitInput): boolean {
  const size = terminalSize(fontSize, input)
  return size.width <= input.width && size.height <= input.height
}

/** How many columns and rows fill a place at a given font size: what *Fit to window* asks tmux for. */
export function cellsIn(input: Omit<FitInput, 'cols' | 'rows' | 'max'> & { readonly fontSize: number }): {
  cols: number
  rows: number
} {
  const { width, height, shape, fontSize, dpr } = input
  const cellHeight = Math.ceil(fontSize * shape.height * dpr - 1e-6) / dpr
  return {
    cols: Math.min(2000, Math.max(2, Math.floor(width / (fontSize * shape.advance)))),
    rows: Math.min(1000, Math.max(1, Math.floor(height / cellHeight))),
  }
}
