import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { silentLog } from '../log/log'
import { createTestFolder } from '../tmux/test-server'
import { askableShell, createPrograms, findProgram, readLoginPath } from './programs'
import { agentTypes } from './registry'

let folder: { path: string; remove: () => Promise<void> }
let environment: NodeJS.ProcessEnv
beforeEach(async () => {
  folder = await createTestFolder()
  environment = { HOME: folder.path, PATH: '/usr/bin:/bin' }
  await mkdir(join(folder.path, 'bin'))
})
afterEach(() => folder.remove())

const profile = (text: string) => writeFile(join(folder.path, '.profile'), text)
const program = async (name: string, mode = 0o755) => {
  const path = join(folder.path, 'bin', name)
  await writeFile(path, '#!/bin/sh\n')
  await chmod(path, mode)
  return path
}

test.each(['/bin/bash', '/bin/dash'])('%s tells its PATH through noise, also without an end', async shell => {
  await profile(`echo "noise <x>"; PATH="$HOME/bin:/odd dir:$PATH"; export PATH; sleep 12 & echo $! > $HOME/left`)
  const began = performance.now()
  expect(await readLoginPath(shell, environment, silentLog)).toMatch(
    new RegExp(`^${folder.path}/bin:/odd dir:/usr.*:/bin$`),
  )
  // What start-up files leave running holds the output open; nobody waits for it.
  expect(performance.now() - began).toBeLessThan(10_000)
  process.kill(Number(await readFile(join(folder.path, 'left'), 'utf8')))
})

test('start-up files that hang are given up on', async () => {
  await profile('sleep 30')
  expect(await readLoginPath('/bin/bash', environment, silentLog, 300)).toBeNull()
})

test('a shell that was killed, while what it left holds the output, is given up on', async () => {
  await profile('sleep 12 & echo $! > $HOME/left; kill -9 $$')
  expect(await readLoginPath('/bin/bash', environment, silentLog, 300)).toBeNull()
  process.kill(Number(await readFile(join(folder.path, 'left'), 'utf8')))
})

test('a shell that cannot be started, or is not for us, tells nothing', async () => {
  expect(await readLoginPath('/nowhere/bash', environment, silentLog)).toBeNull()
  expect(['/usr/bin/fish', '/bin/tcsh', '/usr/bin/nu', '/bin/zsh'].map(askableShell)).toEqual([
    '/usr/bin/fish',
    '/bin/sh',
    '/bin/sh',
    '/bin/zsh',
  ])
})

test('only executable files in absolute folders count', async () => {
  const path = await program('agent')
  await program('plain', 0o644)
  await mkdir(join(folder.path, 'bin', 'folder'))
  const where = `.::/nowhere:${folder.path}/bin`
  const names = ['agent', 'plain', 'folder', path, 'bin/agent', '']
  expect(await Promise.all(names.map(name => findProgram(name, where)))).toEqual([path, null, null, path, null, null])
})

test('a missing program is shown with its remedy; installing it is seen on a refresh', async () => {
  await profile(`PATH="$HOME/bin:$PATH"`)
  const programs = createPrograms({ log: silentLog, shell: '/bin/bash', environment })
  const types = agentTypes(DEFAULT_SETTINGS)
  const [before] = await programs.list(types, false)
  expect(before).toMatchObject({
    id: 'cc',
    path: null,
    problem: 'claude is not installed',
    remedy: 'npm install -g @anthropic-ai/claude-code',
  })
  const path = await program('claude')
  const [after] = await programs.list(types, true)
  expect(after).toMatchObject({ path, problem: '', remedy: '', command: ['claude'] })
})
