import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tmux/test-server'
import { readHook } from './claude-events'
import { claudeTranscripts } from './claude-transcript'
import { codexReporting } from './codex-events'
import { codexTranscripts } from './codex-transcript'
import { countIn } from './fields'

/* Parts of hooks and transcripts of which a wrong one was taken, or a right one left out, without a test that noticed. */

const CODEX_ID = '01a20375-194c-7a00-be35-2ad2e7eeaace'
const OTHER_ID = '01a20375-194c-7a00-be35-2ad2e7eeaacf'

const hook = (name: string, more: Record<string, unknown> = {}) =>
  readHook({ paneId: '%1', agentId: 'a', channel: 'hook', at: 1, data: { hook_event_name: name, ...more } })

test('a notification asks by its kind, whatever its words; a session that goes on has not ended', () => {
  const kind = (notification_type: string) => hook('Notification', { notification_type, message: 'Look here' })?.says
  expect(['permission_prompt', 'elicitation_dialog', 'idle_prompt'].map(kind)).toEqual(['waiting', 'waiting', null])
  const ends = (reason: string) => hook('SessionEnd', { reason })?.says
  expect(['clear', 'resume', 'logout'].map(ends)).toEqual([null, null, 'exited'])
  expect(hook('StopFailure', { error: 'overloaded' })?.sentence).toContain('overloaded')
})

test('a permission says what for: the first known field that holds anything, else all of it, cut', () => {
  const detail = (tool_input: unknown) => hook('PermissionRequest', { tool_name: 'X', tool_input })?.question?.detail
  expect(detail({ file_path: '/etc/hosts', command: '' })).toBe('/etc/hosts')
  expect(detail({ other: 'x' })).toBe('{"other":"x"}')
  expect(detail({ other: 'x'.repeat(5000) })).toHaveLength(2000)
  const questions = Array.from({ length: 20 }, () => ({ question: 'Why? '.repeat(60) }))
  expect(
    hook('PermissionRequest', { tool_name: 'AskUserQuestion', tool_input: { questions } })?.question?.detail,
  ).toHaveLength(2000)
})

test('Claude Code: thoughts and the prompts of helpers are neither answers nor tasks', () => {
  const line = (type: 'user' | 'assistant', content: unknown, more = {}) =>
    JSON.stringify({ type, message: { role: type, content }, ...more })
  const parts = [
    { type: 'thinking', text: 'I should hide this.' },
    { type: 'text', text: 'Done.' },
    { type: 'text', text: 'Both.' },
  ]
  const lines = [
    line('user', 'mend it'),
    line('assistant', parts),
    line('user', 'look for files', { isSidechain: true }),
  ]
  expect(claudeTranscripts.read(lines)).toMatchObject({ task: 'mend it', answer: 'Done.\nBoth.' })
  expect(lines.flatMap(one => claudeTranscripts.turns(one)).map(one => one.text)).toEqual(['mend it', 'Done.', 'Both.'])
  const failed = JSON.stringify({ message: { role: 'assistant', model: '<synthetic>', content: 'No credit.' } })
  expect(claudeTranscripts.read([line('assistant', 'Yes.'), failed]).answer).toBe('Yes.')
})

test('Codex: only messages of the right side, and of those the right parts', () => {
  const line = (payload: object) => JSON.stringify({ payload })
  const message = (role: string, type: string, text: string) => ({ type: 'message', role, content: [{ type, text }] })
  const lines = [
    line(message('user', 'input_text', 'mend it')),
    line(message('assistant', 'output_text', 'Done.')),
    line({ ...message('assistant', 'output_text', 'I should hide this.'), type: 'reasoning' }),
    line(message('assistant', 'refusal', 'No.')),
    line(message('user', 'input_image', 'a picture')),
    line({ type: 'token_count', info: { last_token_usage: { total_tokens: 0 } } }),
    line({ type: 'other', info: { last_token_usage: { total_tokens: 7 } } }),
  ]
  expect(codexTranscripts.read(lines)).toEqual({ task: 'mend it', answer: 'Done.', context: null })
})

test('Codex: the file of this very conversation, and no other one of its day', async () => {
  const folder = await createTestFolder()
  try {
    const day = join(folder.path, 'sessions/2026/11/22')
    await mkdir(day, { recursive: true })
    const place = { conversation: CODEX_ID, folder: '/', home: folder.path, env: { CODEX_HOME: folder.path } }
    for (const name of [`rollout-1-${OTHER_ID}.jsonl`, `backup-${CODEX_ID}.jsonl`, `rollout-1-${CODEX_ID}.jsonl.gz`])
      await writeFile(join(day, name), '{}\n')
    expect(await codexTranscripts.find(place)).toBeNull()
    const own = join(day, `rollout-2-${CODEX_ID}.jsonl`)
    await writeFile(own, '{}\n')
    expect(await codexTranscripts.find(place)).toBe(own)
  } finally {
    await folder.remove()
  }
})

test('the profile whose notify program runs after ours is the one behind its flag', () => {
  const own = new Map([
    ['', ['main']],
    ['work', ['worker']],
  ])
  const args = (...userArgs: string[]) =>
    codexReporting.args({ helper: ['a', 'b', 'c'], settingsFile: '', userArgs, own })?.at(-1) ?? ''
  for (const userArgs of [['-p', 'work'], ['--profile', 'work'], ['--profile=work'], ['-pwork'], ['-x', '-p', 'work']])
    expect([userArgs, args(...userArgs).endsWith('"worker"]')]).toEqual([userArgs, true])
  for (const userArgs of [[], ['-p', 'other'], ['-p']])
    expect([userArgs, args(...userArgs).endsWith('"main"]')]).toEqual([userArgs, true])
  expect(
    codexReporting.args({
      helper: ['a', 'b', 'c'],
      settingsFile: '',
      userArgs: ['--strict-config', '-c', 'notify=[]'],
      own,
    }),
  ).toBeNull()
})

test('a count is a whole number from 0 on', () => {
  expect([0, 7, -1, 1.5, '7', Number.NaN, 2 ** 60, null, true].map(countIn)).toEqual([0, 7, 0, 0, 0, 0, 0, 0, 0])
})
