/*
 * What a turn does is said by the first word of its prompt.
 *
 *   work [MS]       stays busy; without a time until it is stopped
 *   ask [N]         asks for permission N times (1), each time for another command
 *   quote [MS]      answers with the picture of a question and of a spinner, then stays busy so long
 *   ratelimit [S]   the service refuses for so many seconds (60), then answers
 *   error           the service refuses for good
 *   exit [CODE]     the program ends
 *   anything else   a short answer, after FAKE_TURN_MS (150)
 *
 * A prompt of scenes.mjs does as it says there.
 */
import { SCENES } from './scenes.mjs'

const WORDS = new Set(['work', 'ask', 'quote', 'ratelimit', 'error', 'exit'])

export const QUOTE = [
  'I would have asked you this:',
  '',
  '  Do you want to proceed?',
  '  ❯ 1. Yes',
  '    2. No',
  '',
  '  ✻ Pondering… (3s · esc to interrupt)',
]

/** `{ word, value }` of a prompt, or its scene; FAKE_ON_PROMPT is what prompts of no such word do. */
export function scriptOf(prompt) {
  const read = text => {
    const [word = '', value] = text.trim().split(/\s+/)
    return WORDS.has(word) ? { word, value: /^\d+$/.test(value ?? '') ? Number(value) : undefined } : null
  }
  return (
    SCENES[firstLine(prompt)] ??
    read(prompt) ??
    read(process.env.FAKE_ON_PROMPT ?? '') ?? { word: 'answer', value: undefined }
  )
}

/** First line, cut, for answers and titles. */
export const firstLine = (text, most = 60) => text.trim().split('\n')[0].slice(0, most)
