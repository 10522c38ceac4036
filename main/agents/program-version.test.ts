import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestFolder, until } from '../tmux/test-server'
import { createVersions, isOlder, versionIn } from './program-version'

let folder: { path: string; remove: () => Promise<void> }
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

const LEAST = { version: '2.0', args: ['--version'], otherwise: '' }
const LONG = 60_000

async function program(script: string): Promise<string> {
  const path = join(folder.path, 'agent')
  await writeFile(path, `#!/bin/sh\necho "$@" >> "$HOME/runs"\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

const environment = () => ({ HOME: folder.path, PATH: '/usr/bin:/bin' })
const runs = () => readFile(join(folder.path, 'runs'), 'utf8').catch(() => '')

test('versions are found in the words of the real programs, and in nothing else', () => {
  expect(['2.1.197 (Claude Code)', 'codex-cli 0.169.0\n', 'aider 0.86', 'v1.0.3-beta.2'].map(versionIn)).toEqual([
    '2.1.197',
    '0.169.0',
    '0.86',
    '1.0.3',
  ])
  // An address is none, nor what was built without a release.
  for (const words of ['', 'ready', 'listens at 127.0.0.1', 'codex-cli 0.0.0', '7'.repeat(9000), '1.'.repeat(2000)])
    expect(versionIn(words)).toBeNull()
})

test('versions are compared by numbers, not by letters', () => {
  const older = [
    ['1.0.3', '2.0'],
    ['0.99.9', '0.100'],
    ['1.9.9', '2.0'],
  ] as const
  for (const [version, than] of older) expect([isOlder(version, than), isOlder(than, version)]).toEqual([true, false])
  for (const same of ['2.0', '2.0.0', '2.0.1', '10.0']) expect(isOlder(same, '2.0')).toBe(false)
})

test('a program is asked once, by its arguments, and again when its file has changed', async () => {
  const path = await program('echo "1.0.3 (Claude Code)"')
  const versions = createVersions()
  const ask = () => versions.of(path, LEAST, environment(), LONG)
  expect(await Promise.all([ask(), ask()])).toEqual(['1.0.3', '1.0.3'])
  expect(await ask()).toBe('1.0.3')
  expect(await runs()).toBe('--version\n')
  await appendFile(path, 'echo 9.9.9\n')
  expect(await ask()).toBe('1.0.3')
  expect(await runs()).toBe('--version\n--version\n')
})

test('what cannot be run, fails, or says nothing has no version', async () => {
  const versions = createVersions()
  const plain = join(folder.path, 'plain')
  await writeFile(plain, '1.0.3')
  expect(await versions.of(plain, LEAST, environment(), LONG)).toBeNull()
  expect(await versions.of(join(folder.path, 'none'), LEAST, environment(), LONG)).toBeNull()
  expect(await versions.of(await program('echo unknown option; exit 2'), LEAST, environment(), LONG)).toBeNull()
})

test('nobody waits longer than asked, what is said later is known the next time, and what hangs is ended', async () => {
  const slow = await program(
    'while [ ! -e "$HOME/go" ]; do sleep 0.02; done; echo 1.0.3; sleep 12 & echo $! > "$HOME/left"; exit 0',
  )
  const versions = createVersions()
  expect(await versions.of(slow, LEAST, environment(), 20)).toBeNull()
  await writeFile(join(folder.path, 'go'), '')
  // Its own end counts, not that of what it leaves behind with its output.
  expect(await versions.of(slow, LEAST, environment(), LONG)).toBe('1.0.3')
  process.kill(Number(await readFile(join(folder.path, 'left'), 'utf8')))

  const hangs = await program('echo $$ > "$HOME/pid"; sleep 300')
  expect(await versions.of(hangs, LEAST, environment(), LONG)).toBeNull()
  const pid = Number(await readFile(join(folder.path, 'pid'), 'utf8'))
  const alive = () => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  await until(() => !alive())
})
