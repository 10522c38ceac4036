import type { SavedPane } from '../../ipc/checkpoint'
import type { ScreenShot } from '../agents/signals/gather'
import { maskParts } from '../checkpoints/secrets/mask-parts'
import type { Blobs } from '../checkpoints/store/blobs'

/*
 * What a lost pane is to show: its last screen, below the history that the session's newest checkpoint has of it.
 */

export interface Kept<T> {
  readonly value: T
  /** Bytes that it added to the disk. */
  readonly added: number
}

type Screen = Pick<SavedPane, 'screen' | 'rows' | 'width' | 'height'>

/** What is known of a lost pane's screen. */
export interface KnownScreens {
  /** The last one, while the host that saw it lives. */
  readonly shot: ScreenShot | null
  /** What an earlier checkpoint of the same loss has. */
  readonly own: (Screen & Pick<SavedPane, 'problem'>) | undefined
  /** What the newest checkpoint has that was taken while it lived. */
  readonly older: Screen | undefined
}

const LF = '\n'
const NONE = Buffer.alloc(0)
const SHOWS_OLDER = 'Its last screen was not kept: it shows the one of the newest checkpoint.'
/** Stands for rows between a checkpoint and the last screen, which nobody has. */
const GAP = Buffer.from('── what came in between was not kept ──\n')

/** The rows of a capture as parts of checkpoints have them: each ends with a line feed, as many as the screen is high. */
function rowsText({ rows, height }: ScreenShot): Buffer {
  const lines = rows.toString('latin1').split(LF)
  const whole = Array.from({ length: height }, (_, at) => `${lines[at] ?? ''}${LF}`)
  return Buffer.from(whole.join(''), 'latin1')
}

/** The last so many rows as they look without colours; captures differ in blanks at the end. */
function lookOf(text: Buffer, height: number): string {
  const rows = text
    .toString('latin1')
    .replace(/\u001b\[[0-9;:]*m|[\u000e\u000f]/g, '')
    .split(LF)
    .slice(0, -1)
  return rows
    .slice(-height)
    .map(row => row.trimEnd())
    .join(LF)
}

/** Keeps parts; what is masked already stays as it is, and costs nothing. */
async function keepParts(parts: readonly Buffer[], width: number, blobs: Blobs, mask: boolean) {
  const kept = mask ? await maskParts(parts, NONE, width) : parts
  const put = await Promise.all(kept.map(part => blobs.put(part)))
  return { screen: put.map(one => one.ref), added: put.reduce((sum, one) => sum + one.added, 0) }
}

/** A screen of before with what came after it; null when it cannot be read. */
async function keepAfter(
  before: Screen,
  after: readonly Buffer[],
  blobs: Blobs,
  mask: boolean,
): Promise<Kept<Screen['screen']> | null> {
  // That one may be of a time when nothing was masked.
  const old = mask ? await Promise.all(before.screen.map(part => blobs.get(part))).catch(() => null) : []
  if (!old) return null
  const { screen, added } = await keepParts([...old, ...after], before.width, blobs, mask)
  return { value: mask ? screen : [...before.screen, ...screen], added }
}

/** The last rows of what was kept; null when a part cannot be read. */
async function endOf({ screen }: Screen, height: number, blobs: Blobs): Promise<string | null> {
  let text = NONE
  for (const part of [...screen].reverse()) {
    const bytes = await blobs.get(part).catch(() => null)
    if (!bytes) return null
    text = Buffer.concat([bytes, text])
    if (text.toString('latin1').split(LF).length > height) break
  }
  return lookOf(text, height)
}

async function keepShot(
  shot: ScreenShot,
  older: Screen | undefined,
  blobs: Blobs,
  mask: boolean,
): Promise<Kept<Screen>> {
  const { width, height } = shot
  const text = rowsText(shot)
  const end = older && older.screen.length > 0 ? await endOf(older, height, blobs) : null
  if (older && end !== null) {
    const after = end === lookOf(text, height) ? [] : [GAP, text]
    const kept = await keepAfter(older, after, blobs, mask)
    const rows = older.rows + (after.length > 0 ? height + 1 : 0)
    if (kept) return { value: { screen: kept.value, rows, width, height }, added: kept.added }
  }
  const { screen, added } = await keepParts([text], width, blobs, mask)
  return { value: { screen, rows: height, width, height }, added }
}

/** Keeps the best that is known, and says what is missing of it. Rejects as `Blobs.put` does. */
export async function keepScreen(
  { shot, own, older }: KnownScreens,
  blobs: Blobs,
  mask: boolean,
): Promise<Kept<Screen | null> & { readonly problem: string }> {
  if (shot) return { ...(await keepShot(shot, older, blobs, mask)), problem: '' }
  for (const before of [own, older]) {
    if (!before || before.screen.length === 0) continue
    const kept = await keepAfter(before, [], blobs, mask)
    if (!kept) continue
    const { rows, width, height } = before
    const problem = before === older || own?.problem.includes(SHOWS_OLDER) ? SHOWS_OLDER : ''
    return { value: { screen: kept.value, rows, width, height }, added: kept.added, problem }
  }
  return { value: null, added: 0, problem: 'Its last screen was not kept.' }
}
