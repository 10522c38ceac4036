import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../log/log'
import { createTestFolder } from '../../tmux/test-server'
import { createConversations, openConversations } from './conversations'

let base: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  base = await createTestFolder()
})
afterEach(() => base.remove())

const file = () => join(base.path, 'conversations.json')
const open = (readOnly = false) => openConversations({ file: file(), readOnly: () => readOnly, log: silentLog })
const entry = (conversation: string, transcript = '') => ({ conversation, transcript, at: 1 })

test('each life keeps a list, over restarts; the one that spoke last goes on', async () => {
  const first = await open()
  expect(first.note('a', entry('c-1'))).toBe(true)
  expect(first.note('a', entry('c-1'))).toBe(false)
  expect(first.note('a', entry('c-2', '/t'))).toBe(true)
  expect(first.note('a', entry('c-1'))).toBe(true)
  first.note('b', entry('c-9'))
  await first.close()
  const again = await open()
  expect(again.all('a').map(one => one.conversation)).toEqual(['c-2', 'c-1'])
  expect([again.current('a'), again.current('b'), again.current('x')]).toEqual([entry('c-1'), entry('c-9'), null])
  await again.close()
})

test('lives and lists are bounded, hostile entries are none', () => {
  const journal = createConversations()
  for (let n = 0; n < 30; n += 1) journal.note('long', entry(`c-${n}`))
  expect(
    journal
      .all('long')
      .map(one => one.conversation)
      .slice(0, 2),
  ).toEqual(['c-10', 'c-11'])
  for (let n = 0; n < 600; n += 1) journal.note(`life-${n}`, entry('c'))
  expect([journal.current('life-99'), journal.current('long')]).toEqual([null, null])
  expect(journal.current('life-100')).not.toBeNull()
  expect(journal.note('x', entry('y'.repeat(300)))).toBe(false)
})

test('a damaged journal begins anew; a host that may not write leaves it as it is', async () => {
  await writeFile(file(), '{"version":1,"lives":[{"id":3}]}')
  const readOnly = await open(true)
  readOnly.note('a', entry('c'))
  await readOnly.close()
  expect(await readFile(file(), 'utf8')).toContain('"id":3')
  const writer = await open()
  expect(writer.current('a')).toBeNull()
  writer.note('a', entry('c'))
  await writer.close()
  expect(JSON.parse(await readFile(file(), 'utf8')).lives).toEqual([{ id: 'a', entries: [entry('c')] }])
})
