import { expect, test } from 'vitest'
import type { TopicOut } from '../../ipc/contract'
import type { Finish } from '../../ipc/finish'
import { createEmitter } from '../../ipc/wire'
import { createFinishSource } from './finish-source'

const finish = (id: string, step: Finish['step']): Finish => ({
  ...{ id, step, sessionId: '$0', session: 'api', asked: null, agents: [], waitUntil: null },
  ...{ outputs: [], killed: null, problem: '' },
})

function source(open: Finish[] = []) {
  const changed = createEmitter<Finish>()
  let now = 0
  const send = createFinishSource({ open: () => open, onChange: changed.on }, () => now)
  const page = () => {
    const news: TopicOut<'finish'>[] = []
    return { news, leave: send(one => news.push(one)) }
  }
  return { tell: changed.emit, page, later: (ms: number) => (now += ms) }
}

test('tells a page those under way, then every change, until it leaves', () => {
  const { tell, page } = source([finish('a', 'waiting')])
  const { news, leave } = page()
  tell(finish('a', 'saving'))
  leave()
  tell(finish('a', 'done'))
  expect(news).toEqual([{ open: [finish('a', 'waiting')] }, { finish: finish('a', 'saving') }])
})

test('tells the next page how one ended that no page has seen, once', () => {
  const { tell, page } = source()
  page().leave()
  tell(finish('a', 'saving'))
  tell(finish('a', 'done'))
  expect(page().news).toEqual([{ open: [] }, { finish: finish('a', 'done') }])
  expect(page().news).toEqual([{ open: [] }])
})

test('forgets an end that nobody asked for in an hour', () => {
  const { tell, page, later } = source()
  tell(finish('a', 'failed'))
  later(3_600_001)
  expect(page().news).toEqual([{ open: [] }])
})
