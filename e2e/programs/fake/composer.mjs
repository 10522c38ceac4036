/*
 * The text that is being written: typed letters, and pastes, of which long ones show as a label.
 */

/** `label(text, n)` gives what stands for the n-th paste, or null where the text itself does. */
export function createComposer(label) {
  let parts = []
  let pastes = 0

  const shown = () => parts.map(part => part.shown).join('')

  return {
    shown,
    text: () => parts.map(part => part.text).join(''),
    empty: () => parts.length === 0,
    type: text => parts.push(...[...text].map(char => ({ shown: char, text: char }))),
    paste(text) {
      const name = label(text, pastes + 1)
      if (name === null) parts.push(...[...text].map(char => ({ shown: char, text: char })))
      else {
        pastes += 1
        parts.push({ shown: name, text })
      }
    },
    backspace: () => parts.pop(),
    /** To the line's start; at a line's start the line's end before it goes. */
    killLine() {
      const at = parts.findLastIndex(part => part.shown === '\n')
      parts = at === parts.length - 1 ? parts.slice(0, -1) : parts.slice(0, at + 1)
    },
    set(text) {
      parts = [...text].map(char => ({ shown: char, text: char }))
    },
    /** The whole text; the composer is empty afterwards. */
    take() {
      const text = parts.map(part => part.text).join('')
      parts = []
      return text
    },
  }
}
