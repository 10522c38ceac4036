import { createStore } from 'zustand/vanilla'
import type { TopicOut } from '../../ipc/contract'
import type { Finish } from '../../ipc/finish'
import type { SessionId } from '../../ipc/model'
import { type BookRules, withNews, withOpen } from './book'

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

/** Nothing goes on without the host that it went on in. */
function lost(one: Finish): Finish {
  const problem = 'The host ended meanwhile: how far it came is not known, and nothing more is done.'
  return { ...one, step: 'failed', waitUntil: null, problem }
}

const RULES: BookRules<Finish> = { keep: 20, isOver, lost }

/** Takes one as it is now: the answer to a call. */
export function putFinish(finish: Finish): void {
  finishesStore.setState(({ finishes }) => ({ finishes: withNews(finishes, [finish], RULES) }))
}

/** Takes a message of the topic `finish`. */
export function takeFinishNews(news: TopicOut<'finish'>): void {
  if ('finish' in news) return putFinish(news.finish)
  finishesStore.setState(({ finishes }) => ({ finishes: withOpen(finishes, news.open, RULES) }))
}

/** The one under way for a session, or null. */
export function finishOf(finishes: Finishes['finishes'], sessionId: SessionId): Finish | null {
  return [...finishes.values()].find(one => one.sessionId === sessionId && !isOver(one)) ?? null
}
