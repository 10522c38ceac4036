import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fleet } from '../../ipc/model'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import type { Programs } from '../agents/programs'
import { agentTypes } from '../agents/registry'
import { createTestFolder } from '../tmux/test-server'
import { absoluteFolder, checkFolder, makeFolder } from './folder'
import { checkPrograms, namesIn, planAgents } from './spawn-plan'

const types = agentTypes(DEFAULT_SETTINGS)
const names = (counts: [string, number][], used: string[] = []) =>
  planAgents(
    counts.map(([type, count]) => ({ type, count })),
    types,
    used,
  ).map(one => one.name)

test('numbers go on after the highest in use, per type, in the order asked for', () => {
  expect(
    names([
      ['cc', 2],
      ['cod', 1],
    ]),
  ).toEqual(['cc_1', 'cc_2', 'cod_1'])
  expect(
    names(
      [
        ['cc', 2],
        ['cod', 1],
      ],
      ['cc_1', 'cc_4', 'cod_2', 'x'],
    ),
  ).toEqual(['cc_5', 'cc_6', 'cod_3'])
  expect(
    names([
      ['cc', 1],
      ['cc', 1],
    ]),
  ).toEqual(['cc_1', 'cc_2'])
  expect(() => names([['cc', 0]])).toThrow('No agent')
  expect(() => names([])).toThrow('No agent')
  expect(() => names([['constructor', 1]])).toThrow('no agent type')
})

test('a missing program is looked for again before it is refused', async () => {
  const asked: boolean[] = []
  let installed = false
  const programs: Pick<Programs, 'list'> = {
    async list(list, refresh) {
      asked.push(refresh)
      const problem = installed && refresh ? '' : 'claude is not installed'
      return list.map(({ id, name, custom }) => {
        return { id, name, custom, command: [], path: null, problem, remedy: 'npm install' }
      })
    },
  }
  const planned = planAgents([{ type: 'cc', count: 2 }], types, [])
  await expect(checkPrograms(planned, programs)).rejects.toMatchObject({ code: 'no-program', detail: 'npm install' })
  installed = true
  await checkPrograms(planned, programs)
  expect(asked).toEqual([false, true, false, true])
})

test('names in use are those of the session alone', () => {
  const agent = (name: string) => ({ type: 'cc', name, source: 'option' })
  const fleet = {
    sessions: [
      { id: '$1', windows: [{ windowId: '@1' }] },
      { id: '$2', windows: [{ windowId: '@2' }] },
    ],
    panes: [
      { windowId: '@1', agent: agent('cc_1') },
      { windowId: '@1', agent: null },
      { windowId: '@2', agent: agent('cc_8') },
    ],
  } as unknown as Fleet
  expect([namesIn(fleet, '$1'), namesIn(fleet, '$2'), namesIn(fleet, '$3')]).toEqual([['cc_1'], ['cc_8'], []])
})

test('folders: absolute, there, and really a folder', async () => {
  expect(absoluteFolder('~/a/../b')).toBe(join(homedir(), 'b'))
  expect(absoluteFolder('~')).toBe(homedir())
  for (const bad of ['a', './a', '', '~other/x', '/a\0b']) expect(() => absoluteFolder(bad)).toThrow('absolute')
  const folder = await createTestFolder()
  const at = (name: string) => join(folder.path, name)
  await writeFile(at('file'), '')
  await mkdir(at('real'))
  await symlink(at('real'), at('link'))
  expect(await checkFolder(at('real'))).toBe('there')
  expect(await checkFolder(at('link'))).toBe('there')
  expect(await checkFolder(at('none'))).toBe('missing')
  await expect(checkFolder(at('file'))).rejects.toMatchObject({ code: 'bad-folder' })
  await expect(checkFolder(at('file/below'))).rejects.toMatchObject({ code: 'bad-folder', detail: 'ENOTDIR' })
  await makeFolder(at('new/deep'))
  expect((await stat(at('new/deep'))).isDirectory()).toBe(true)
  await expect(makeFolder(at('file/below'))).rejects.toMatchObject({ code: 'bad-folder' })
  // Root may enter anything: only others are refused.
  await chmod(at('real'), 0o000)
  if (process.getuid?.() !== 0) await expect(checkFolder(at('real'))).rejects.toMatchObject({ code: 'bad-folder' })
  await chmod(at('real'), 0o700)
  await folder.remove()
})
