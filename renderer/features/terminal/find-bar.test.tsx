import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveTerminal } from '../../terminals/live-terminal'
import { FindBar } from './find-bar'

type Results = { resultIndex: number; resultCount: number }

/** The search of a terminal: what it was asked, and a way to tell results. */
function search() {
  const asked: [string, string, unknown][] = []
  let tell = (_: Results) => {}
  let listening = true
  const addon = {
    findNext: (text: string, options: unknown) => asked.push(['next', text, options]),
    findPrevious: (text: string, options: unknown) => asked.push(['previous', text, options]),
    clearDecorations: () => asked.push(['clear', '', null]),
    onDidChangeResults(listener: (results: Results) => void) {
      tell = listener
      return {
        dispose() {
          listening = false
        },
      }
    },
  }
  return {
    live: { search: addon } as unknown as LiveTerminal,
    asked,
    tell: (results: Results) => tell(results),
    listens: () => listening,
  }
}

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Find in terminal' })
const type = (value: string) => fireEvent.change(field(), { target: { value } })
let close = vi.fn()

beforeEach(() => {
  close = vi.fn()
  document.documentElement.dataset.theme = 'dark'
})
afterEach(cleanup)

describe('find', () => {
  it('has the focus, and looks from the bottom up while one types', () => {
    const { live, asked } = search()
    render(<FindBar live={live} onClose={close} />)
    expect(document.activeElement).toBe(field())
    type('er')
    expect(asked).toMatchObject([['previous', 'er', { incremental: true }]])
  })

  it('goes down by Enter, up by Shift+Enter, and by its buttons', () => {
    const { live, asked } = search()
    render(<FindBar live={live} onClose={close} />)
    type('er')
    asked.length = 0
    fireEvent.keyDown(field(), { key: 'Enter' })
    fireEvent.keyDown(field(), { key: 'Enter', shiftKey: true })
    fireEvent.click(screen.getByRole('button', { name: 'Next hit' }))
    fireEvent.click(screen.getByRole('button', { name: 'Previous hit' }))
    expect(asked.map(([way, text]) => `${way} ${text}`)).toEqual(['next er', 'previous er', 'next er', 'previous er'])
  })

  it('takes its marks away when the words are gone', () => {
    const { live, asked } = search()
    render(<FindBar live={live} onClose={close} />)
    type('er')
    type('')
    expect(asked.at(-1)?.[0]).toBe('clear')
  })

  it('says how many there are as the terminal tells', async () => {
    const { live, tell } = search()
    render(<FindBar live={live} onClose={close} />)
    type('er')
    tell({ resultIndex: 0, resultCount: 3 })
    expect(await screen.findByText('1 of 3')).toBeTruthy()
  })

  it('marks hits in colours of the theme that is shown', () => {
    const { live, asked } = search()
    render(<FindBar live={live} onClose={close} />)
    type('a')
    document.documentElement.dataset.theme = 'light'
    type('ab')
    const [dark, light] = asked.map(([, , options]) => options as { decorations: { matchBackground: string } })
    expect(dark?.decorations.matchBackground).not.toBe(light?.decorations.matchBackground)
  })

  it('closes by Escape and by its button, and leaves nothing behind', () => {
    const { live, asked, listens } = search()
    const { unmount } = render(<FindBar live={live} onClose={close} />)
    fireEvent.keyDown(field(), { key: 'Escape' })
    fireEvent.click(screen.getByRole('button', { name: 'Close find' }))
    expect(close).toHaveBeenCalledTimes(2)
    unmount()
    expect(listens()).toBe(false)
    expect(asked.at(-1)?.[0]).toBe('clear')
  })
})
