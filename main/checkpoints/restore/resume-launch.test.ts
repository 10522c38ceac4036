import { mkdir, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { agentTypes } from '../../agents/registry'
import { createTestFolder } from '../../tmux/test-server'
import { savedPane } from '../test-checkpoint'
import { launchAgain } from './resume-launch'

const OLD = '11111111-2222-4333-8444-555555555555'
const LINES = [
  { type: 'user', sessionId: OLD, message: { role: 'user', content: 'remember walnut' } },
  { type: 'assistant', sessionId: OLD, message: { role: 'assistant', content: [{ type: 'text', text: 'I will.' }] } },
]

test('Claude Code gets its conversation where it looks for it: by the folder that it is started in now', async () => {
  const folder = await createTestFolder()
  const base = await realpath(folder.path)
  const place = join(base, 'api-restored', 'sub')
  await mkdir(place, { recursive: true })
  const launch = {
    type: 'cc',
    kind: 'program',
    command: 'claude',
    args: ['-c'],
    env: {},
    folder: '/src/api/sub',
  } as const
  const conversation = { id: OLD, transcript: { hash: 'a'.repeat(64), bytes: 1 }, file: '' }
  const saved = savedPane('0.0', [], { launch: { ...launch, args: [...launch.args] }, conversation })
  const text = Buffer.from(`${LINES.map(line => JSON.stringify(line)).join('\n')}\n`)
  const again = await launchAgain(
    saved,
    { conversation: 'as-saved', folder: place },
    {
      ...{ types: agentTypes(DEFAULT_SETTINGS), home: base, env: {} },
      blobs: { get: async () => text },
    },
  )
  expect(again.problem).toBe('')
  expect(again.launch?.folder).toBe(place)
  const [, id = ''] = /^--resume ([0-9a-f-]{36})$/.exec(again.launch?.args.join(' ') ?? '') ?? []
  expect(id).not.toBe('')
  const project = place.replace(/[^A-Za-z0-9]/g, '-')
  expect(await readdir(join(base, '.claude', 'projects', project))).toEqual([`${id}.jsonl`])
  await folder.remove()
})
