import type { Composer, ScreenReading } from '../agent-type'
import type { Screen } from '../screen'
import { isBlank, squeeze } from '../screens/rows'

/*
 * OpenCode, NOT WATCHED: from its documentation and source as published. It draws the whole screen; what is not recognised
 * says nothing.
 */

const BOTTOM = 16

function bottom({ rows }: Screen): string {
  return squeeze(rows.filter(row => !isBlank(row)).slice(-BOTTOM))
}

/** Only its placeholder proves an empty composer; where a draft ends cannot be told, so none is read. */
export function readOpenCodeComposer(screen: Screen): Composer | null {
  if (readOpenCodeScreen(screen)?.says !== 'idle') return null
  return { kind: 'empty', text: '' }
}

export function readOpenCodeScreen(screen: Screen): ScreenReading | null {
  const words = bottom(screen)
  if (/Permissionrequired/i.test(words) && /Allow(?:once|always)|Reject/.test(words)) {
    const question = { kind: 'permission', title: 'Permission required', detail: '', choices: [] } as const
    return {
      says: 'waiting',
      sure: 'likely',
      sentence: 'Its screen asks for a permission.',
      question: { ...question, choices: [] },
    }
  }
  if (/esc(?:again)?(?:to)?interrupt/.test(words))
    return { says: 'working', sure: 'likely', sentence: 'Its screen offers to interrupt what runs.' }
  if (!/Askanything/.test(words)) return null
  return {
    says: 'idle',
    sure: 'certain',
    sentence: 'Its composer shows its placeholder, and nothing can be interrupted.',
  }
}
