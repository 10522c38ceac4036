import { expect, it } from 'vitest'
import { createOnce } from './once'

it('does one thing under one id, under way or done; without an id, or under another, or of another kind, it is done again', async () => {
  const once = createOnce()
  let count = 0
  let finish: (value: string) => void = () => {}
  const slow = () => {
    count += 1
    return new Promise<string>(done => {
      finish = done
    })
  }
  const first = once('make', 'a', slow)
  const second = once('make', 'a', slow)
  finish('made')
  expect(await Promise.all([first, second, once('make', 'a', slow)])).toEqual(['made', 'made', 'made'])
  expect(count).toBe(1)
  void once('make', 'b', slow)
  void once('save', 'a', slow)
  void once('make', undefined, slow)
  void once('make', undefined, slow)
  expect(count).toBe(5)
})

it('tries again what failed', async () => {
  const once = createOnce()
  await expect(once('make', 'a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await once('make', 'a', async () => 'made')).toBe('made')
})

it('forgets the oldest', async () => {
  const once = createOnce()
  for (let n = 0; n < 201; n += 1) await once('make', String(n), async () => 'first')
  expect(await once('make', '1', async () => 'again')).toBe('first')
  expect(await once('make', '0', async () => 'again')).toBe('again')
})
