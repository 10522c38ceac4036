import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { StrictMode, useState } from 'react'
import { afterEach, expect, it } from 'vitest'
import { Dialog } from './dialog'

afterEach(cleanup)

/** A page with a terminal-like field and dialogs that follow one another. */
function Page() {
  const [open, setOpen] = useState<readonly string[]>([])
  const close = (name: string) => setOpen(all => all.filter(one => one !== name))
  return (
    <StrictMode>
      <textarea aria-label="terminal" onKeyDown={() => setOpen(['first'])} />
      {open.includes('first') && (
        <Dialog name="first" onClose={() => close('first')}>
          <input autoFocus aria-label="field" onKeyDown={event => event.key === 'F2' && setOpen(['second'])} />
          <button type="button" onClick={() => setOpen(['first', 'above'])}>
            ask
          </button>
        </Dialog>
      )}
      {open.includes('second') && (
        <Dialog name="second" onClose={() => close('second')}>
          <input autoFocus aria-label="other" />
        </Dialog>
      )}
      {open.includes('above') && (
        <Dialog above name="above" onClose={() => close('above')}>
          <input autoFocus aria-label="answer" />
        </Dialog>
      )}
    </StrictMode>
  )
}

const terminal = () => screen.getByLabelText('terminal')
const leave = (name: string) => fireEvent.keyDown(screen.getByRole('dialog', { name }), { key: 'Escape' })

function openFirst(): void {
  render(<Page />)
  terminal().focus()
  fireEvent.keyDown(terminal(), { key: 'N' })
  expect(document.activeElement).toBe(screen.getByLabelText('field'))
}

it('goes back to where it was, although a field of the dialog took it first', async () => {
  openFirst()
  leave('first')
  await waitFor(() => expect(document.activeElement).toBe(terminal()))
})

it('goes back to where it was before the first of two dialogs', async () => {
  openFirst()
  fireEvent.keyDown(screen.getByLabelText('field'), { key: 'F2' })
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('other')))
  leave('second')
  await waitFor(() => expect(document.activeElement).toBe(terminal()))
})

it('goes back into the dialog below a question', async () => {
  openFirst()
  const ask = screen.getByRole('button', { name: 'ask' })
  ask.focus()
  fireEvent.click(ask)
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('answer')))
  leave('above')
  await waitFor(() => expect(document.activeElement).toBe(ask))
})
