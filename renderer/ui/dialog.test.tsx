import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Dialog, DialogBody, DialogFoot } from './dialog'
import { FailureNote, TextField } from './field'

afterEach(cleanup)

describe('a dialog', () => {
  it('has the name of its button, whatever its title says, and its sentence as description', () => {
    render(
      <Dialog name="Kill now" title="Kill session api now" sentence="Ends 3 processes." onClose={() => {}}>
        <DialogBody>body</DialogBody>
      </Dialog>,
    )
    const dialog = screen.getByRole('dialog', { name: 'Kill now' })
    expect(document.getElementById(dialog.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Ends 3 processes.',
    )
    expect(screen.getByRole('heading').textContent).toBe('Kill session api now')
  })

  it('describes itself by nothing when it has no sentence', () => {
    render(
      <Dialog name="Settings" onClose={() => {}}>
        <DialogFoot note="saved">foot</DialogFoot>
      </Dialog>,
    )
    expect(screen.getByRole('dialog').hasAttribute('aria-describedby')).toBe(false)
    expect(screen.getByText('saved')).toBeTruthy()
  })

  it('is closed by a click outside, but not by one on a message, also when that takes the message away', async () => {
    const close = vi.fn()
    render(
      <>
        <p>outside</p>
        <div role="status">
          <div data-message="">
            <button type="button" onClick={event => event.currentTarget.parentElement?.remove()}>
              Undo
            </button>
          </div>
        </div>
        <Dialog name="Recovery" onClose={close}>
          body
        </Dialog>
      </>,
    )
    const press = (target: Element) => {
      fireEvent.pointerDown(target, { button: 0 })
      fireEvent.pointerUp(target)
      fireEvent.click(target)
    }
    // Radix listens from its next task on.
    await new Promise(resolve => setTimeout(resolve, 0))
    press(screen.getByText('Undo'))
    await new Promise(resolve => setTimeout(resolve, 0))
    expect(screen.queryByText('Undo')).toBeNull()
    expect(close).not.toHaveBeenCalled()
    press(screen.getByText('outside'))
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce())
  })

  it('is closed by Escape, unless a field has it first', () => {
    const close = vi.fn()
    render(
      <Dialog name="New session" onClose={close}>
        <input aria-label="plain" />
        <input aria-label="listing" data-escape="own" />
      </Dialog>,
    )
    screen.getByLabelText('listing').focus()
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
    expect(close).not.toHaveBeenCalled()
    screen.getByLabelText('plain').focus()
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
    expect(close).toHaveBeenCalledTimes(1)
  })

  it('that stands above another takes Escape alone', () => {
    const [below, above] = [vi.fn(), vi.fn()]
    render(
      <>
        <Dialog name="New session" onClose={below}>
          form
        </Dialog>
        <Dialog name="Interrupt all" above onClose={above}>
          receipts
        </Dialog>
      </>,
    )
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
    expect([below.mock.calls.length, above.mock.calls.length]).toEqual([0, 1])
  })
})

describe('a field', () => {
  it('is tied to its label and hint, and to the error in the hint’s place', () => {
    const { rerender } = render(<TextField label="Name" hint="Any Unicode." />)
    const says = () =>
      document.getElementById(screen.getByLabelText('Name').getAttribute('aria-describedby') ?? '')?.textContent
    expect(says()).toBe('Any Unicode.')
    expect(screen.getByLabelText('Name').hasAttribute('aria-invalid')).toBe(false)
    rerender(<TextField label="Name" hint="Any Unicode." error="Taken." />)
    expect(says()).toBe('Taken.')
    expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true')
  })

  it('corrects and completes nothing', () => {
    render(<TextField label="Folder" mono />)
    const field = screen.getByLabelText('Folder')
    const names = ['autocomplete', 'autocorrect', 'autocapitalize', 'spellcheck']
    expect(names.map(name => field.getAttribute(name))).toEqual(['off', 'off', 'off', 'false'])
  })
})

it('a failure is told at once: what happened, what it means, what to do', () => {
  render(<FailureNote words={{ what: 'No space.', meaning: 'Nothing started.', remedy: 'Close a pane.' }} />)
  expect(screen.getByRole('alert').textContent).toBe('No space. Nothing started. Close a pane.')
})
