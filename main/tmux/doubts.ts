import type { PaneId } from '../../ipc/model'
import { seenBySubscriptions } from './subscriptions'
import type { TmuxPane } from './types'

/**
 * ms after a listing within which tmux has told what it looks at once a second (3.3a), if that has changed. What it has
 * not told by then is again what it told last.
 */
const SETTLE = 1100

/** Values that a listing has brought and that tmux itself has not told: they may have lasted for less than its second. */
export interface Doubts {
  /** tmux told a value of a subscription. */
  told(paneId: PaneId, name: string, value: string): void
  /** A listing has replaced `before` by `after`. Unchanged panes are the same objects. */
  listed(before: readonly TmuxPane[], after: readonly TmuxPane[]): void
  /** Forgets everything: the server is gone, or nobody wants to know any more. */
  clear(): void
}

/**
 * tmux tells a title or a program only when it differs from what it told last. A listing may bring one that is gone before
 * tmux looks: then tmux tells nothing, and what was listed would stay. So `onDoubt` is called about 1.1 s after a listing
 * that has brought what tmux did not tell before nor since; a listing that brings nothing new causes no call, hence there
 * is no loop.
 */
export function createDoubts(onDoubt: () => void): Doubts {
  const values = new Map<PaneId, Map<string, string>>()
  /** When each doubt is due (monotonic ms), by pane and name; in the order of their times. */
  const due = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  function wait(): void {
    const [first] = due.values()
    if (first === undefined || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      const now = performance.now()
      const old = [...due].filter(([, at]) => at <= now)
      for (const [key] of old) due.delete(key)
      if (old.length > 0) onDoubt()
      wait()
    }, first - performance.now())
  }

  function compare(before: TmuxPane, after: TmuxPane, said: ReadonlyMap<string, string>): void {
    const was = seenBySubscriptions(before)
    for (const [name, value] of seenBySubscriptions(after)) {
      if (!said.has(name) || was.get(name) === value) continue
      const key = `${after.id} ${name}`
      due.delete(key)
      if (said.get(name) !== value) due.set(key, performance.now() + SETTLE)
    }
  }

  return {
    told(paneId, name, value) {
      due.delete(`${paneId} ${name}`)
      const said = values.get(paneId)
      if (said) said.set(name, value)
      else values.set(paneId, new Map([[name, value]]))
    },
    listed(before, after) {
      if (before === after) return
      const known = new Map(before.map(pane => [pane.id, pane]))
      const there = new Set(after.map(pane => pane.id))
      for (const id of [...values.keys()]) if (known.has(id) && !there.has(id)) values.delete(id)
      for (const pane of after) {
        const [old, said] = [known.get(pane.id), values.get(pane.id)]
        if (old && said && old !== pane) compare(old, pane, said)
      }
      wait()
    },
    clear() {
      values.clear()
      due.clear()
      clearTimeout(timer)
      timer = undefined
    },
  }
}
