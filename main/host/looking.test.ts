import { expect, it } from 'vitest'
import { createLooking } from './looking'
import { createTestHost } from './test-host'

it('has nothing in view at first, then what was told last', () => {
  const looking = createLooking()
  expect(looking.get()).toEqual({ sessionId: null, paneId: null })
  looking.set({ sessionId: '$1', paneId: '%1' })
  looking.set({ sessionId: '$2', paneId: null })
  expect(looking.get()).toEqual({ sessionId: '$2', paneId: null })
})

it('is told by a page over the wire, and only in ids', async () => {
  const test = await createTestHost()
  try {
    const { client, acts } = test.page()
    await client.call('page.looksAt', { sessionId: '$3', paneId: '%4' })
    expect(test.host.looking()).toEqual({ sessionId: '$3', paneId: '%4' })
    await expect(client.call('page.looksAt', { sessionId: 'api', paneId: null })).rejects.toThrow()
    expect(test.host.looking()).toEqual({ sessionId: '$3', paneId: '%4' })
    test.host.tell({ show: { sessionId: '$3', paneId: null } })
    await expect.poll(() => acts).toContainEqual({ show: { sessionId: '$3', paneId: null } })
  } finally {
    await test.end()
  }
})
