/**
 * Keys that empty a composer of any draft: to the start of a line, then the line break before it, and the same forwards
 * (watched: Gemini CLI 0.61.0 and OpenCode 1.18.33, on drafts of four lines and on pastes that show as a note).
 */
export const CLEAR_BY_LINES: readonly string[] = [
  ...Array<string[]>(15).fill(['C-u', 'BSpace']).flat(),
  ...Array<string[]>(15).fill(['C-k', 'DC']).flat(),
]
