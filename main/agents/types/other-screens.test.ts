import { expect, test } from 'vitest'
import { CustomAgentType } from '../../../ipc/settings'
import type { AgentType, QuestionSeen } from '../agent-type'
import { parseScreen } from '../parse-screen'
import { aider } from './aider'
import { custom } from './custom'
import { geminiCli } from './gemini-cli'
import { openCode } from './opencode'
import { shell } from './shell'

function screen(text: string, cursor: { x: number; y: number } | null = null) {
  const rows = text.split('\n')
  return parseScreen(text, { width: 80, height: rows.length + 2, cursor, at: 0 })
}

const reads = (type: AgentType, text: string) => {
  const rows = text.split('\n')
  const cursor = { x: (rows.at(-1) ?? '').length, y: rows.length - 1 }
  const seen = screen(text, cursor)
  return [type.readScreen(seen)?.says ?? null, type.readComposer(seen)?.kind ?? null]
}

const RULE = '─'.repeat(80)
const NAME = ' ▝▜▄     Gemini CLI v0.61.0'
const composer = (text: string) => `${RULE}\n Shift+Tab to accept edits\n\n > ${text}\n\n workspace\n ~/app`

test('Gemini CLI: what counts stands at its composer, not above it', () => {
  const empty = composer('  Type your message or @path/to/file')
  expect(reads(geminiCli, `✦ Look:\n  ⠏ Thinking... (esc to cancel, 3s)\n\n${empty}`)).toEqual(['idle', 'empty'])
  expect(reads(geminiCli, `✦ Look:\n\n ⠏ Thinking... (esc to cancel, 3s)\n${empty}`)).toEqual(['working', 'empty'])
  const retrying = ' ⠏ Trying to reach gemini-2.5-pro (Attempt 3/10) (esc to cancel, 9s)'
  expect(reads(geminiCli, `${NAME}\n\n${retrying}\n${empty}`)).toEqual(['held', 'empty'])
  expect(reads(geminiCli, `✕ [API Error: no]\nℹ This request failed. Press F12\n\n${empty}`)).toEqual([
    'error',
    'empty',
  ])
  expect(reads(geminiCli, `✕ [API Error: no]\n\n > again\n\n✦ Yes.\n\n${empty}`)).toEqual(['idle', 'empty'])
  // Before it is ready it shows a composer, which takes no prompt yet; one that came all the same is kept.
  expect(reads(geminiCli, `shell$ gemini\n\n${empty}`)).toEqual(['starting', null])
  expect(reads(geminiCli, `shell$ gemini\n${NAME}\n\n${empty}`)).toEqual(['idle', 'empty'])
  expect(reads(geminiCli, `ℹ Initializing... Prompts will be queued.\n\n${empty}`)).toEqual(['starting', 'empty'])
  expect(reads(geminiCli, `ℹ Initializing... Prompts\n\n > say it\n\n${empty}`)).toEqual(['idle', 'empty'])
  expect(reads(geminiCli, `  Queued (press ↑ to edit):\n    say it\n\n\n${empty}`)).toEqual(['starting', 'empty'])
  expect(reads(geminiCli, `${NAME}\n${composer('my draft')}`)).toEqual(['idle', 'draft'])
  expect(reads(geminiCli, `${NAME}\n${empty.replace(' > ', ' ! ')}`)).toEqual(['idle', 'draft'])
  // A rule that an agent draws is shorter, and a past prompt has no rule above it.
  expect(reads(geminiCli, '  ───────────\n > my past prompt')).toEqual([null, null])
})

test('Gemini CLI: titles', () => {
  expect(geminiCli.readTitle('✦  Working… (app)')?.says).toBe('working')
  expect(geminiCli.readTitle('✦  Reading the tests (app)')?.says).toBe('working')
  expect(geminiCli.readTitle('⏲  Working… (app)')?.says).toBe('working')
  expect(geminiCli.readTitle('✋  Action Required (app)')?.says).toBe('not-working')
  expect(geminiCli.readTitle('◇  Ready (app)')?.says).toBe('not-working')
  expect(geminiCli.readTitle('host')).toBeNull()
})

const BAR = (text: string) => `  ┃  ${text}`
const codeBox = (text: string, foot = 'Build · Stand-in') =>
  [...['', text, '', foot].map(BAR), `  ╹${'▀'.repeat(70)}`, '   ~/app      ctrl+p commands'].join('\n')

/** OpenCode's screen with the cursor in row `y`. */
function openCodeReads(text: string, y: number) {
  const seen = screen(text, { x: 5, y })
  return [openCode.readScreen(seen)?.says ?? null, openCode.readComposer(seen)?.kind ?? null]
}

test('OpenCode: a composer is one while the cursor stands in it', () => {
  expect(openCodeReads(codeBox('Ask anything… "Fix it"'), 1)).toEqual(['idle', 'empty'])
  expect(openCodeReads(codeBox('half a thought'), 1)).toEqual(['idle', 'draft'])
  expect(openCodeReads(codeBox(''), 4)).toEqual([null, null])
  // What is sent in shell mode would be run.
  expect(openCodeReads(codeBox('', 'Shell'), 1)).toEqual(['idle', 'draft'])
  expect(openCodeReads(codeBox('', 'something else'), 1)).toEqual([null, null])
})

test('OpenCode: the row below its composer tells of a turn, of a retry, and that Escape is asked for again', () => {
  const running = (words: string) => codeBox('').replace('~/app', words)
  expect(openCodeReads(running('⬝⬝■■■■⬝⬝  esc interrupt'), 1)).toEqual(['working', 'empty'])
  const again = openCode.readScreen(screen(running('⬝⬝■■■■⬝⬝  esc again to interrupt'), { x: 5, y: 1 }))
  expect(again).toMatchObject({ says: 'working', asksAgain: true })
  const held = (words: string) => openCode.readScreen(screen(running(`⬝■■■■■■⬝ ${words} esc`), { x: 5, y: 1 }))?.held
  expect(held('Too many requests [retrying in 1m 5s attempt #4]')).toEqual({ why: 'rate-limit', until: 65_000 })
  expect(held('Overloaded [retrying attempt #1]')).toEqual({ why: 'overload', until: null })
  expect(held('It broke [retrying in 2h attempt #9]')).toEqual({ why: 'retrying', until: 7_200_000 })
})

test('OpenCode: the chosen button is told by its colour, and only it takes Enter', () => {
  const button = (label: string, chosen: boolean) => `\x1b[48;5;${chosen ? 215 : 234}m ${label} \x1b[48;5;234m`
  const panel = (chosen: number) => {
    const buttons = ['Allow once', 'Allow always', 'Reject'].map((label, index) => button(label, index === chosen))
    const rows = ['△ Permission required', '  # Shell command', '', '$ rm -r x', '', buttons.join(''), '']
    return screen(rows.map(BAR).join('\n'))
  }
  const asked = (chosen: number) => openCode.readScreen(panel(chosen))?.question as QuestionSeen
  const keysOf = (question: QuestionSeen) =>
    question.choices.map(choice => openCode.answerKeys({ ...question, id: 'x' }, choice))
  expect(asked(0)).toMatchObject({ kind: 'permission', detail: '  # Shell command\n$ rm -r x' })
  expect(keysOf(asked(0))).toEqual([['Enter'], null, ['Escape']])
  expect(keysOf(asked(1))).toEqual([null, ['Enter'], ['Escape']])
  expect(keysOf(asked(9))).toEqual([null, null, ['Escape']])
  expect(asked(0).choices.map(one => one.danger)).toEqual([false, true, false])
})

test('choices behind which a text is typed can only be answered in the terminal', () => {
  const ask = (type: AgentType, kind: QuestionSeen['kind'], label: string) =>
    type.answerKeys(
      { id: 'x', kind, title: '', detail: '', choices: [] },
      { key: '2', label, selected: true, danger: false },
    )
  expect(ask(geminiCli, 'permission', 'Allow for this session')).toEqual(['2'])
  expect(ask(geminiCli, 'permission', 'Modify with external editor')).toBeNull()
  expect(ask(geminiCli, 'login', 'Use Gemini API Key')).toBeNull()
  expect(ask(openCode, 'choice', 'PostgreSQL')).toEqual(['2'])
  expect(ask(openCode, 'choice', 'Type your own answer')).toBeNull()
})

test('Aider, by what is published', () => {
  expect(reads(aider, 'words\n\n> ')).toEqual(['idle', 'empty'])
  expect(reads(aider, 'architect multi> half a thought')).toEqual(['idle', 'draft'])
  expect(aider.readScreen(screen('> a quotation'))?.sure).toBe('likely')
  expect(reads(aider, '░█        Waiting for some/model')).toEqual(['working', null])
  expect(reads(aider, "Add x.py to the chat? (Y)es/(N)o/(D)on't ask again [Yes]: ")).toEqual(['waiting', null])
  expect(reads(aider, 'Tokens: 2k sent')).toEqual([null, null])
  expect(reads(aider, '> Add it? (Y)es/(N)o [Yes]:')).toEqual(['idle', 'draft'])
})

const own = (patterns: object) => custom(CustomAgentType.parse({ id: 'mine', name: 'Mine', command: 'mine', patterns }))

test("the user's own kind is read by the patterns: a question first, work before rest", () => {
  const type = own({ working: '^busy', waiting: '\\?$', idle: '^ready>$', error: '^failed' })
  expect(reads(type, 'busy\nready>')).toEqual(['working', null])
  expect(reads(type, 'busy\nreally?')).toEqual(['waiting', null])
  expect(reads(type, 'failed\nready>')).toEqual(['error', null])
  expect(reads(type, 'x\nready>')).toEqual(['idle', 'empty'])
  expect(reads(type, 'x')).toEqual([null, null])
  expect(reads(type, `busy\n${'x\n'.repeat(15)}ready>`)).toEqual(['idle', 'empty'])
  expect(type.prompting).not.toBeNull()
})

test('without patterns nothing is read and no prompt is sent; nor to a shell', () => {
  expect(own({}).prompting).toBeNull()
  expect(own({ working: 'x' }).prompting).toBeNull()
  expect(reads(own({}), 'ready>')).toEqual([null, null])
  expect(shell('/bin/sh').prompting).toBeNull()
  expect(reads(shell('/bin/sh'), '$ ')).toEqual([null, null])
})
