import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ChoiceSetting, SwitchSetting, TextSetting } from './setting'

afterEach(cleanup)

const options = [
  ['a', 'First'],
  ['b', 'Second'],
] as const

describe('a choice', () => {
  it('tells what was chosen, and never that nothing is', () => {
    const onChange = vi.fn()
    render(<ChoiceSetting name="Kind" value="a" options={options} onChange={onChange} />)
    fireEvent.click(screen.getByRole('radio', { name: 'First' }))
    expect(onChange).not.toHaveBeenCalled()
    fireEvent.click(screen.getByRole('radio', { name: 'Second' }))
    expect(onChange.mock.calls).toEqual([['b']])
  })

  it('is a named group with the chosen one checked', () => {
    render(<ChoiceSetting name="Kind" says="Of all" value="b" options={options} onChange={() => {}} />)
    expect(screen.getByRole('radiogroup', { name: 'Kind' })).toBeTruthy()
    expect(screen.getByRole('radio', { name: 'Second' }).getAttribute('aria-checked')).toBe('true')
    expect(screen.getByText('Of all')).toBeTruthy()
  })
})

it('a switch tells the other value', () => {
  const onChange = vi.fn()
  render(<SwitchSetting name="Ask first" says="Before pastes" value={true} onChange={onChange} />)
  const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Ask first' })
  expect(box.checked).toBe(true)
  expect(document.getElementById(box.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Before pastes')
  fireEvent.click(box)
  expect(onChange.mock.calls).toEqual([[false]])
})

describe('a text', () => {
  const check = (typed: string) => (typed.includes('!') ? 'No exclamation marks.' : '')
  const field = () => screen.getByLabelText<HTMLInputElement>('Font')
  const type = (value: string) => fireEvent.change(field(), { target: { value } })

  function show(onChange = vi.fn()) {
    render(<TextSetting name="Font" value="Mono" check={check} onChange={onChange} />)
    return onChange
  }

  it('is not saved while it is typed, but on leaving the field', () => {
    const onChange = show()
    type('Mono 2')
    expect(onChange).not.toHaveBeenCalled()
    fireEvent.blur(field())
    expect(onChange.mock.calls).toEqual([['Mono 2']])
  })

  it('is not saved again when it is what it was', () => {
    const onChange = show()
    type('Mono 2')
    type('Mono')
    fireEvent.blur(field())
    fireEvent.keyDown(field(), { key: 'Enter' })
    expect(onChange).not.toHaveBeenCalled()
  })

  it('keeps what is wrong in the field, says why, and saves nothing', () => {
    const onChange = show()
    type('Mono!')
    fireEvent.blur(field())
    expect(field().value).toBe('Mono!')
    expect(field().getAttribute('aria-invalid')).toBe('true')
    expect(document.getElementById(field().getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'No exclamation marks.',
    )
    expect(onChange).not.toHaveBeenCalled()
  })

  it('shows what was set elsewhere once nobody edits it', () => {
    const props = { name: 'Font', check, onChange: () => {} }
    const { rerender } = render(<TextSetting {...props} value="Mono" />)
    type('mine')
    rerender(<TextSetting {...props} value="Theirs" />)
    expect(field().value).toBe('mine')
    fireEvent.blur(field())
    expect(field().value).toBe('Theirs')
  })
})
