import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tmux/test-server'
import { claudeTranscripts } from './claude-transcript'
import { codexFolder, codexTranscripts } from './codex-transcript'

const CLAUDE_ID = '316090ef-c23a-438e-a16b-00796fad8f9d'
/** Begun at 2026-11-22 13:32:15 UTC. */
const CODEX_ID = '01a20375-194c-7a00-be35-2ad2e7eeaace'

const lines = (...values: unknown[]) => values.map(one => (typeof one === 'string' ? one : JSON.stringify(one)))
const user = (content: unknown, more = {}) => ({ type: 'user', message: { role: 'user', content }, ...more })
const assistant = (text: string, usage: object, more = {}) => ({
  type: 'assistant',
  message: { role: 'assistant', model: 'claude-opus-4-8', content: [{ type: 'text', text }], usage },
  ...more,
})
const USAGE = { input_tokens: 1200, cache_read_input_tokens: 3000, cache_creation_input_tokens: 500, output_tokens: 6 }

test('Claude Code: the last real prompt, the last answer and what it has used', () => {
  const facts = claudeTranscripts.read(
    lines(
      '"id":"cut"}',
      user('first'),
      assistant('old', { ...USAGE, input_tokens: 1 }),
      user('\n  do this\nand that'),
      user([{ type: 'tool_result', content: 'ok' }]),
      assistant('the answer', USAGE),
      assistant('API Error: 529', { input_tokens: 0 }, { isApiErrorMessage: true }),
      assistant('helper', USAGE, { isSidechain: true }),
      user('<command-name>/model</command-name>'),
      user('[Request interrupted by user]'),
      user('meta', { isMeta: true }),
      '{"type":"user","message":{"role":"us',
      'null',
    ),
  )
  expect(facts).toEqual({ task: 'do this', answer: 'the answer', context: { used: 4706, limit: null } })
})

test('Claude Code: the limit where the model tells it; nothing in an empty or odd file', () => {
  const haiku = assistant('x', USAGE)
  const told = { ...haiku, message: { ...haiku.message, model: 'claude-haiku-4-5' } }
  expect(claudeTranscripts.read(lines(told)).context).toEqual({ used: 4706, limit: 200_000 })
  const nothing = { task: '', answer: '', context: null }
  expect(claudeTranscripts.read([])).toEqual(nothing)
  expect(claudeTranscripts.read(lines('[]', '7', { message: 3 }, { type: 'user', message: null }))).toEqual(nothing)
})

test('Claude Code: found in its folder, in another one, below CLAUDE_CONFIG_DIR; never outside', async () => {
  const folder = await createTestFolder()
  const home = folder.path
  const at = async (...parts: string[]) => {
    const path = join(home, ...parts)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, '{}\n')
    return path
  }
  const find = (conversation: string, env = {}) =>
    claudeTranscripts.find({ conversation, folder: '/home/a.b/my_app', home, env })
  expect(await find(CLAUDE_ID)).toBeNull()
  const other = await at('.claude', 'projects', '-elsewhere', `${CLAUDE_ID}.jsonl`)
  expect(await find(CLAUDE_ID)).toBe(other)
  const expected = await at('.claude', 'projects', '-home-a-b-my-app', `${CLAUDE_ID}.jsonl`)
  expect(await find(CLAUDE_ID)).toBe(expected)
  const moved = await at('cfg', 'projects', '-home-a-b-my-app', `${CLAUDE_ID}.jsonl`)
  expect(await find(CLAUDE_ID, { CLAUDE_CONFIG_DIR: join(home, 'cfg') })).toBe(moved)
  await at('.claude', 'projects', 'x.jsonl')
  expect(await find('../x')).toBeNull()
  await folder.remove()
})

const item = (role: string, type: string, text: string) => ({
  type: 'response_item',
  payload: { type: 'message', role, content: [{ type, text }] },
})
const tokens = (total: number, more = {}) => ({
  type: 'event_msg',
  payload: { type: 'token_count', info: { last_token_usage: { total_tokens: total }, ...more } },
})

test('Codex: the last real prompt, the last answer, what it has used and its limit', () => {
  const facts = codexTranscripts.read(
    lines(
      'cut"}',
      item('user', 'input_text', '<environment_context>'),
      item('user', 'input_text', '# AGENTS.md instructions'),
      item('user', 'input_text', 'do this\nand that'),
      tokens(100),
      item('assistant', 'output_text', 'the answer'),
      tokens(5006, { model_context_window: 258_400 }),
      item('developer', 'input_text', 'no prompt'),
      { payload: { type: 'message', role: 'user', content: 'odd' } },
      '{"payload":',
    ),
  )
  expect(facts).toEqual({ task: 'do this', answer: 'the answer', context: { used: 5006, limit: 258_400 } })
  expect(codexTranscripts.read(lines(tokens(5)))).toMatchObject({ context: { used: 5, limit: null } })
})

test('Codex: found by the day that its id tells, also a day off for another time zone', async () => {
  const folder = await createTestFolder()
  const find = (conversation: string, env = {}) =>
    codexTranscripts.find({ conversation, folder: '/x', home: folder.path, env })
  for (const day of ['22', '23', '21']) {
    const root = join(folder.path, day)
    const place = join(root, 'sessions', '2026', '11', day)
    await mkdir(place, { recursive: true })
    const path = join(place, `rollout-2026-11-${day}T01-00-00-${CODEX_ID}.jsonl`)
    await writeFile(path, '')
    expect(await find(CODEX_ID, { CODEX_HOME: root })).toBe(path)
  }
  expect(await find(CODEX_ID)).toBeNull()
  expect(await find('x/../../y')).toBeNull()
  // Of another version: the time in it is no time.
  expect(await find('ffffffff-ffff-4fff-bfff-ffffffffffff')).toBeNull()
  await folder.remove()
})

test('conversations are below the home that the agent is given, where that is another one', async () => {
  const folder = await createTestFolder()
  const place = join(folder.path, '.claude', 'projects', '-x')
  await mkdir(place, { recursive: true })
  await writeFile(join(place, `${CODEX_ID}.jsonl`), '')
  const where = { conversation: CODEX_ID, folder: '/x', home: '/nowhere' }
  expect(await claudeTranscripts.find({ ...where, env: { HOME: folder.path } })).toBe(join(place, `${CODEX_ID}.jsonl`))
  expect(await claudeTranscripts.find({ ...where, env: {} })).toBeNull()
  expect(codexFolder({ home: '/nowhere', env: { HOME: folder.path } })).toBe(join(folder.path, '.codex'))
  await folder.remove()
})
