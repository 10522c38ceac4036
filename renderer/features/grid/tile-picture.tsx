import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PaneId } from '../../../ipc/model'
import { settingsStore } from '../../state/settings-store'
import { GROWTH } from '../../terminals/font-fit'
import { type PaneTile, pageTiles, type TileState } from '../../tiles/tiles'
import { StatusCover } from '../terminal/status-cover'
import { PADDING } from './columns'

const NOTHING: StoreApi<TileState> = createStore<TileState>(() => ({ status: { kind: 'opening' }, drawn: false }))

/** A pane's screen, drawn small by the worker while it is in view. */
export function TilePicture({
  paneId,
  name,
  stale,
}: {
  readonly paneId: PaneId
  readonly name: string
  readonly stale: boolean
}) {
  const place = useRef<HTMLDivElement>(null)
  const [tile, setTile] = useState<PaneTile | null>(null)
  const { status, drawn } = useStore(tile?.store ?? NOTHING)

  useEffect(() => {
    const node = place.current
    if (!node) return
    // A canvas gives its drawing away only once, so each effect makes its own.
    const canvas = document.createElement('canvas')
    node.append(canvas)
    const own = pageTiles().create(paneId, canvas, boxOf(node))
    setTile(own)
    const resize = new ResizeObserver(() => own.setBox(boxOf(node)))
    resize.observe(node)
    const watch = new IntersectionObserver(([entry]) => own.setVisible(entry?.isIntersecting ?? false), {
      // Just outside is about to be seen: it is opened before it shows.
      rootMargin: '200px',
    })
    watch.observe(node)
    const undoSettings = settingsStore.subscribe(({ settings }, { settings: before }) => {
      if (settings?.terminalFontSize !== before?.terminalFontSize) own.setBox(boxOf(node))
    })
    return () => {
      undoSettings()
      watch.disconnect()
      resize.disconnect()
      own.dispose()
      canvas.remove()
    }
  }, [paneId])

  return (
    <div className={`tile-picture${stale ? ' is-stale' : ''}`}>
      <div className="tile-canvas" ref={place} role="img" aria-label={`Screen of ${name}`} style={{ inset: PADDING }} />
      <StatusCover status={status} drawn={drawn} />
    </div>
  )
}

/** Device px of what can be drawn on, and the largest font. */
function boxOf(node: HTMLElement) {
  const dpr = window.devicePixelRatio || 1
  const size = settingsStore.getState().settings?.terminalFontSize ?? 13
  return {
    width: Math.max(1, Math.round(node.clientWidth * dpr)),
    height: Math.max(1, Math.round(node.clientHeight * dpr)),
    maxFont: size * GROWTH * dpr,
  }
}
