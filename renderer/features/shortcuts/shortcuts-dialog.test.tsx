import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { COMMANDS } from '../../../ipc/commands'
import { ShortcutsDialog } from './shortcuts-dialog'

afterEach(cleanup)

it('shows each command that has a key, and only those', () => {
  render(<ShortcutsDialog onClose={() => {}} />)
  const shown = screen.getAllByRole('term').map(term => term.textContent)
  const keyed = COMMANDS.filter(command => command.keys.length > 0).map(command => command.title)
  expect([...shown].sort()).toEqual([...keyed].sort())
})
