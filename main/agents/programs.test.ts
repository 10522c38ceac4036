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
const program = async (name: string, mode = 0o755, script = '') => {
  const path = join(folder.path, 'bin', name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
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

test('a program that is older than its type is told of and may be started; lists for a start ask none', async () => {
  await profile(`PATH="$HOME/bin:$PATH"`)
  const says = (version: string) => `echo asked >> "$HOME/asked"; [ "$1" = --version ] && echo "${version}"`
  await program('claude', 0o755, says('1.0.3 (Claude Code)'))
  await program('codex', 0o755, says('codex-cli 0.169.0'))
  const other = await program('my-wrapper', 0o755, says('0.1.0'))
  const programs = createPrograms({ log: silentLog, shell: '/bin/bash', environment })
  const types = agentTypes(DEFAULT_SETTINGS)
  for (const one of await programs.list(types, false)) expect(one.warning).toBeUndefined()
  await expect(readFile(join(folder.path, 'asked'))).rejects.toThrow()
  const [claude, codex] = await programs.listWithVersions(types, true)
  expect(claude).toMatchObject({
    problem: '',
    warning: 'claude 1.0.3 is older than 2.0: states come from the screen alone',
  })
  expect(codex).toMatchObject({ problem: '', path: join(folder.path, 'bin', 'codex') })
  expect(codex?.warning).toBeUndefined()
  await programs.listWithVersions(types, true)
  expect(await readFile(join(folder.path, 'asked'), 'utf8')).toBe('asked\nasked\n')
  // What the user put in its place may take unknown arguments for a prompt.
  const own = agentTypes({ ...DEFAULT_SETTINGS, overrides: { cc: { command: other } } })
  expect((await programs.listWithVersions(own, true))[0]?.warning).toBeUndefined()
  expect(await readFile(join(folder.path, 'asked'), 'utf8')).toBe('asked\nasked\n')
})
