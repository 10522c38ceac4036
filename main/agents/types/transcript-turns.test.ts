import { expect, test } from 'vitest'
import { claudeTranscripts } from './claude-transcript'
import { codexTranscripts } from './codex-transcript'
import { toolWords } from './transcript-turns'

/* Shapes of lines as Claude Code 2.1.197 and Codex 0.169.0 wrote them. */

const TIME = '2026-11-22T13:27:11.971Z'
const at = Date.parse(TIME)
const of = (type: typeof claudeTranscripts, value: unknown) =>
  type.turns(typeof value === 'string' ? value : JSON.stringify(value))
const claude = (role: string, content: unknown, more = {}) =>
  of(claudeTranscripts, { type: role, timestamp: TIME, message: { role, content }, ...more })
const codex = (payload: unknown, more = {}) =>
  of(codexTranscripts, { type: 'response_item', timestamp: TIME, payload, ...more })

test('Claude Code: prompts, words and the tools that it called, part by part', () => {
  expect(claude('user', '  do this\nand that ')).toEqual([{ who: 'user', text: 'do this\nand that', at }])
  const parts = [
    { type: 'thinking', thinking: 'hm' },
    { type: 'text', text: 'I will.' },
    { type: 'tool_use', name: 'Bash', input: { command: 'npm test\necho', description: 'x' } },
  ]
  expect(claude('assistant', parts)).toEqual([
    { who: 'agent', text: 'I will.', at },
    { who: 'tool', text: 'Bash: npm test', at },
  ])
})

test('Claude Code: a pasted prompt is told without the marks that a newer version puts around it', () => {
  const pasted = '\n\n<pasted_content id="72c3">\nfix it\n\n<b>now</b>\n</pasted_content id="72c3">\n'
  expect(claude('user', [{ type: 'text', text: pasted }])).toEqual([{ who: 'user', text: 'fix it\n\n<b>now</b>', at }])
  expect(claude('user', `look at this: ${pasted.trimStart()}`)[0]?.text).toBe('look at this: fix it\n\n<b>now</b>')
  expect(claudeTranscripts.read([JSON.stringify({ type: 'user', message: { content: pasted } })]).task).toBe('fix it')
  // Marks of somebody's own are text.
  expect(claude('user', 'what is </pasted_content>?')[0]?.text).toBe('what is </pasted_content>?')
})

test('Claude Code: what the program puts in, helpers say or tools answer is no turn', () => {
  expect(claude('user', [{ type: 'tool_result', content: 'ok' }])).toEqual([])
  expect(claude('user', '<command-name>/model</command-name>')).toEqual([])
  expect(claude('user', 'meta', { isMeta: true })).toEqual([])
  expect(claude('assistant', [{ type: 'text', text: 'helper' }], { isSidechain: true })).toEqual([])
  expect(claude('assistant', [{ type: 'text', text: '529' }], { isApiErrorMessage: true })).toEqual([])
})

test('Codex: prompts, words and calls', () => {
  const message = (role: string, type: string, text: string) => ({ type: 'message', role, content: [{ type, text }] })
  expect(codex(message('user', 'input_text', 'do this'))).toEqual([{ who: 'user', text: 'do this', at }])
  expect(codex(message('assistant', 'output_text', 'done'))).toEqual([{ who: 'agent', text: 'done', at }])
  const call = { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"touch a","login":true}' }
  expect(codex(call)).toEqual([{ who: 'tool', text: 'exec_command: touch a', at }])
  const patch = { type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin Patch\n…' }
  expect(codex(patch)).toEqual([{ who: 'tool', text: 'apply_patch: *** Begin Patch', at }])
  expect(codex({ ...call, arguments: 'no json' })[0]?.text).toBe('exec_command: no json')
  expect(codex({ type: 'function_call_output', output: 'ok' })).toEqual([])
  expect(codex(message('user', 'input_text', '<environment_context>'))).toEqual([])
})

test('lines that are none say nothing, and a moment that is none is not told', () => {
  for (const line of ['', '{"type":"user","mess', 'null', '7', '[]', '{"payload":3}', '{"message":{"content":{}}}'])
    expect([claudeTranscripts.turns(line), codexTranscripts.turns(line)]).toEqual([[], []])
  expect(claude('user', 'x', { timestamp: 'yesterday' })[0]?.at).toBeNull()
  expect(claude('user', 'x', { timestamp: { deep: 1 } })[0]?.at).toBeNull()
})

test('a tool is told in one line, whatever it was given', () => {
  expect(toolWords('Edit', { replace_all: false, file_path: 'a.ts' })).toBe('Edit: a.ts')
  expect(toolWords('shell', { command: ['touch', 'made.txt'] })).toBe('shell: touch made.txt')
  expect(toolWords({}, {})).toBe('a tool')
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  expect(toolWords('x', { deep, many: new Array(1_000_000).fill('y') })).toBe(`x: ${'y '.repeat(50).trim()}`)
  expect(toolWords('x'.repeat(500), { a: 'y'.repeat(50_000) }).length).toBe(80 + 2 + 300)
})
