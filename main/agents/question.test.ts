import { expect, test } from 'vitest'
import { Question } from '../../ipc/model'
import { questionOf } from './question'

const choice = (key: string, selected = false) => ({ key, label: `choice ${key}`, selected, danger: false })
const seen = {
  kind: 'permission',
  title: 'Run it?',
  detail: 'rm x',
  choices: [choice('1', true), choice('2')],
} as const
const idOf = (type: string, change: object = {}, at = 1_800_000_000_000) =>
  questionOf(type, { ...seen, choices: [...seen.choices], ...change }, at).id

test('a question is the same wherever the cursor stands, and another one in anything else', () => {
  const id = idOf('cc')
  expect(Question.shape.id.parse(id)).toBe(id)
  expect(idOf('cc', { choices: [choice('1'), choice('2', true)] })).toBe(id)
  const others = [
    idOf('cod'),
    idOf('cc', { title: 'x' }),
    idOf('cc', { detail: 'rm y' }),
    idOf('cc', { kind: 'trust' }),
  ]
  const more = [idOf('cc', { choices: [choice('1')] }), idOf('cc', { choices: [choice('2'), choice('1')] })]
  const again = idOf('cc', {}, 1_800_000_000_001)
  expect(new Set([id, ...others, ...more, again]).size).toBe(8)
})
