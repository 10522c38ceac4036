import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { call } from '../../host/host'
import { isUnsure } from '../../host/unsure'
import { actBook, putAct } from '../../state/act-book'
import type { PromptRequest } from '../../state/draft-store'

/** So many are remembered: their texts may be long, and who comes back that late means another one. */
const KEEP = 50

/** asked: under way; unsure: its answer was lost; taken: the host has it. */
interface Asked {
  readonly request: PromptRequest
  readonly state: 'asked' | 'unsure' | 'taken'
}

/**
 * What was sent with a button, by its place (`again <id of the prompt>`). It outlives the button: folded and opened anew,
 * the same press is still under way, or without its answer.
 */
export const askedStore = createStore<{ readonly asked: ReadonlyMap<string, Asked> }>(() => ({ asked: new Map() }))

function put(place: string, one: Asked | null): void {
  askedStore.setState(({ asked }) => {
    const others = [...asked].filter(([name]) => name !== place)
    return { asked: new Map(one ? [...others.slice(1 - KEEP), [place, one]] : others) }
  })
}

const isKnown = ({ id }: PromptRequest) => actBook.getState().acts.has(id)

// After a lost connection the host may tell of the act whose answer did not come.
actBook.subscribe(() => {
  for (const [place, one] of askedStore.getState().asked)
    if (one.state !== 'taken' && isKnown(one.request)) put(place, { ...one, state: 'taken' })
})

/** The request that is sent again at a place: the same words, and the host has not been heard of since. */
function unanswered(asked: Asked | undefined, text: string): PromptRequest | null {
  return asked && asked.state !== 'taken' && asked.request.text === text ? asked.request : null
}

/**
 * Sends what a button means, once: pressed again after a lost answer it is the same request (same id, same receivers).
 * Fails as the call does.
 */
export async function sendOnce(place: string, fresh: PromptRequest): Promise<void> {
  const request = unanswered(askedStore.getState().asked.get(place), fresh.text) ?? fresh
  put(place, { request, state: 'asked' })
  try {
    putAct(await call('prompt.send', request))
    put(place, { request, state: 'taken' })
  } catch (error) {
    if (isKnown(request)) return
    put(place, isUnsure(error) ? { request, state: 'unsure' } : null)
    throw error
  }
}

/**
 * How the sending at a place stands, for these words. `again`: the request that would be sent again, else null.
 * @param onTaken the host has it, by its answer or because it told of it later; not called for what it had before
 */
export function useSendOnce(place: string, text: string, onTaken?: () => void) {
  const asked = useStore(askedStore, state => state.asked.get(place))
  const taken = asked?.state === 'taken'
  const before = useRef(taken)
  useEffect(() => {
    if (taken && !before.current) onTaken?.()
    before.current = taken
  }, [taken, onTaken])
  return { busy: asked?.state === 'asked', taken, again: unanswered(asked, text), unsure: asked?.state === 'unsure' }
}
