import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { Dialog } from '../../ui/dialog'
import { FolderField } from './folder-field'

afterEach(cleanup)

const suggestions = ['/src/api', '/src/docs']

function Form({ onSubmit }: { readonly onSubmit: () => void }) {
  const [folder, setFolder] = useState('/sr')
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <FolderField value={folder} suggestions={suggestions} hint={null} error="" onChange={setFolder} />
      <button type="submit">Go</button>
    </form>
  )
}

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Project folder' })
const press = (key: string) => fireEvent.keyDown(field(), { key })
const marked = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent

it('suggests only once something was typed', () => {
  render(<Form onSubmit={() => {}} />)
  expect(screen.queryByRole('listbox')).toBeNull()
  fireEvent.change(field(), { target: { value: '/src' } })
  expect(screen.getAllByRole('option').map(option => option.textContent)).toEqual(suggestions)
})

it('marks by arrows, around both ends, and takes by Enter without submitting', () => {
  const submitted = vi.fn()
  render(<Form onSubmit={submitted} />)
  fireEvent.change(field(), { target: { value: '/src' } })
  press('ArrowDown')
  expect(marked()).toBe('/src/api')
  press('ArrowUp')
  expect(marked()).toBe('/src/docs')
  press('ArrowDown')
  press('ArrowDown')
  expect(marked()).toBe('/src/docs')
  expect(press('Enter')).toBe(false)
  expect(field().value).toBe('/src/docs/')
  expect(submitted).not.toHaveBeenCalled()
})

it('leaves Enter to the form while nothing is marked', () => {
  render(<Form onSubmit={() => {}} />)
  fireEvent.change(field(), { target: { value: '/src' } })
  expect(press('Enter')).toBe(true)
})

it('takes by a click', () => {
  render(<Form onSubmit={() => {}} />)
  fireEvent.change(field(), { target: { value: '/src' } })
  fireEvent.click(screen.getByRole('option', { name: '/src/api' }))
  expect(field().value).toBe('/src/api/')
})

it('has Escape before the dialog that it stands in', () => {
  const closed = vi.fn()
  render(
    <Dialog name="Test" onClose={closed}>
      <Form onSubmit={() => {}} />
    </Dialog>,
  )
  field().focus()
  fireEvent.change(field(), { target: { value: '/src' } })
  press('Escape')
  expect(screen.queryByRole('listbox')).toBeNull()
  expect(closed).not.toHaveBeenCalled()
  press('Escape')
  expect(closed).toHaveBeenCalledOnce()
})
