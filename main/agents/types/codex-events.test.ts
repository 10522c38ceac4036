import { expect, test } from 'vitest'
import type { OwnPrograms } from '../agent-type'
import { codexReporting, readCodexEvent } from './codex-events'
import { codexHookArgs } from './codex-hooks'

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

const hook = (data: Record<string, unknown>) =>
  readCodexEvent({
    paneId: '%1',
    agentId: 'a',
    channel: 'hook',
    at: 1,
    data: { session_id: ID, turn_id: 't', ...data },
  })

test('a hook tells the prompt, the question, the interruption and the end of a turn', () => {
  const prompt = hook({ hook_event_name: 'UserPromptSubmit', prompt: 'p' })
  expect(prompt).toMatchObject({ says: 'working', prompt: 'p', conversation: ID })
  const asking = hook({ hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: { command: 'touch x' } })
  expect(asking).toMatchObject({ says: 'waiting', question: { kind: 'permission', detail: 'touch x' } })
  expect(hook({ hook_event_name: 'Interrupt' })).toMatchObject({ says: 'idle', conversation: ID })
  expect(hook({ hook_event_name: 'Stop', last_assistant_message: 'so' })).toMatchObject({ says: 'idle', answer: 'so' })
  expect(hook({ hook_event_name: 'PreCompact' })).toBeNull()
})

test('of a helper agent only what it asks counts, and never its transcript', () => {
  const helper = { agent_id: ID, transcript_path: '/t/helper.jsonl' }
  for (const name of ['UserPromptSubmit', 'SessionStart', 'Stop', 'Interrupt', 'PostToolUse'])
    expect([name, hook({ hook_event_name: name, ...helper })]).toEqual([name, null])
  const asks = hook({ hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: {}, ...helper })
  expect(asks?.says).toBe('waiting')
  expect(asks).not.toHaveProperty('transcript')
})

const HELPER_WORDS = ['/bin/sh', '/a b/h.sh', 'id=it\'s "1"\\']
const args = (userArgs: string[], own: OwnPrograms = new Map()) =>
  codexReporting.args({ helper: HELPER_WORDS, settingsFile: '', userArgs, own }) ?? []
const value = (list: string[], key: string) => list.find(one => one.startsWith(`${key}=`))

test('both ways are given by arguments, each left out where the arguments have their own', () => {
  const both = args(['resume', 'x'])
  expect(both.filter((_, index) => index % 2 === 0)).toEqual(['-c', '-c'])
  expect(value(both, 'notify')).toBe('notify=["/bin/sh","/a b/h.sh","id=it\'s \\"1\\"\\\\"]')
  for (const own of [['-c', 'notify=["x"]'], ['--config', ' notify = []'], ['--config=notify=[]'], ['-cnotify=[]']])
    expect([own, value(args(own), 'notify'), value(args(own), 'hooks') !== undefined]).toEqual([own, undefined, true])
  for (const own of [['-c', 'hooks.Stop=[]'], ['--config=hooks={}'], ['--strict-config']])
    expect([own, value(args(own), 'hooks'), value(args(own), 'notify') !== undefined]).toEqual([own, undefined, true])
  expect(value(args(['-c', 'model="notify=1"']), 'notify')).toBeDefined()
  expect(codexReporting.args({ helper: ['h'], settingsFile: '', userArgs: ['exec', 'x'], own: new Map() })).toBeNull()
})

/** Told by Codex 0.169.0 of a hook with this command (`Trusted` in its list of hooks). */
test('the trust is for the digest that Codex makes of a hook', () => {
  const list = codexHookArgs(['/bin/sh', '/x/report.sh', 'id=a-1'])
  expect(list[0]).toBe('-c')
  expect(list[1]).toContain(
    "Stop=[{hooks=[{type=\"command\",command=\"'/bin/sh' '/x/report.sh' 'id=a-1'\",timeout=3}]}]",
  )
  expect(list[1]).toContain(
    '"/<session-flags>/config.toml:stop:0:0"={trusted_hash="sha256:096a458e1920f36529f156a42639f5f3662476301915b25e64e3a19ad69a76f1"}',
  )
  // Nobody but ourselves: as many trusted as asked for.
  expect(list[1]?.match(/trusted_hash=/g)).toHaveLength(list[1]?.match(/type="command"/g)?.length ?? 0)
})
