/** One row of a pane's screen. Hostile text. */
export interface ScreenRow {
  /** As a person reads it, without styles and without blanks at its end. */
  readonly text: string
  /** The same, where faint (SGR 2) characters are blanks: suggestions and placeholders that nobody typed are gone. */
  readonly ink: string
}

/** What a pane shows at one moment: its visible rows, never its history (old lines would pass for new ones). */
export interface Screen {
  /** Cells. */
  readonly width: number
  readonly height: number
  /** From top to bottom; exactly `height` of them. */
  readonly rows: readonly ScreenRow[]
  /** The rows as they were captured, with their escapes: for the few signs that are colours alone (see `colourAt`). */
  readonly lines?: readonly string[]
  /** Cells from the top left; null while it is hidden. */
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** Unix ms at which it was read. */
  readonly at: number
}
