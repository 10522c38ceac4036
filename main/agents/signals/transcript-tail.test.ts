import { execFile } from 'node:child_process'
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestFolder } from '../../tmux/test-server'
import { type AgentType, interruptBy, noTitle, PLAIN } from '../agent-type'
import { createTranscriptTails, type Subject } from './transcript-tail'

let base: Awaited<ReturnType<typeof createTestFolder>>
let changes: number
beforeEach(async () => {
  base = await createTestFolder()
  changes = 0
})
afterEach(() => base.remove())

const parts = {
  args: [],
  env: {},
  custom: true,
  kind: 'program',
  packages: [],
  readTitle: noTitle,
  programs: [],
} as const
/** Says how many lines it was given, and the last of them. */
const type: AgentType = {
  ...{ ...PLAIN, ...parts, id: 'x', name: 'X', command: 'x', shared: [], remedy: '', interruptKey: interruptBy('C-c') },
  transcripts: {
    find: async ({ conversation, home }) => (conversation === 'found' ? join(home, 'found.jsonl') : null),
    read: lines => ({ task: `${lines.at(-2)}\nmore`, context: { used: lines.length, limit: null }, answer: '' }),
    turns: () => [],
  },
}
const onChange = () => {
  changes += 1
}
const tails = () => createTranscriptTails({ home: base.path, env: {}, onChange })
const subject = (parts: Partial<Subject>): Subject => {
  return { paneId: '%1', type, conversation: 'c', transcript: '', folder: '/', ...parts }
}

test('the end of a transcript is read when it has changed, no more often than every 5 s unless asked', async () => {
  const file = join(base.path, 'found.jsonl')
  await writeFile(file, 'one\n')
  const of = tails()
  const found = subject({ conversation: 'found' })
  await of.refresh(found)
  expect(of.facts('%1')).toEqual({ task: 'one', context: { used: 2, limit: null }, answer: '' })
  await of.refresh(found, true)
  expect(changes).toBe(1)
  await appendFile(file, 'two\n')
  await of.refresh(found)
  expect(of.facts('%1')?.task).toBe('one')
  await of.refresh(found, true)
  expect(of.facts('%1')?.task).toBe('two')
  of.keep(new Set())
  expect(of.facts('%1')).toBeNull()
})

test('of a large file only whole lines of its end are read; tasks are cut', async () => {
  const file = join(base.path, 'large')
  await writeFile(file, `${`${'x'.repeat(999)}\n`.repeat(1000)}${'y'.repeat(5000)}\n`)
  const of = tails()
  await of.refresh(subject({ transcript: file }))
  expect(of.facts('%1')?.context?.used).toBeLessThan(264)
  expect(of.facts('%1')?.task).toBe('y'.repeat(300))
})

test('what is no file, or not there, tells nothing and waits for nothing', async () => {
  const pipe = join(base.path, 'pipe')
  await new Promise(resolve => execFile('mkfifo', [pipe], resolve))
  const of = tails()
  for (const transcript of [pipe, base.path, '/nowhere', 'relative', ''])
    await of.refresh(subject({ transcript }), true)
  await of.refresh(subject({ type: { ...type, transcripts: null } }))
  expect([of.facts('%1'), changes]).toEqual([null, 0])
})
