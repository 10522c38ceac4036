import { expect, it } from 'vitest'
import type { Act } from '../../ipc/act'
import type { SavedBefore } from '../../ipc/saved-before'
import { until } from '../tmux/test-server'
import { createActBook } from './acts'

const before: SavedBefore[] = [
  {
    ...{ session: 'api', how: 'taken', problem: '' },
    checkpoint: { id: '0c3f8f0e-6f0e-4b64-9a53-000000000001', at: 1 },
  },
]
const begin = { kind: 'interrupt', title: 'Interrupt', origin: 'page', receipts: [] } as const

it('a checkpoint beside an act is told also when the act is closed, and nothing else of it changes', async () => {
  const book = createActBook()
  const told: Act[] = []
  book.onChange(act => told.push(act))
  const act = book.begin({ ...begin, receipts: [] })
  act.close()
  await until(() => told.length === 1)
  book.saved(act.id, before)
  book.saved('unknown', before)
  await until(() => told.length === 2)
  expect(told[1]).toEqual({ ...told[0], before })
})

it('a retry keeps the way back of the first try', () => {
  const book = createActBook()
  const { id, close } = book.begin({ ...begin, receipts: [] })
  book.saved(id, before)
  close()
  expect(book.begin({ ...begin, id, receipts: [] }).now()).toMatchObject({ open: true, before })
  expect(book.begin({ ...begin, receipts: [] }).now()).not.toHaveProperty('before')
})
