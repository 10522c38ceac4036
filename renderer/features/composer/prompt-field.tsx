import { type FocusEvent, type KeyboardEvent, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { draftStore, setDraft } from '../../state/draft-store'
import { viewStore } from '../../state/view-store'
import { pageTerminals } from '../../terminals/page-terminals'
import { useRecall } from './use-recall'

/** More lines than this and the field scrolls. */
const MOST_ROWS = 8

/** Newlines are enough where the browser cannot size the field by its content (`field-sizing`). */
function rowsOf(text: string): number {
  let rows = 1
  for (let at = text.indexOf('\n'); at >= 0 && rows < MOST_ROWS; at = text.indexOf('\n', at + 1)) rows++
  return rows
}

/** Back to where the person came from, or into the one terminal that is shown. */
function giveBack(field: HTMLElement, from: Element | null): void {
  const { view } = viewStore.getState()
  if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true })
  else if (view.kind === 'pane') pageTerminals.get(view.paneId).focus()
  else field.blur()
}

interface Props {
  readonly placeholder: string
  /** Id of the sentence that says why nothing can be sent. */
  readonly describedBy: string | undefined
  onSend(): void
}

/** Enter sends, Shift+Enter begins a line, Escape goes back to the terminal, ArrowUp in an empty field recalls. */
export function PromptField({ placeholder, describedBy, onSend }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const cameFrom = useRef<Element | null>(null)
  const { text, wishes } = useStore(draftStore)
  const known = useRef(wishes)
  const recall = useRecall()

  useEffect(() => {
    if (known.current === wishes) return
    known.current = wishes
    // A dialog from which it was wished for gives the focus back first, in a timer of its own.
    const timer = setTimeout(() => field.current?.focus(), 0)
    if (!document.querySelector('[role="dialog"]')) field.current?.focus()
    return () => clearTimeout(timer)
  }, [wishes])

  const onFocus = (event: FocusEvent) => {
    // A button of the composer is no place to go back to.
    const from = event.relatedTarget
    if (from && !from.closest('.composer, [role="dialog"]')) cameFrom.current = from
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // An input method's Enter takes its word, it sends nothing.
    if (event.nativeEvent.isComposing) return
    const plain = !event.shiftKey && !event.altKey
    if (event.key === 'Enter' && plain) onSend()
    else if (event.key === 'Escape' && field.current) giveBack(field.current, cameFrom.current)
    else if (!(plain && !event.ctrlKey && !event.metaKey && recall(event.key))) return
    event.preventDefault()
  }
  return (
    <textarea
      ref={field}
      className="composer-text"
      aria-label="Prompt"
      aria-describedby={describedBy}
      placeholder={placeholder}
      rows={rowsOf(text)}
      value={text}
      autoComplete="off"
      spellCheck={false}
      onChange={event => setDraft(event.target.value)}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
    />
  )
}
