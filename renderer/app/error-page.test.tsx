import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { ErrorPage } from './error-page'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

function Faulty(): never {
  throw new Error('<b>row</b> of undefined')
}

it('shows what it holds while all is well', () => {
  render(<ErrorPage>all is well</ErrorPage>)
  expect(screen.getByText('all is well')).toBeTruthy()
})

it('says what happened and that the agents go on, with a way back, instead of an empty window', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  render(
    <ErrorPage>
      <Faulty />
    </ErrorPage>,
  )
  const alert = screen.getByRole('alert')
  expect(alert.textContent).toContain('The agents are not touched')
  expect(alert.textContent).toContain('<b>row</b> of undefined')
  expect(alert.querySelector('b')).toBeNull()
  expect(screen.getByRole('button', { name: 'Load again' })).toBeTruthy()
})
