import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestFolder } from '../../tmux/test-server'
import type { Resume } from '../agent-type'
import { claudeResume, claudeTurns } from './claude-resume'
import { claudeTranscripts } from './claude-transcript'
import { codexResume, codexTurns } from './codex-resume'
import { codexTranscripts } from './codex-transcript'

const ID = '52bc8665-9a92-4f10-a216-6384c839de20'
const OTHER = '01a2039e-b36f-71c3-9355-36ef73f5e3f3'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let project: string
beforeEach(async () => {
  folder = await createTestFolder()
  project = join(folder.path, 'a project.é')
  await mkdir(project)
})
afterEach(() => folder.remove())

const json = (lines: readonly unknown[]) => lines.map(line => JSON.stringify(line))
const prompt = (content: string) => ({ type: 'user', sessionId: ID, message: { role: 'user', content } })
const says = (...types: string[]) => ({
  type: 'assistant',
  sessionId: ID,
  message: { role: 'assistant', content: types.map(type => ({ type, text: 'words' })) },
})
const RESULT = { type: 'user', sessionId: ID, message: { role: 'user', content: [{ type: 'tool_result' }] } }
const NOTE = { type: 'system', sessionId: ID }
const STOP = {
  type: 'user',
  message: { role: 'user', content: [{ type: 'text', text: '[Request interrupted by user]' }] },
}

describe('the last complete turn of Claude Code', () => {
  test.each([
    ['a prompt without an answer', [prompt('a'), says('text'), NOTE, prompt('b')], 3],
    ['all done, with notes behind', [prompt('a'), says('text'), NOTE, NOTE], 4],
    ['words before a tool are no end', [prompt('a'), says('text'), prompt('b'), says('text'), says('tool_use')], 2],
    ['a tool without its last words', [prompt('a'), says('text'), prompt('b'), says('tool_use'), RESULT], 2],
    ['a tool and words', [prompt('a'), says('tool_use'), RESULT, says('thinking'), says('text')], 5],
    ['an interruption ends it', [prompt('a'), says('tool_use'), RESULT, STOP], 4],
    ['no turn at all', [NOTE, prompt('a')], 0],
    ['a helper agent that still works', [prompt('a'), says('text'), { ...says('tool_use'), isSidechain: true }], 3],
    ['nothing', [], 0],
  ])('%s', (_, lines, kept) => expect(claudeTurns(json(lines))).toBe(kept))

  test('damaged lines harm nothing', () => expect(claudeTurns(['{', 'null', '[]', '{"type":5}'])).toBe(0))
})

const event = (type: string) => ({ type: 'event_msg', payload: { type } })

describe('the last complete turn of Codex', () => {
  test.each([
    ['one turn and a half', [event('task_started'), NOTE, event('task_complete'), NOTE, event('task_started')], 3],
    ['an aborted one', [event('task_started'), event('turn_aborted')], 2],
    ['none', [NOTE, event('task_started')], 0],
    ['a file without marks', [NOTE, NOTE], 2],
  ])('%s', (_, lines, kept) => expect(codexTurns(json(lines))).toBe(kept))
})

function saved(resume: Resume, id: string, lines: readonly unknown[], args: string[] = []) {
  const transcript = Buffer.from(`${json(lines).join('\n')}\n{"cut`)
  return resume.asSaved({ transcript, id, folder: project, home: folder.path, env: {}, args })
}

test('Claude Code: a copy up to the turn, under a new id, where the program looks for it', async () => {
  const lines = [prompt(`see ${ID}`), says('text'), prompt('half')]
  const given = await saved(claudeResume, ID, lines, ['--model', 'x', '--resume', OTHER])
  const next = given!.args.at(-1)!
  expect(given!.args).toEqual(['--model', 'x', '--resume', next])
  const where = { conversation: next, folder: project, home: folder.path, env: {} }
  const file = await claudeTranscripts.find(where)
  expect(given).toMatchObject({ id: next, file })
  expect(file).toContain(`/projects/${project.replace(/[^A-Za-z0-9]/g, '-')}/`)
  expect(await readFile(file!, 'utf8')).toBe(`${json(lines.slice(0, 2)).join('\n')}\n`.replaceAll(ID, next))
  expect((await stat(file!)).mode & 0o777).toBe(0o600)
  // Each restore has its own: nothing is written over.
  await saved(claudeResume, ID, lines)
  expect(await readdir(join(file!, '..'))).toHaveLength(2)
  expect(await saved(claudeResume, ID, [prompt('half')])).toBeNull()
  await expect(saved(claudeResume, '../x', lines)).rejects.toMatchObject({ code: 'bad-input' })
})

test('Codex: a copy as a rollout of today, which its own search finds', async () => {
  const lines = [{ type: 'session_meta', payload: { id: OTHER } }, event('task_started'), event('task_complete'), NOTE]
  const given = await saved(codexResume, OTHER, lines, ['-m', 'x', 'resume', ID])
  const next = given!.args.at(-1)!
  expect(given!.args).toEqual(['-m', 'x', 'resume', next])
  const where = { conversation: next, folder: project, home: folder.path, env: {} }
  const file = await codexTranscripts.find(where)
  expect(given).toMatchObject({ id: next, file })
  expect(await readFile(file!, 'utf8')).toBe(`${json(lines.slice(0, 3)).join('\n')}\n`.replaceAll(OTHER, next))
  await expect(saved(codexResume, 'x', lines)).rejects.toMatchObject({ code: 'bad-input' })
})

test.each([
  [claudeResume, ['--resume', ID, '-p'], ['-p']],
  [claudeResume, ['-r', 'words'], ['words']],
  [claudeResume, ['--resume', '--model', 'x'], ['--model', 'x']],
  [claudeResume, [`--session-id=${ID}`, '-c', '--fork-session', '--session-id', 'z', 'a'], ['a']],
  [claudeResume, ['--settings', 'f'], ['--settings', 'f']],
  [codexResume, ['resume', '--last', '-m', 'x'], ['-m', 'x']],
  [codexResume, ['-m', 'x', 'fork', ID], ['-m', 'x']],
  [codexResume, ['-m', 'resume', 'x'], ['-m', 'resume', 'x']],
])('a new conversation instead: %#', (resume, args, kept) => expect(resume.fresh(args)).toEqual(kept))
