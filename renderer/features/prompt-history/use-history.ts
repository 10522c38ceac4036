import { useCallback, useEffect, useRef, useState } from 'react'
import type { PromptRecord } from '../../../ipc/act'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'
import { attempt } from '../../state/tell'

/** ms without a key after which a search is sent. */
const PAUSE = 150
/** Prompts of one page. */
const PAGE = 50

interface Found {
  readonly prompts: readonly PromptRecord[]
  readonly more: boolean
  readonly failure: Words | null
}

interface History extends Found {
  /** The first page of this search has not come yet. */
  readonly asking: boolean
  /** Asks for what comes after those in view; after a failure, for the same again. */
  showMore(): void
  forget(id: string): Promise<boolean>
}

/** The history as far as it was asked for, newest first. A search begins anew 150 ms after the last key. */
export function useHistory(search: string): History {
  const [found, setFound] = useState<Found | null>(null)
  /** Counts the searches: what comes late for an earlier one is dropped. */
  const round = useRef(0)

  const ask = useCallback(async (text: string, before?: PromptRecord) => {
    const mine = round.current
    try {
      const page = await call('prompt.history', { search: text, limit: PAGE, ...(before ? { before: before.at } : {}) })
      if (mine !== round.current) return
      setFound(old => ({ ...page, failure: null, prompts: before ? joined(old, page.prompts) : page.prompts }))
    } catch (error) {
      if (mine !== round.current) return
      // Older ones may still be there: they can be asked for again.
      setFound(old => ({
        prompts: before ? (old?.prompts ?? []) : [],
        more: Boolean(before),
        failure: wordsFor(error),
      }))
    }
  }, [])

  useEffect(() => {
    round.current += 1
    const timer = setTimeout(() => void ask(search), round.current === 1 ? 0 : PAUSE)
    return () => clearTimeout(timer)
  }, [search, ask])

  const forget = async (id: string) => {
    const gone = await attempt('Forget prompt', () => call('prompt.forget', { ids: [id] }))
    if (gone) setFound(old => old && { ...old, prompts: old.prompts.filter(prompt => prompt.id !== id) })
    return gone
  }
  const { prompts = [], more = false, failure = null } = found ?? {}
  return { prompts, more, failure, asking: found === null, showMore: () => void ask(search, prompts.at(-1)), forget }
}

/** Two prompts of one moment may stand on both sides of a page's end. */
function joined(old: Found | null, page: readonly PromptRecord[]): PromptRecord[] {
  const known = old?.prompts ?? []
  const ids = new Set(known.map(prompt => prompt.id))
  return [...known, ...page.filter(prompt => !ids.has(prompt.id))]
}
