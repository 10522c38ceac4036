import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CustomAgentType, DEFAULT_SETTINGS } from '../../../ipc/settings'
import type { AgentType } from '../agent-type'
import { parseScreen } from '../parse-screen'
import { agentTypes } from '../registry'
import type { Screen } from '../screen'
import { custom } from './custom'

/* What every reader keeps to, whatever a program or what it quotes writes on the screen, in the title, or into its files. */

const patterns = { working: '^busy', waiting: '\\?$', idle: '>$', error: '^fail' }
const own = custom(CustomAgentType.parse({ id: 'mine', name: 'Mine', command: 'mine', patterns }))
const types: readonly AgentType[] = [...agentTypes(DEFAULT_SETTINGS), own]

/** Pieces of which the readers' signs are made, so that many of them meet by chance. */
const PIECES = [
  ...['❯ ', '❯ 1. Yes', '  2. No', '› ', '› 1. Yes', '> ', ' > ', ' ! ', '>', '● ', '• ', '◦ ', '✻ ', '✦ ', '✕ ', 'ℹ '],
  ...[
    '─'.repeat(40),
    '╭────────────╮',
    '╰────────────╯',
    '│ ',
    ' │',
    '  ┃  ',
    '┃',
    `  ╹${'▀'.repeat(20)}`,
    '▣ ',
    '⬝■ ',
  ],
  ...['Pondering… (3s)', 'Working (3s • esc to interrupt)', 'Retrying in 4s', 'Reconnecting... ', '⠏ Thinking...'],
  ...[
    'Do you want to proceed?',
    'Esc to cancel',
    'Enter to confirm',
    'esc dismiss',
    '△ Permission required',
    ' Allow once ',
  ],
  ...["■ You've hit your usage limit, try again at ", '7:52 PM', 'resets 7pm (UTC)', 'attempt #4]', '[retrying in 6s '],
  ...['Resume this session with:', 'Gemini CLI v0', '>_ OpenAI Codex', 'loading', 'Build · Model', '(Y)es/(N)o [Yes]:'],
  ...[
    '\x1b[2m',
    '\x1b[0m',
    '\x1b[38;5;215m',
    '\x1b[48;5;2m',
    '\t',
    '\u00a0',
    '東',
    '😀',
    '\ud800',
    '\u0301',
    '1. ',
    '[ ] ',
  ],
]
const line = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 6 })), {
  maxLength: 4,
})
const screens = fc
  .record({
    lines: fc.array(
      line.map(parts => parts.join('').replaceAll('\n', ' ')),
      { maxLength: 14 },
    ),
    cursor: fc.option(fc.record({ x: fc.nat(45), y: fc.nat(14) })),
    height: fc.integer({ min: 1, max: 14 }),
  })
  .map(({ lines, cursor, height }) => parseScreen(lines.join('\n'), { width: 40, height, cursor, at: 1000 }))

/** What a reading may hold at most: it goes to pages and into receipts. */
function withinBounds(type: AgentType, screen: Screen): void {
  const reading = type.readScreen(screen)
  const { question } = reading ?? {}
  expect(reading?.sentence.length ?? 0).toBeLessThan(400)
  expect(question?.title.length ?? 0).toBeLessThanOrEqual(300)
  expect(question?.detail.length ?? 0).toBeLessThanOrEqual(2000)
  expect(question?.choices.length ?? 0).toBeLessThanOrEqual(30)
  expect((question?.choices.filter(one => one.selected) ?? []).length).toBeLessThanOrEqual(1)
  // Where there is a composer a question is quoted, and where there is a question a prompt would answer it.
  if (reading?.says === 'waiting') expect([type.id, type.readComposer(screen)]).toEqual([type.id, null])
  // Times that were never told are none.
  expect(reading?.held?.until ?? 0).not.toBeNaN()
}

test('a screen of whatever pieces is read without an error, within bounds, and never as question and composer at once', () => {
  fc.assert(
    fc.property(screens, screen => {
      for (const type of types) withinBounds(type, screen)
    }),
    { numRuns: 1000 },
  )
})

test('a draft is never taken for an empty composer, whatever is in it', () => {
  const RULE = '─'.repeat(40)
  const composers: Record<string, (draft: string) => string> = {
    cc: draft => `● Done.\n\n${RULE}\n❯\u00a0${draft}\n${RULE}\n  ? for shortcuts`,
    cod: draft => `  Worked for 3s • 13:35\n\n› ${draft}\n\n  ? for shortcuts · model · ← for agents`,
    gmi: draft => `✦ Done.\n\n${RULE}\n\n > ${draft}\n\n ~/app`,
    oc: draft => `  ┃\n  ┃  ${draft}\n  ┃\n  ┃  Build · Model\n  ╹${'▀'.repeat(30)}\n   ~/app`,
  }
  const words = fc.array(fc.constantFrom('go', 'on', '1.', 'Type', '❯', '›', '>', '│', '…', 'esc', 'Ask'), {
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(words, picked => {
      const draft = `a ${picked.join(' ')}`
      for (const type of types) {
        const text = composers[type.id]?.(draft)
        if (text === undefined) continue
        const y = text.split('\n').findIndex(row => row.includes(draft))
        const screen = parseScreen(text, { width: 40, height: 10, cursor: { x: 7, y }, at: 1 })
        expect([type.id, type.readComposer(screen)]).toEqual([type.id, { kind: 'draft', text: draft }])
        expect([type.id, type.readScreen(screen)?.says]).toEqual([type.id, 'idle'])
      }
    }),
  )
})

test('rows of blanks with something at their end are no work for a reader', () => {
  // A pattern that tries each blank anew would take minutes: longer than a test may.
  for (const end of ['x', '│', '? ', '1. x']) {
    const rows = Array.from({ length: 100 }, () => `  ${' '.repeat(19_900)}${end}`)
    for (const foot of ['╰────────────╯', '❯ 1. Yes', '┃ esc dismiss', '']) {
      const screen = parseScreen([...rows, foot].join('\n'), { width: 80, height: 101, cursor: null, at: 1 })
      for (const type of types) withinBounds(type, screen)
    }
  }
})

const names = [
  'hook_event_name',
  'session_id',
  'transcript_path',
  'tool_name',
  'tool_input',
  'agent_id',
  'type',
] as const
const values = fc.oneof(
  fc.constantFrom('Stop', 'Interrupt', 'PermissionRequest', 'AskUserQuestion', 'Notification', 'agent-turn-complete'),
  fc.constantFrom('toString', '__proto__', '../../etc/passwd', '00000000-0000-4000-8000-000000000000', '/x', 'x'),
  fc.jsonValue({ maxDepth: 3 }),
)

test('what an event holds is read without an error; only an id becomes part of a path', () => {
  const data = fc.record(Object.fromEntries(names.map(name => [name, values])), { requiredKeys: [] })
  fc.assert(
    fc.property(data, fc.constantFrom('hook', 'notify'), (fields, channel) => {
      for (const type of types) {
        const reading = type.readEvent({ paneId: '%1', agentId: '', channel, at: 1, data: fields })
        if (reading === null) continue
        expect(reading.conversation ?? '00000000-0000-4000-8000-000000000000').toMatch(/^[0-9a-f-]{36}$/i)
        expect(reading.transcript ?? '/').toMatch(/^\//)
        expect(reading.question?.detail.length ?? 0).toBeLessThanOrEqual(2000)
        // What a helper agent does is no state of the one that a person sees.
        if (typeof fields.agent_id === 'string' && type.id === 'cod' && channel === 'hook')
          expect(reading.says).toBe('waiting')
      }
    }),
    { numRuns: 2000 },
  )
})

test('lines of a transcript are read whatever they hold, and say nothing that is empty or endless', () => {
  const value = fc.oneof(values, fc.constantFrom('user', 'assistant', 'message', 'function_call', 'tool_use', 'text'))
  const block = fc.record({ type: value, text: value, name: value, input: value }, { requiredKeys: [] })
  const body = fc.record(
    {
      ...{ type: value, role: value, content: fc.oneof(value, fc.array(block, { maxLength: 3 })), usage: value },
      ...{ name: value, arguments: value, input: value, model: value, info: value },
    },
    { requiredKeys: [] },
  )
  const whole = fc.record({ type: value, timestamp: value, message: body, payload: body }, { requiredKeys: [] })
  const text = fc.oneof(
    whole.map(one => JSON.stringify(one)),
    fc.string({ maxLength: 40 }),
  )
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), lines => {
      for (const { transcripts } of types) {
        const facts = transcripts?.read(lines)
        expect(facts?.task ?? '').not.toMatch(/\n/)
        expect(facts?.task.length ?? 0).toBeLessThanOrEqual(300)
        expect(facts?.context?.used ?? 1).toBeGreaterThan(0)
        for (const turn of lines.flatMap(one => transcripts?.turns(one) ?? [])) {
          expect(turn.text.trim()).not.toBe('')
          expect(turn.at ?? 0).not.toBeNaN()
        }
      }
    }),
    { numRuns: 600 },
  )
})

test('a title of whatever length and words is read without an error, and never as a question or rest', () => {
  const title = fc.oneof(
    line.map(parts => parts.join('')),
    fc.constantFrom('⠐ x', '✳ x', '✦  Working…', '◇  Ready (x)'),
  )
  fc.assert(
    fc.property(title, text => {
      for (const type of types) expect(['working', 'not-working', null]).toContain(type.readTitle(text)?.says ?? null)
    }),
  )
})
