import type { TerminalColours } from '../terminals/theme'

/** Size and sharpness of a tile's drawing. */
export interface TileBox {
  /** Device px. */
  readonly width: number
  readonly height: number
  /** Largest font size in device px: a tile is never drawn larger than the same pane's live terminal. */
  readonly maxFont: number
}

/** One file of a shipped font. */
export interface TileFont {
  readonly family: string
  readonly url: string
  /** CSS font-weight: one or a range. */
  readonly weight: string
  /** CSS unicode-range. */
  readonly range: string
}

/** What all tiles share. */
export interface TileLook {
  readonly colours: TerminalColours
  readonly family: string
  /** Font size 1 px in px. */
  readonly advance: number
  readonly height: number
  /** Where the worker gets the shipped fonts from; a worker does not see the page's fonts. The same list all the time. */
  readonly fonts: readonly TileFont[]
}

export type ToWorker =
  | { readonly t: 'look'; readonly look: TileLook }
  | {
      readonly t: 'add'
      readonly tile: number
      readonly canvas: OffscreenCanvas
      readonly box: TileBox
      readonly serverVersion: string
    }
  | { readonly t: 'box'; readonly tile: number; readonly box: TileBox }
  | {
      readonly t: 'snapshot'
      readonly tile: number
      readonly cols: number
      readonly rows: number
      readonly bytes: Uint8Array
    }
  | { readonly t: 'output'; readonly tile: number; readonly bytes: Uint8Array }
  /** Nobody sees it: the terminal goes, the picture stays. */
  | { readonly t: 'rest'; readonly tile: number }
  | { readonly t: 'remove'; readonly tile: number }

/** One chunk of this tile has been parsed; chunks are answered in the order in which they came. */
export interface FromWorker {
  readonly t: 'parsed'
  readonly tile: number
  readonly chunks: number
}
