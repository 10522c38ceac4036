import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import type { Receipt } from '../../../ipc/model'
import { ReceiptsDialog } from './receipts-dialog'

afterEach(cleanup)

const base: Receipt = {
  paneId: '%0',
  agent: 'cc_1',
  session: '<i>api</i>',
  result: 'done',
  detail: 'Escape',
  before: 'working',
  after: 'idle',
  tookMs: 210,
}

it('has a line for each pane: who, before, what, now, how long', () => {
  const receipts: Receipt[] = [
    base,
    { ...base, paneId: '%1', agent: 'cc_2', result: 'failed', detail: 'tmux refused it.' },
  ]
  render(<ReceiptsDialog title="Interrupt all" receipts={receipts} sentInMs={4} onClose={() => {}} />)
  const dialog = within(screen.getByRole('dialog', { name: 'Interrupt all' }))
  expect(dialog.getByText('Interrupt all: 1 of 2 stopped')).toBeTruthy()
  expect(dialog.getByText(/Keys went out in 4 ms/)).toBeTruthy()
  const cells = dialog.getAllByRole('row').map(row => [...row.children].map(cell => cell.textContent))
  expect(cells).toEqual([
    ['Agent', 'Before', 'What was done', 'Now', 'Took'],
    ['cc_1<i>api</i>', 'working', 'Escape', 'stopped', '210 ms'],
    ['cc_2<i>api</i>', 'working', 'tmux refused it.', 'failed', '210 ms'],
  ])
})

it('says so when there was nobody to interrupt', () => {
  render(<ReceiptsDialog title="Interrupt all" receipts={[]} sentInMs={0} onClose={() => {}} />)
  expect(screen.getByText('Interrupt all: nothing to interrupt')).toBeTruthy()
  expect(screen.queryByRole('table')).toBeNull()
})
