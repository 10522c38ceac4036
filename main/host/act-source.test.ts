import { afterEach, expect, test, vi } from 'vitest'
import type { TopicOut } from '../../ipc/contract'
import { createActBook } from '../agents/acts'
import { createActSource } from './act-source'

const flushed = () => new Promise(resolve => setImmediate(resolve))
const begin = (book: ReturnType<typeof createActBook>, origin: 'host' | 'page') =>
  book.begin({ kind: 'interrupt', title: 'Interrupt all', origin, receipts: [] })

afterEach(() => vi.restoreAllMocks())

test('a page gets what is open, then every change, until it has gone', async () => {
  const book = createActBook()
  const source = createActSource(book)
  const act = begin(book, 'page')
  const news: TopicOut<'act'>[] = []
  const undo = source(one => news.push(one))
  expect(news).toEqual([{ open: [act.now()] }])
  await flushed()
  act.close()
  await flushed()
  expect(news.at(-1)).toEqual({ act: { ...act.now(), open: false } })
  undo()
  const count = news.length
  begin(book, 'page')
  await flushed()
  expect(news).toHaveLength(count)
})

test('what the host did unseen is told to the next page alone, for half a minute', async () => {
  const book = createActBook()
  let clock = 0
  const source = createActSource(book, () => clock)
  const told = () => {
    const news: TopicOut<'act'>[] = []
    source(one => news.push(one))()
    return news
  }
  begin(book, 'page').close()
  const act = begin(book, 'host')
  act.close()
  await flushed()
  clock = 29_000
  expect(told()).toEqual([{ open: [] }, { act: act.now() }])
  expect(told()).toEqual([{ open: [] }])
  begin(book, 'host').close()
  await flushed()
  clock += 31_000
  expect(told()).toEqual([{ open: [] }])
})
