import { expect, test } from 'vitest'
import { CustomAgentType } from '../../../ipc/settings'
import type { AgentType } from '../agent-type'
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

const box = (text: string) => `╭────────────╮\n│ > ${text} │\n╰────────────╯\n ~/app  no sandbox  gemini-2.5-pro`

test('Gemini CLI, by what is published', () => {
  expect(reads(geminiCli, box('  Type your message or @path/to/file'))).toEqual(['idle', 'empty'])
  expect(reads(geminiCli, `⠏ Thinking (esc to cancel, 3s)\n${box('  Type your message')}`)).toEqual([
    'working',
    'empty',
  ])
  expect(reads(geminiCli, box('my draft'))).toEqual([null, 'draft'])
  const menu = '│ Allow execution of: rm?\n│\n ● x\n  > 1. Yes, allow once\n    2. No, suggest changes (esc)\n'
  expect(reads(geminiCli, `${menu}⠏ Waiting for user confirmation...`)).toEqual(['waiting', null])
  expect(geminiCli.readTitle('✦  Working… (app)')?.says).toBe('working')
  expect(geminiCli.readTitle('✋  Action Required (app)')?.says).toBe('not-working')
  expect(geminiCli.readTitle('host')).toBeNull()
})

test('OpenCode, by what is published', () => {
  expect(reads(openCode, '┃ Ask anything... "Fix it"\n┃ Build · model\n  tab agents')).toEqual(['idle', 'empty'])
  expect(reads(openCode, '┃ Ask anything\n ■■■ esc interrupt')).toEqual(['working', null])
  expect(reads(openCode, '△ Permission required\n  Allow once   Allow always   Reject')).toEqual(['waiting', null])
  expect(reads(openCode, 'something else')).toEqual([null, null])
})

test('Aider, by what is published', () => {
  expect(reads(aider, 'words\n\n> ')).toEqual(['idle', 'empty'])
  expect(reads(aider, 'architect multi> half a thought')).toEqual(['idle', 'draft'])
  expect(aider.readScreen(screen('> a quotation'))?.sure).toBe('likely')
  expect(reads(aider, '░█        Waiting for some/model')).toEqual(['working', null])
  expect(reads(aider, "Add x.py to the chat? (Y)es/(N)o/(D)on't ask again [Yes]: ")).toEqual(['waiting', null])
  expect(reads(aider, 'Tokens: 2k sent')).toEqual([null, null])
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
