import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../../tmux/test-server'
import { codexReporting, readCodexEvent } from './codex-events'

const ID = '01a20375-194c-7a00-be35-2ad2e7eeaace'
const TITLES =
  'Generate a concise, single-line task title of at most 36 characters and under five words.\nUser prompt:\nx'
const notify = (data: Record<string, unknown>) =>
  readCodexEvent({ paneId: '%1', agentId: 'a', channel: 'notify', at: 1, data })
const turn = (prompts: unknown, more = {}) =>
  notify({ type: 'agent-turn-complete', 'thread-id': ID, 'input-messages': prompts, ...more })

test('a turn that is complete is idle, with its conversation and answer', () => {
  expect(turn(['do it'], { 'last-assistant-message': 'done' })).toMatchObject({
    says: 'idle',
    conversation: ID,
    answer: 'done',
  })
})

test('the helper turn that titles the task is none of the agent', () => {
  expect(turn([TITLES])).toBeNull()
  expect(turn(['Generate a report'])?.says).toBe('idle')
})

test('other shapes say nothing or leave out what is none', () => {
  expect(notify({ type: 'other' })).toBeNull()
  expect(notify({})).toBeNull()
  expect(turn('x', { 'thread-id': '../x', 'last-assistant-message': null })).toEqual({
    says: 'idle',
    sentence: 'It has told that its turn is done.',
    answer: '',
  })
})

test('hooks that a person set up are read like those of Claude Code', () => {
  const data = { hook_event_name: 'UserPromptSubmit', session_id: ID, prompt: 'p', turn_id: 't' }
  const reading = readCodexEvent({ paneId: '%1', agentId: 'a', channel: 'hook', at: 1, data })
  expect(reading).toMatchObject({ says: 'working', prompt: 'p', conversation: ID })
})

test('notify is one TOML array, left out where the arguments have one', () => {
  const args = (userArgs: string[], helper = ['/a b/h.sh', 'say "hi"\\']) =>
    codexReporting.args({ helper, settingsFile: '', userArgs })
  expect(args(['resume', 'x'])).toEqual(['-c', 'notify=["/a b/h.sh","say \\"hi\\"\\\\"]'])
  expect(args(['-c', 'notify=["x"]'])).toBeNull()
  expect(args(['--config', ' notify = []'])).toBeNull()
  expect(args(['--config=notify=[]'])).toBeNull()
  expect(args(['-cnotify=[]'])).toBeNull()
  expect(args(['-c', 'model="notify=1"'])).not.toBeNull()
  expect(args(['exec', 'x'])).toBeNull()
})

test("a person's own notify program is not taken the place of", async () => {
  const folder = await createTestFolder()
  const home = join(folder.path, 'home')
  await mkdir(join(home, '.codex'), { recursive: true })
  const taken = () => codexReporting.taken?.({ home, env: {} })
  expect(await taken()).toBe('')
  await writeFile(join(home, '.codex', 'config.toml'), 'model = "x"\n# notify = 1\n')
  expect(await taken()).toBe('')
  await writeFile(join(home, '.codex', 'config.toml'), 'model = "x"\nnotify = ["mine"]\n')
  expect(await taken()).toMatch(/config\.toml/)
  expect(await codexReporting.taken?.({ home, env: { CODEX_HOME: folder.path } })).toBe('')
  await folder.remove()
})
