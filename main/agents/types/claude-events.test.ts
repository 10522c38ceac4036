import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { claudeReporting, readHook } from './claude-events'

const ID = '316090ef-c23a-438e-a16b-00796fad8f9d'
const event = (data: Record<string, unknown>, channel: 'hook' | 'notify' = 'hook') =>
  ({ paneId: '%1', agentId: 'a', channel, at: 1, data }) as const
const hook = (name: string, more: Record<string, unknown> = {}) =>
  readHook(event({ hook_event_name: name, session_id: ID, transcript_path: '/h/t.jsonl', ...more }))

test.each([
  ['SessionStart', { source: 'startup' }, null],
  ['UserPromptSubmit', { prompt: 'do it' }, 'working'],
  ['PreToolUse', { tool_name: 'Bash' }, 'working'],
  ['PostToolUse', { tool_name: 'Bash', agent_id: 'helper' }, null],
  ['Stop', { last_assistant_message: 'done' }, 'idle'],
  ['StopFailure', { error: 'unknown', last_assistant_message: 'API Error: 400' }, 'error'],
  ['SessionEnd', { reason: 'clear' }, null],
  ['SessionEnd', { reason: 'prompt_input_exit' }, 'exited'],
  ['Notification', { message: 'Claude needs your permission to use Bash' }, 'waiting'],
  ['Notification', { message: 'Claude is waiting for your input' }, null],
])('%s %o says %s', (name, more, says) => {
  expect(hook(name, more)).toMatchObject({ says, conversation: ID, transcript: '/h/t.jsonl' })
})

test('a permission tells the tool and what it is about to do', () => {
  const reading = hook('PermissionRequest', { tool_name: 'Bash', tool_input: { command: 'rm -r x', other: 1 } })
  expect(reading?.question).toEqual({ kind: 'permission', title: 'May it use Bash?', detail: 'rm -r x', choices: [] })
})

test('a question of its own is a choice with its words', () => {
  const tool_input = { questions: [{ question: 'Which one?' }, { question: 'And when?' }] }
  const reading = hook('PermissionRequest', { tool_name: 'AskUserQuestion', tool_input })
  expect(reading?.question).toEqual({ kind: 'choice', title: 'Which one?', detail: 'And when?', choices: [] })
})

test('prompt and answer come whole', () => {
  expect(hook('UserPromptSubmit', { prompt: 'a\nb;' })?.prompt).toBe('a\nb;')
  expect(hook('Stop', { last_assistant_message: 'x'.repeat(5000) })?.answer).toHaveLength(5000)
})

test('other shapes say nothing, and an id or path that is none is left out', () => {
  expect(hook('constructor')).toBeNull()
  expect(readHook(event({}))).toBeNull()
  expect(readHook(event({ hook_event_name: 'Stop' }, 'notify'))).toBeNull()
  const odd = readHook(event({ hook_event_name: 'Stop', session_id: '../../x', transcript_path: 'rel', tool_input: 4 }))
  expect(odd).toEqual({ says: 'idle', sentence: 'It has told that its turn is done.', answer: '' })
  expect(readHook(event({ hook_event_name: 'PermissionRequest', tool_input: [], tool_name: 7 }))?.says).toBe('waiting')
})

test('the helper is named in the settings as words of a shell, whatever is in them', async () => {
  const helper = ['/opt/a b/it\'s "$(x)".sh', 'id=1']
  const settings = JSON.parse(claudeReporting.settings(helper) ?? '')
  const { command } = settings.hooks.PermissionRequest[0].hooks[0]
  const { stdout } = await promisify(execFile)('sh', ['-c', `printf '%s\\n' ${command}`])
  expect(stdout.trimEnd().split('\n')).toEqual(helper)
  expect(Object.keys(settings.hooks)).toHaveLength(9)
})

test('settings of the user leave no room, nor do commands that open no composer', () => {
  const args = (userArgs: string[]) =>
    claudeReporting.args({ helper: [], settingsFile: '/s.json', userArgs, own: new Map() })
  expect(args(['--resume', 'x'])).toEqual(['--settings', '/s.json'])
  expect(args(['--settings', '{}'])).toBeNull()
  expect(args(['-c', '--settings={}'])).toBeNull()
  expect(args(['mcp', 'list'])).toBeNull()
})
