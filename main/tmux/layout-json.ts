import { z } from 'zod'
import type { LayoutTree } from './layout'

/*
 * The layout strings of tmux 3.8: `{"V":2,"L":{"t":"h","w":80,"h":24,"x":0,"y":0,"c":[{"t":"p",…,"I":"%1"},…]}}`. Told to
 * one-shot commands alone: control clients get the old notation unless they ask for this one. Panes that float above the
 * others stand among them with a place in depth (`z`); keys that are not named here say who is active.
 */

const size = z.number().int().min(1).max(99_999)
const place = z.number().int().min(0).max(99_999)
const Place = z.object({ w: size, h: size, x: place, y: place })
const Pane = Place.extend({
  t: z.literal('p'),
  I: z
    .string()
    .regex(/^%\d{1,9}$/)
    .optional(),
  z: z.number().optional(),
})
const Split = Place.extend({ t: z.enum(['h', 'v']), c: z.array(z.unknown()).min(1) })
const Cell = z.union([Pane, Split])
const Whole = z.object({ V: z.literal(2), L: z.unknown() })

/** Deeper than any window can be split (2 cells a level), so that a hostile string cannot exhaust the stack. */
const MAX_DEPTH = 300

/** The tree of what does not float, null for a floating pane; throws Error with the reason for anything else. */
function readCell(raw: unknown, depth: number): LayoutTree | null {
  if (depth > MAX_DEPTH) throw new Error('it is nested too deeply')
  const read = Cell.safeParse(raw)
  if (!read.success) throw new Error(`a cell ${depth} levels deep is none`)
  const cell = read.data
  const rectangle = { left: cell.x, top: cell.y, width: cell.w, height: cell.h }
  if (cell.t === 'p') return cell.z === undefined ? { ...rectangle, kind: 'pane', paneId: cell.I ?? null } : null
  const children = cell.c.map(child => readCell(child, depth + 1)).filter(child => child !== null)
  // One that is left alone fills its parent; tmux writes it without the parent in the old notation.
  if (children.length <= 1) return children[0] ?? null
  return { ...rectangle, kind: cell.t === 'h' ? 'row' : 'column', children }
}

/**
 * Reads such a string; floating panes are left out, as they have no place in the tree. Sizes are not compared. Throws
 * Error with the reason in words when it is none. null: nothing in it is tiled.
 */
export function readJsonLayout(text: string): LayoutTree | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new Error('it is no JSON')
  }
  const whole = Whole.safeParse(parsed)
  if (!whole.success) throw new Error('it is of an unknown version')
  return readCell(whole.data.L, 0)
}
