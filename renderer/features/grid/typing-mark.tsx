/**
 * Keys go into the terminal beneath: seen by the caret and the word, beside the ring of the frame. Shown by the style while
 * the terminal has the focus; those who do not see it are told by the focus itself.
 */
export function TypingMark() {
  return (
    <span className="typing-mark" aria-hidden="true" title="Keys go into this terminal">
      typing
    </span>
  )
}
