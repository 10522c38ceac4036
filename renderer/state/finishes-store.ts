import { createStore } from 'zustand/vanilla'
import type { TopicOut } from '../../ipc/contract'
import type { Finish } from '../../ipc/finish'
import type { SessionId } from '../../ipc/model'

/** Finishes that are over and can still be shown. */
const KEEP = 20

interface Finishes {
  /** By id, oldest first. Written by `renderer/host` and by whoever began one or took a step. */
  readonly finishes: ReadonlyMap<string, Finish>
}

/** Each *Finish session* that this page knows, as it is now. */
export const finishesStore = createStore<Finishes>(() => ({ finishes: new Map() }))

/** Whether nothing of it changes any more. */
export function isOver({ step }: Pick<Finish, 'step'>): boolean {
  return step === 'done' || step === 'cancelled' || step === 'failed'
}

function put(list: readonly Finish[]): void {
  const finishes = new Map(finishesStore.getState().finishes)
  for (const one of list) {
    const known = finishes.get(one.id)
    // The answer to a call may come after the news of the end.
    if (!known || !isOver(known) || isOver(one)) finishes.set(one.id, one)
  }
  const over = [...finishes.values()].filter(isOver)
  for (const one of over.slice(0, Math.max(0, over.length - KEEP))) finishes.delete(one.id)
  finishesStore.setState({ finishes })
}

/** Nothing goes on without the host that it went on in. */
function lost(one: Finish): Finish {
  const problem = 'The host ended meanwhile: how far it came is not known, and nothing more is done.'
  return { ...one, step: 'failed', waitUntil: null, problem }
}

/** Takes one as it is now: the answer to a call. */
export function putFinish(finish: Finish): void {
  put([finish])
}

/** Takes a message of the topic `finish`; its first one has all that are under way, so what is not in it has ended. */
export function takeFinishNews(news: TopicOut<'finish'>): void {
  if ('finish' in news) return put([news.finish])
  const open = new Set(news.open.map(one => one.id))
  const gone = [...finishesStore.getState().finishes.values()].filter(one => !isOver(one) && !open.has(one.id))
  put([...news.open, ...gone.map(lost)])
}

/** The one under way for a session, or null. */
export function finishOf(finishes: Finishes['finishes'], sessionId: SessionId): Finish | null {
  return [...finishes.values()].find(one => one.sessionId === sessionId && !isOver(one)) ?? null
}
