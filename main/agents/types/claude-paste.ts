const MARKS = /(?:^\s+)?<pasted_content id="[\w-]{1,40}">\n|\n<\/pasted_content id="[\w-]{1,40}">\n?/g

/**
 * A prompt as it was sent: a paste of several lines stands between marks of Claude Code's own, in what it tells by its hooks
 * and keeps in its transcript (seen: 2.1.330, not 2.1.197).
 */
export function withoutPasteMarks(prompt: string): string {
  return prompt.replace(MARKS, '')
}
