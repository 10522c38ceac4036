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
  detail: 'Started.',
  before: 'starting',
  after: 'starting',
  tookMs: 210,
}

it('has a line for each pane: who, before, what, now, how long', () => {
  const receipts: Receipt[] = [
    base,
    { ...base, paneId: '%1', agent: 'cc_2', result: 'failed', detail: 'tmux refused it.', after: 'exited' },
  ]
  render(<ReceiptsDialog title="Add agents" receipts={receipts} onClose={() => {}} />)
  const dialog = within(screen.getByRole('dialog', { name: 'Add agents' }))
  expect(dialog.getByText('Add agents: 1 of 2 started')).toBeTruthy()
  const cells = dialog.getAllByRole('row').map(row => [...row.children].map(cell => cell.textContent))
  expect(cells).toEqual([
    ['Agent', 'Before', 'What was done', 'Now', 'Took'],
    ['cc_1<i>api</i>', 'starting', 'Started.', 'started', '210 ms'],
    ['cc_2<i>api</i>', 'starting', 'tmux refused it.', 'failed', '210 ms'],
  ])
})

it('says so when none was started', () => {
  render(<ReceiptsDialog title="Add agents" receipts={[]} onClose={() => {}} />)
  expect(screen.getByText('Add agents: no agent was started')).toBeTruthy()
  expect(screen.queryByRole('table')).toBeNull()
})
