/** One line of the bench: two things measured in the same run, and what their ratio is to reach. */
export interface Line {
  readonly name: string
  readonly ours: string
  readonly other: string
  readonly ratio: number
  readonly goal: { readonly kind: 'at-most' | 'at-least'; readonly value: number }
}

export function reached(line: Line): boolean {
  return line.goal.kind === 'at-most' ? line.ratio <= line.goal.value : line.ratio >= line.goal.value
}

/** Plain text, one line each. */
export function report(lines: readonly Line[]): string {
  return lines
    .map(line => {
      const sign = line.goal.kind === 'at-most' ? '≤' : '≥'
      const mark = reached(line) ? 'reached' : 'MISSED'
      return `${line.name}: ${line.ratio.toFixed(3)} (to reach ${sign} ${line.goal.value.toFixed(3)}: ${mark})\n    ${line.ours}\n    ${line.other}`
    })
    .join('\n')
}
