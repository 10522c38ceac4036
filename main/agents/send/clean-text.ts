/** A prompt as it is pasted, and what was done to it. */
export interface CleanText {
  readonly text: string
  /** One sentence; empty when the text goes as it is. */
  readonly note: string
}

/** All control characters but tab and line feed, those of 8 bits too: as keys they would mean something to a program. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/**
 * The text that is pasted: line ends as `\n`, no control characters (with them goes the sequence that ends a bracketed
 * paste), halves of characters as U+FFFD, which is what UTF-8 can carry. All else stays byte for byte.
 */
export function cleanPrompt(asked: string): CleanText {
  const lines = asked.replace(/\r\n?/g, '\n')
  const kept = lines.replace(CONTROL, '')
  const text = Buffer.from(kept, 'utf8').toString('utf8')
  const count = lines.length - kept.length
  if (count > 0)
    return {
      text,
      note: count === 1 ? 'One control character was left out.' : `${count} control characters were left out.`,
    }
  return { text, note: text === kept ? '' : 'Broken characters were replaced.' }
}
