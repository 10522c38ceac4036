import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { command } from './quote'
import { createReplyQueue } from './reply-queue'
import type { Reply } from './types'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const ok = (text: string): Reply => ({ ok: true, body: Buffer.from(text) })
const error: Reply = { ok: false, reason: 'error', message: 'no' }
const one = command('list-sessions')
const other = command('list-clients')

function setUp() {
  const told: string[] = []
  let wedged = 0
  const queue = createReplyQueue({ timeout: 100, wedged: 1000, onWedged: () => (wedged += 1) })
  const tell = (name: string) => (reply: Reply, index: number) =>
    told.push(`${name}${index} ${reply.ok ? reply.body.toString() : reply.reason}`)
  return { queue, told, tell, wedged: () => wedged }
}

test('replies go to their commands in order', () => {
  const { queue, told, tell } = setUp()
  queue.add([one, other], tell('a'))
  queue.add([one], tell('b'))
  expect(queue.next).toBe('list-sessions')
  queue.answer(ok('1'))
  expect(queue.next).toBe('list-clients')
  queue.answer(ok('2'))
  queue.answer(ok('3'))
  expect(told).toEqual(['a0 1', 'a1 2', 'b0 3'])
  expect(queue.next).toBe('')
  expect(queue.answer(ok('4'))).toBe(false)
})

test('an error skips the rest of its line alone', () => {
  const { queue, told, tell } = setUp()
  queue.add([one, one, one], tell('a'))
  queue.add([one], tell('b'))
  queue.answer(ok('1'))
  queue.answer(error)
  queue.answer(ok('2'))
  expect(told).toEqual(['a0 1', 'a1 error', 'a2 skipped', 'b0 2'])
})

test('a late reply is taken by the one that timed out', () => {
  const { queue, told, tell } = setUp()
  queue.add([one, one], tell('a'))
  vi.advanceTimersByTime(60)
  queue.add([one], tell('b'))
  vi.advanceTimersByTime(50)
  expect(told).toEqual(['a0 timeout', 'a1 timeout'])
  queue.answer(ok('late'))
  queue.answer(ok('later'))
  queue.answer(ok('in time'))
  expect(told).toEqual(['a0 timeout', 'a1 timeout', 'b0 in time'])
})

test('a late error still skips the rest of its line', () => {
  const { queue, told, tell } = setUp()
  queue.add([one, one], tell('a'))
  vi.advanceTimersByTime(150)
  queue.add([one], tell('b'))
  queue.answer(error)
  queue.answer(ok('x'))
  expect(told).toEqual(['a0 timeout', 'a1 timeout', 'b0 x'])
})

test('what is never answered is told once', () => {
  const { queue, told, tell, wedged } = setUp()
  queue.add([one], tell('a'))
  vi.advanceTimersByTime(900)
  expect([told, wedged()]).toEqual([['a0 timeout'], 0])
  vi.advanceTimersByTime(1200)
  expect(wedged()).toBe(1)
})

test('closing tells all who wait, and stops the clock', () => {
  const { queue, told, tell, wedged } = setUp()
  queue.add([one, one], tell('a'))
  queue.close('gone')
  vi.advanceTimersByTime(5000)
  expect([told, wedged(), vi.getTimerCount()]).toEqual([['a0 closed', 'a1 closed'], 0, 0])
})
