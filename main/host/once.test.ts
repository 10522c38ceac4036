import { expect, it } from 'vitest'
import { createOnce } from './once'

it('does one thing under one id, under way or done; without an id, or under another, it is done again', async () => {
  const once = createOnce()
  let count = 0
  let finish: (value: string) => void = () => {}
  const slow = () => {
    count += 1
    return new Promise<string>(done => {
      finish = done
    })
  }
  const first = once('a', slow)
  const second = once('a', slow)
  finish('made')
  expect(await Promise.all([first, second, once('a', slow)])).toEqual(['made', 'made', 'made'])
  expect(count).toBe(1)
  void once('b', slow)
  void once(undefined, slow)
  void once(undefined, slow)
  expect(count).toBe(4)
})

it('tries again what failed', async () => {
  const once = createOnce()
  await expect(once('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await once('a', async () => 'made')).toBe('made')
})

it('forgets the oldest', async () => {
  const once = createOnce()
  for (let n = 0; n < 201; n += 1) await once(String(n), async () => 'first')
  expect(await once('1', async () => 'again')).toBe('first')
  expect(await once('0', async () => 'again')).toBe('again')
})
