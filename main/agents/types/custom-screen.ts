import type { CustomAgentType } from '../../../ipc/settings'
import type { Composer, ScreenReading } from '../agent-type'
import type { Screen } from '../screen'
import { isBlank } from '../screens/rows'

type Patterns = CustomAgentType['patterns']

/** The user's patterns see so many rows from the bottom, and so much of each: they are run on every change of a screen. */
const ROWS = 15
const MOST_ROW = 400

/** What counts first: a question before all, and a sign of work before one of rest. */
const ORDER = ['waiting', 'working', 'error', 'idle'] as const

/** Reads a screen by the user's patterns; null where none fits. Patterns that the settings have checked, one for each state. */
export function readByPatterns(patterns: Patterns): (screen: Screen) => ScreenReading | null {
  const known = ORDER.flatMap(says => {
    const pattern = patterns[says]
    return pattern === undefined ? [] : [{ says, pattern, words: new RegExp(pattern, 'mu') }]
  })
  return screen => {
    const rows = screen.rows.filter(row => !isBlank(row)).slice(-ROWS)
    const text = rows.map(row => row.text.slice(0, MOST_ROW)).join('\n')
    const found = known.find(one => one.words.test(text))
    if (!found) return null
    const sentence = `The pattern for ${found.says} in its settings fits its last lines: ${found.pattern}`
    // Rest is acted upon, and the user has said what proves it.
    return { says: found.says, sure: found.says === 'idle' ? 'certain' : 'likely', sentence }
  }
}

/** The pattern for idle is the user's word for an empty composer; a draft cannot be told from it. */
export function composerByPatterns(patterns: Patterns): (screen: Screen) => Composer | null {
  const read = readByPatterns(patterns)
  return screen => (read(screen)?.says === 'idle' ? { kind: 'empty', text: '' } : null)
}
