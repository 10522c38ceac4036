import { expect, test } from 'vitest'
import type { Choice, Question } from '../../../ipc/model'
import { claudeCode } from './claude-code'
import { codex } from './codex'

const choice = (more: Partial<Choice>): Choice => ({ key: '1', label: 'Yes', selected: false, danger: false, ...more })
const question = (more: Partial<Question>): Question => ({
  id: 'q',
  kind: 'permission',
  title: 'Do you want to proceed?',
  detail: '',
  choices: [],
  ...more,
})

test('a digit takes a choice at once', () => {
  expect(claudeCode.answerKeys(question({}), choice({ key: '3' }))).toEqual(['3'])
  expect(codex.answerKeys(question({}), choice({ key: '2' }))).toEqual(['2'])
})

test('where digits do nothing only the choice under the cursor is taken: never an arrow and Enter', () => {
  const gate = question({ kind: 'trust', detail: 'WARNING: Claude Code running in Bypass Permissions mode' })
  expect(claudeCode.answerKeys(gate, choice({ key: '2', label: 'Yes, I accept' }))).toBeNull()
  expect(claudeCode.answerKeys(gate, choice({ selected: true }))).toEqual(['Enter'])
})

test('what is no digit, or needs words, is answered in the terminal', () => {
  expect(claudeCode.answerKeys(question({}), choice({ key: '12' }))).toBeNull()
  expect(claudeCode.answerKeys(question({}), choice({ label: 'Type something.' }))).toBeNull()
  expect(codex.answerKeys(question({}), choice({ key: 'y' }))).toBeNull()
})

test('Ctrl+C is offered for a Claude Code that works, never at rest or at a question; none for Codex', () => {
  for (const state of ['idle', 'waiting', 'unknown', 'starting', 'exited', 'error'] as const)
    expect(claudeCode.otherKey(state)).toBeNull()
  expect(claudeCode.otherKey('working')).toBe('C-c')
  expect(codex.otherKey('working')).toBeNull()
})
