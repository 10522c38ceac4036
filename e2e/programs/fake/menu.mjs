import { record } from './record.mjs'

/*
 * A question with numbered choices: arrows and Enter, or a digit at once. What else is typed is written down as stray: it
 * was meant for something else.
 */

/** `choices` are labels; one of `take(index)` and `refuse()` is called, once. */
export function createMenu({ about, choices, take, refuse }) {
  let selected = 0

  function answer(index, by) {
    record({ kind: 'answer', about, choice: index < 0 ? 'escape' : choices[index], by })
    if (index < 0) refuse()
    else take(index)
  }

  return {
    about,
    /** Rows with the cursor's mark on the selected one. */
    rows: (mark, style) =>
      choices.map((label, n) => style(n === selected, `${n === selected ? mark : ' '} `, n + 1, label)),
    hear(input) {
      const digit = input.text && /^[1-9]$/.test(input.text) ? Number(input.text) - 1 : -1
      if (digit >= 0 && digit < choices.length) return answer(digit, 'digit')
      if (input.key === 'enter') return answer(selected, 'enter')
      if (input.key === 'escape') return answer(-1, 'escape')
      if (input.key === 'up') selected = Math.max(0, selected - 1)
      else if (input.key === 'down') selected = Math.min(choices.length - 1, selected + 1)
      else record({ kind: 'stray', about, input })
    },
  }
}
