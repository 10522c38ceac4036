import { useSyncExternalStore } from 'react'
import { createEmitter } from '../../../ipc/wire'
import { age, nextTry } from './names'

const ticks = createEmitter<number>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | null = null

/** One clock for all ages: it ticks only while something shows an age. */
function subscribe(listener: () => void): () => void {
  const undo = ticks.on(listener)
  if (timer === null) {
    // Nothing has shown an age for a while: React reads the words again after subscribing.
    now = Date.now()
    timer = setInterval(() => {
      now = Date.now()
      ticks.emit(now)
    }, 1000)
  }
  return () => {
    undo()
    if (ticks.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** How long a state holds. Rendered as text, so that it changes only when its words do. */
export function Age({ since }: { readonly since: number }) {
  const words = useSyncExternalStore(subscribe, () => age(since, Math.max(now, since)))
  return <span className="age">{words}</span>
}

/** The time until an agent that is held tries again: `next try in 14s`. `until`: Unix ms. */
export function NextTry({ until }: { readonly until: number }) {
  const words = useSyncExternalStore(subscribe, () => nextTry(until, now))
  return <span className="age">{words}</span>
}

/** The age in words of the caller's own: `4 min ago`. `words` gets both times in Unix ms. */
export function AgeWords({ at, words }: { readonly at: number; words(at: number, now: number): string }) {
  return useSyncExternalStore(subscribe, () => words(at, Math.max(now, at)))
}
