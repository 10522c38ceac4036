import type { FromWorker, TileBox, TileFont, TileLook, ToWorker } from './protocol'
import { createScreen, type Screen } from './screen'
import { createTilePainter, type TilePainter } from './tile-painter'

/** What the worker needs of the place where it runs. */
export interface WorkerPorts {
  post(message: FromWorker): void
  nextFrame(run: () => void): void
  loadFont(font: TileFont): Promise<void>
}

interface Tile {
  readonly canvas: OffscreenCanvas
  readonly painter: TilePainter
  readonly serverVersion: string
  box: TileBox
  screen: Screen | null
  dirty: boolean
}

interface State {
  readonly ports: WorkerPorts
  readonly tiles: Map<number, Tile>
  /** Chunks parsed since the last message to the page, by tile. */
  readonly parsed: Map<number, number>
  look: TileLook | null
  fonts: string
  frameAsked: boolean
}

/** Holds the screens of the visible tiles and draws what changed, at most once a frame. */
export function createTileWorker(ports: WorkerPorts): { receive(message: ToWorker): void } {
  const state: State = { ports, tiles: new Map(), parsed: new Map(), look: null, fonts: '', frameAsked: false }
  return { receive: message => receive(state, message) }
}

function receive(state: State, message: ToWorker): void {
  if (message.t === 'look') return setLook(state, message.look)
  if (message.t === 'add') return addTile(state, message)
  const tile = state.tiles.get(message.tile)
  if (!tile) return
  if (message.t === 'box') {
    resize(tile, message.box)
    touch(state, tile)
  } else if (message.t === 'remove' || message.t === 'rest') {
    tile.screen?.dispose()
    tile.screen = null
    state.parsed.delete(message.tile)
    if (message.t === 'remove') state.tiles.delete(message.tile)
  } else feed(state, tile, message)
}

function addTile(state: State, message: Extract<ToWorker, { t: 'add' }>): void {
  const brush = message.canvas.getContext('2d', { alpha: false })
  if (!brush) return
  const { canvas, box, serverVersion } = message
  const tile: Tile = { canvas, painter: createTilePainter(brush), serverVersion, box, screen: null, dirty: false }
  resize(tile, box)
  if (state.look) {
    brush.fillStyle = state.look.colours.background
    brush.fillRect(0, 0, box.width, box.height)
  }
  state.tiles.set(message.tile, tile)
}

function resize(tile: Tile, box: TileBox): void {
  tile.box = box
  tile.painter.forget()
  // Setting a size clears the canvas, also when it is the same.
  if (tile.canvas.width !== box.width) tile.canvas.width = box.width
  if (tile.canvas.height !== box.height) tile.canvas.height = box.height
}

function feed(state: State, tile: Tile, message: Extract<ToWorker, { t: 'snapshot' | 'output' }>): void {
  if (message.t === 'snapshot') tile.screen ??= createScreen(tile.serverVersion, () => touch(state, tile))
  const { screen } = tile
  if (!screen) return
  const parsed = () => {
    // A screen that was put to rest goes on parsing; what it owed ended with its stream.
    if (tile.screen !== screen) return
    state.parsed.set(message.tile, (state.parsed.get(message.tile) ?? 0) + 1)
    askFrame(state)
  }
  if (message.t === 'output') return screen.sink.output(message.bytes, parsed)
  const { cols, rows, bytes } = message
  screen.sink.snapshot({ cols, rows, bytes, history: 0, historyTotal: 0 }, parsed)
}

function setLook(state: State, look: TileLook): void {
  state.look = look
  const redraw = () => {
    for (const tile of state.tiles.values()) {
      tile.painter.forget()
      touch(state, tile)
    }
  }
  redraw()
  const fonts = look.fonts.map(font => font.url).join(' ')
  if (state.fonts === fonts) return
  state.fonts = fonts
  // Until then, and if it never comes, the fallback fonts are drawn.
  for (const font of look.fonts) state.ports.loadFont(font).then(redraw, () => {})
}

function touch(state: State, tile: Tile): void {
  tile.dirty = true
  askFrame(state)
}

function askFrame(state: State): void {
  if (state.frameAsked) return
  state.frameAsked = true
  state.ports.nextFrame(() => {
    state.frameAsked = false
    frame(state)
  })
}

function frame(state: State): void {
  const { look } = state
  if (look)
    for (const tile of state.tiles.values()) {
      const { screen } = tile
      if (!tile.dirty || !screen) continue
      tile.dirty = false
      const picture = {
        cols: screen.cols,
        rows: screen.rows,
        row: (row: number) => screen.row(row, look.colours),
        cursor: () => screen.cursor(),
      }
      tile.painter.paint(picture, tile.box, look)
    }
  // Acks wait for the frame: a tile that cannot be drawn in time slows its own stream, and nobody else's.
  for (const [tile, chunks] of state.parsed) state.ports.post({ t: 'parsed', tile, chunks })
  state.parsed.clear()
}
