import { expect, test } from 'vitest'
import { FAILURE_CODES, HostError, toFailure } from './failure'
import { createEmitter, createWirePair, type WireMessage } from './wire'

/** All microtasks that are due, and those that they make. */
const settled = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

test('an emitter tells those that were there when it began; one function counts as often as it was added', () => {
  const emitter = createEmitter<number>()
  const seen: string[] = []
  const listener = (value: number) => seen.push(`a${value}`)
  const first = emitter.on(listener)
  emitter.on(listener)
  const late = () => emitter.on(value => seen.push(`late${value}`))
  emitter.on(late)
  emitter.emit(1)
  expect([seen, emitter.size]).toEqual([['a1', 'a1'], 4])
  first()
  first()
  expect(emitter.size).toBe(3)
  emitter.emit(2)
  expect(seen).toEqual(['a1', 'a1', 'a2', 'late2'])
})

test('a listener that undoes another in the middle does no harm', () => {
  const emitter = createEmitter<void>()
  const seen: string[] = []
  const undos = [emitter.on(() => undos[1]?.()), emitter.on(() => seen.push('b')), emitter.on(() => seen.push('c'))]
  emitter.emit()
  emitter.emit()
  expect(seen).toEqual(['b', 'c', 'c'])
})

test('a pair carries text and bytes in order, never in the sender’s own turn, and nothing once it is closed', async () => {
  const [a, b] = createWirePair()
  const seen: WireMessage[] = []
  const closed: string[] = []
  const undo = b.onMessage(message => seen.push(message))
  a.onClose(() => closed.push('a'))
  b.onClose(() => closed.push('b'))
  a.send('1')
  a.send(new Uint8Array([2]))
  a.send('3')
  expect(seen).toEqual([])
  await settled()
  expect(seen).toEqual(['1', new Uint8Array([2]), '3'])
  undo()
  a.send('4')
  await settled()
  b.onMessage(message => seen.push(message))
  a.send('5')
  b.close()
  b.close()
  await settled()
  expect([seen.length, closed]).toEqual([3, ['a', 'b']])
})

test('whatever is thrown becomes a failure with a known code', () => {
  expect(toFailure(new HostError('no-server', 'gone', 'start it'))).toEqual({
    code: 'no-server',
    message: 'gone',
    detail: 'start it',
  })
  expect(toFailure(new HostError('refused', 'no'))).toEqual({ code: 'refused', message: 'no' })
  for (const [thrown, message] of [
    [new TypeError('x'), 'x'],
    ['words', 'words'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])
    expect(toFailure(thrown)).toEqual({ code: 'internal', message })
  expect(new Set(FAILURE_CODES).size).toBe(FAILURE_CODES.length)
})
