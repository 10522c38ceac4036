import type { PaneId } from '../../ipc/model'
import type { Undo } from '../../ipc/wire'
import type { ScreenShot } from '../agents/signals/gather'
import { panesOf, type SessionRecord } from './record'

/** The last screens of panes, in memory alone. */
export interface Screens {
  /** What a lost pane showed last, as it was kept with its loss; null when it was never seen. */
  of(loss: string, key: string): ScreenShot | null
  /** Keeps the screens of a session that is lost; `away`: it was seen by another host, whose panes had the same numbers. */
  keep(loss: string, record: SessionRecord, away: boolean): void
  drop(loss: string): void
  close(): void
}

/** Panes of servers that come and go: what has more screens than this forgets the oldest. */
const MOST = 1000

/** Hears of every screen that is captured. */
export function createScreens(onScreen: (listener: (shot: ScreenShot) => void) => Undo): Screens {
  const last = new Map<PaneId, ScreenShot>()
  const kept = new Map<string, ReadonlyMap<string, ScreenShot>>()
  const undo = onScreen(shot => {
    last.delete(shot.paneId)
    last.set(shot.paneId, shot)
    const [oldest] = last.keys()
    if (last.size > MOST && oldest !== undefined) last.delete(oldest)
  })
  return {
    of: (loss, key) => kept.get(loss)?.get(key) ?? null,
    keep(loss, record, away) {
      const shots = new Map<string, ScreenShot>()
      for (const { id, key } of away ? [] : panesOf(record)) {
        const shot = last.get(id)
        // A pane of an earlier server had the same number.
        if (shot && shot.at >= record.created * 1000) shots.set(key, shot)
        last.delete(id)
      }
      kept.set(loss, shots)
    },
    drop: loss => void kept.delete(loss),
    close: undo,
  }
}
