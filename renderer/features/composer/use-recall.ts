import { useRef } from 'react'
import { call } from '../../host/host'
import { draftStore, setDraft } from '../../state/draft-store'
import { tellFailure } from '../../state/tell'

/** So many of the last prompts can be walked through; further back there is the history's dialog. */
const MOST = 50

/** A walk through the last prompts; `at` -1: at the empty field. */
interface Walk {
  readonly texts: readonly string[]
  readonly at: number
}

const NOWHERE: Walk = { texts: [], at: -1 }

/** The last prompts, newest first, each once; a failure is shown, and there are none then. */
async function lastPrompts(): Promise<string[]> {
  try {
    const { prompts } = await call('prompt.history', { limit: MOST })
    return [...new Set(prompts.map(prompt => prompt.text))]
  } catch (error) {
    tellFailure('Recall', error)
    return []
  }
}

/**
 * ArrowUp in an empty field recalls the last prompt, again the one before; ArrowDown goes back to the empty field. A
 * recalled prompt that was changed is a draft like any other: then the arrows move the cursor.
 */
export function useRecall() {
  const walk = useRef<Walk>(NOWHERE)

  const step = (by: 1 | -1): boolean => {
    const { texts, at } = walk.current
    const next = at + by
    if (next < -1 || next >= texts.length) return false
    walk.current = { texts, at: next }
    setDraft(texts[next] ?? '')
    return true
  }

  const begin = async () => {
    const texts = await lastPrompts()
    // Whoever began to write meanwhile is not disturbed.
    if (draftStore.getState().text !== '') return
    walk.current = { texts, at: -1 }
    step(1)
  }

  /** True when the key was taken. */
  return (key: string): boolean => {
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return false
    const { text } = draftStore.getState()
    const { texts, at } = walk.current
    const walking = at >= 0 && texts[at] === text
    if (key === 'ArrowDown') return walking && step(-1)
    if (walking) return step(1)
    if (text !== '') return false
    void begin()
    return true
  }
}
