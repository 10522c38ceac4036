import { expect, test } from 'vitest'
import type { ScreenRow } from '../screen'
import { claudeCode } from '../types/claude-code'
import { codex } from '../types/codex'
import { fixtures } from './fixture'
import { questionOf } from './question'

const rows = (...lines: string[]): ScreenRow[] => lines.map(text => ({ text, ink: text }))
const KINDS = [[/proceed/, 'permission']] as const
const read = (order: 'first' | 'last', ...lines: string[]) => {
  const { title, detail } = questionOf(rows(...lines), null, KINDS, order)
  return { title, detail }
}

test('what it is about is told without the question itself, above or below, also where that is wrapped', () => {
  const asks = { title: 'Do you want to proceed?', detail: 'Bash command\nrm -r build' }
  expect(read('last', ' Bash command', '', '   rm -r build', '', ' Do you want to proceed?')).toEqual(asks)
  expect(read('last', ' Bash command', '', '   rm -r build', '', ' Do you want', ' to proceed?')).toEqual(asks)
  expect(read('first', '  Do you want to proceed?', '', '  $ rm -r build')).toEqual({
    title: 'Do you want to proceed?',
    detail: '$ rm -r build',
  })
  expect(read('last', ' Do you want to proceed?')).toEqual({ title: 'Do you want to proceed?', detail: '' })
})

test('a question within a longer text, or in the middle of it, stays where it is', () => {
  const text = 'Is this yours? Mind what it may do.'
  expect(read('last', ` ${text}`)).toEqual({ title: 'Is this yours?', detail: text })
  const middle = read('first', ' Edit file', '', ' Do you want to proceed?', '', ' a.txt')
  expect(middle).toEqual({ title: 'Do you want to proceed?', detail: 'Edit file\nDo you want to proceed?\na.txt' })
  expect(read('last')).toEqual({ title: '', detail: '' })
})

test('no recorded question says twice what it asks, and permissions say what for', async () => {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
  let permissions = 0
  for (const { is, screen, file } of await fixtures()) {
    const { question } = (is.agent === 'claude' ? claudeCode : codex).readScreen(screen) ?? {}
    if (!question || question.title === '') continue
    const detail = plain(question.detail)
    const twice = detail.startsWith(plain(question.title)) || detail.endsWith(plain(question.title))
    const within = /[a-z]/i.test(detail.replace(plain(question.title), ''))
    expect([file, twice && !within]).toEqual([file, false])
    expect([file, question.kind === 'permission' && twice]).toEqual([file, false])
    if (question.kind !== 'permission') continue
    permissions += 1
    // A file's question names the file itself.
    expect([file, detail === '' && !/[\w-]\.\w/.test(question.title)]).toEqual([file, false])
  }
  expect(permissions).toBeGreaterThan(10)
})
