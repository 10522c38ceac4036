import { type KeyboardEvent, type RefObject, useEffect } from 'react'
import type { Pane, Session } from '../../../ipc/model'
import { type Direction, neighbour } from './neighbour'

interface Group {
  readonly session: Session
  readonly panes: readonly Pane[]
}

const ARROWS = new Set<string>(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'])

const tilesIn = (root: HTMLElement | null) => [...(root?.querySelectorAll<HTMLElement>('[data-tile]') ?? [])]

/**
 * Arrows, Home and End between the tiles of a grid, as one stop of Tab. Keys inside a terminal are the terminal's. When
 * the selection moves by a command, the focus follows if it was in the grid, or nowhere.
 */
export function useTileKeys(
  root: RefObject<HTMLElement | null>,
  groups: readonly Group[],
  selected: string | null,
  /** False until the tiles have been laid out for the first time. */
  ready: boolean,
) {
  const all = groups.flatMap(({ session, panes }) =>
    panes.map(pane => ({ id: pane.id, key: `${session.id}${pane.id}` })),
  )
  const reachable = (all.find(one => one.id === selected) ?? all[0])?.key ?? ''

  useEffect(() => {
    if (ready) followSelection(root.current, reachable)
  }, [root, reachable, ready])

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLElement) || !event.target.dataset.tile) return
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    const tiles = tilesIn(root.current)
    const next = target(tiles, tiles.indexOf(event.target), event.key)
    if (!next) return
    event.preventDefault()
    next.focus()
    next.scrollIntoView({ block: 'nearest' })
  }

  return { onKeyDown, reachable }
}

function target(tiles: readonly HTMLElement[], from: number, key: string): HTMLElement | undefined {
  if (key === 'Home') return tiles[0]
  if (key === 'End') return tiles.at(-1)
  if (!ARROWS.has(key)) return undefined
  const boxes = tiles.map(tile => tile.getBoundingClientRect())
  return tiles[neighbour(boxes, from, key as Direction)]
}

function followSelection(root: HTMLElement | null, key: string): void {
  const active = document.activeElement
  const inGrid = root?.contains(active) ?? false
  if (!root || (!inGrid && active !== document.body && active !== null)) return
  const tile = tilesIn(root).find(one => one.dataset.tile === key)
  if (!tile || tile.contains(active)) return
  // Whoever typed in a terminal goes on typing in the next one.
  const typed = active?.classList.contains('xterm-helper-textarea')
  const next = (typed && tile.querySelector<HTMLElement>('.xterm-helper-textarea')) || tile
  next.focus({ preventScroll: true })
  tile.scrollIntoView({ block: 'nearest' })
}
