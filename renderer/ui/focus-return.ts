import { useState } from 'react'

/** Where the focus was before the first of the dialogs that followed one another. */
let origin: Element | null = null

/** What had the focus, also while a menu is open: then the button that opened it, as the menu is about to go. */
function focused(): Element | null {
  const active = document.activeElement
  const opener = active?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return opener ? document.getElementById(opener) : active
}

const inDialog = (element: Element | null) => element?.closest('[role="dialog"]') ?? null

function giveBack(element: Element | null): void {
  if (!(element instanceof HTMLElement) || !element.isConnected) return
  const open = [...document.querySelectorAll('[role="dialog"][data-state="open"]')].at(-1)
  // Another dialog took over meanwhile: it gives the focus back in its turn.
  if (open && inDialog(element) !== open) return
  element.focus({ preventScroll: true })
}

/**
 * Gives the focus back when a dialog closes: `onCloseAutoFocus` of Radix's content. Radix itself remembers what has the
 * focus when its effects run, which is too late for a dialog with a field of `autoFocus`: React focuses that first.
 *
 * @param above the dialog stands on another one, to which the focus goes back
 */
export function useFocusReturn(above = false): (event: Event) => void {
  const [before] = useState(() => {
    const active = focused()
    if (above) return active
    if (!inDialog(active)) origin = active
    return origin
  })
  return event => {
    event.preventDefault()
    giveBack(before)
  }
}
