import { expect, test } from 'vitest'
import { parseScreen } from '../parse-screen'
import { claudeCode } from './claude-code'

/* Screens of Claude Code 2.1.330 that differ from those of 2.1.197, which are recorded whole. */

const RULE = '─'.repeat(100)
const read = (...rows: string[]) => {
  const screen = parseScreen(Buffer.from(`${rows.join('\n')}\n`), {
    width: 100,
    height: rows.length,
    cursor: null,
    at: 0,
  })
  return { reading: claudeCode.readScreen(screen), composer: claudeCode.readComposer(screen) }
}
const composer = [RULE, '❯ ', RULE, '  ⏸ manual mode on']

test('a retry is told with the words of the server, also long ones, and beside notes of its own', () => {
  const status = '✻ 429 the model server refuses: ratelimit · retrying in 5s · attempt 4/10'
  const { reading } = read('❯ now', '', status, '', '  tmux focus-events off · add it to ~/.tmux.conf', ...composer)
  expect(reading).toMatchObject({ says: 'held', held: { why: 'retrying', until: 5000 } })
  const early = '✻ API error · retrying in 1s · attempt 2/10'
  expect(read('❯ now', '', early, '', `${' '.repeat(80)}◐ medium · /effort`, ...composer).reading?.says).toBe('held')
  // A task's own words, which stand there while it runs, are work.
  const task = '✻ Fixing the retrying of uploads… (3s · ↓ 22 tokens)'
  expect(read('❯ now', '', task, '', ...composer).reading?.says).toBe('working')
  // Words of an answer about it are no retry.
  expect(
    read('● It says: 429 · retrying in 5s', '', '✻ Crunched for 1s · done 9:52 PM', '', ...composer).reading?.says,
  ).toBe('idle')
})

test('the question for its permission mode, half a second after its first composer, is one of its start', () => {
  const { reading, composer: none } = read(
    `\u001b[38;5;153m${RULE}\u001b[39m`,
    '  \u001b[1m\u001b[38;5;153mMake auto mode your default permission mode?\u001b[0m',
    '',
    '  Auto mode lets Claude handle permission prompts automatically. Claude checks each tool call for',
    '  risky actions and prompt injection before executing, runs the ones it assesses as lower-risk,',
    '  and blocks the rest.',
    '',
    '  \u001b[38;5;153m❯\u001b[39m \u001b[38;5;153mYes, set auto mode as my default permission mode\u001b[39m',
    '    No, keep manual mode',
    '',
  )
  expect(reading).toMatchObject({ says: 'waiting', question: { kind: 'trust' } })
  expect(reading?.question?.title).toContain('auto mode your default')
  expect(none).toBeNull()
})

test('a permission has a fourth choice, each with its digit', () => {
  const { reading } = read(
    `\u001b[38;5;153m${RULE}\u001b[39m`,
    ' Bash command',
    ' Tip: auto mode handles these prompts for you — choose "switch to auto mode" below',
    ' Create a file',
    ` ${'╌'.repeat(98)}`,
    ' touch made-by-agent.txt',
    ` ${'╌'.repeat(98)}`,
    ' Do you want to proceed?',
    ' ❯ 1. Yes',
    '   2. Yes, and always allow access to project from this project',
    '   3. Yes, and switch to auto mode · auto mode handles these prompts for you',
    '   4. No',
    '',
    ' Esc to cancel · Tab to amend',
  )
  expect(reading).toMatchObject({ says: 'waiting', sure: 'certain', question: { kind: 'permission' } })
  expect(reading?.question?.choices.map(({ key }) => key)).toEqual(['1', '2', '3', '4'])
  const danger = reading?.question?.choices.map(one => one.danger)
  expect(danger).toEqual([false, true, true, false])
})
