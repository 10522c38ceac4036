import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hasCode, parseJsonText, readJsonFile, writeFileAtomic } from './side-file'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qd-side-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('writes whole files with mode 0600 and leaves nothing beside them', async () => {
  const path = join(folder, 'a.json')
  await writeFileAtomic(path, 'one')
  await writeFileAtomic(path, new Uint8Array([0x74, 0x77, 0x6f]))
  expect(await readFile(path, 'utf8')).toBe('two')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['a.json'])
})

test('replaces the target of a link, not the link', async () => {
  await mkdir(join(folder, 'dotfiles'))
  await writeFile(join(folder, 'dotfiles', 'real.json'), 'old')
  await symlink(join(folder, 'dotfiles', 'real.json'), join(folder, 'link.json'))
  await writeFileAtomic(join(folder, 'link.json'), 'new')
  expect(await readFile(join(folder, 'dotfiles', 'real.json'), 'utf8')).toBe('new')
})

test('many writers at once: the file is always one of the contents, whole', async () => {
  const path = join(folder, 'a.json')
  const contents = Array.from({ length: 20 }, (_, n) => String(n).repeat(50_000))
  const writes = contents.map(content => writeFileAtomic(path, content))
  const reads = writes.map(write => write.then(() => readFile(path, 'utf8')))
  for (const text of await Promise.all(reads)) expect(contents.includes(text)).toBe(true)
  expect(await readdir(folder)).toEqual(['a.json'])
})

test('a failure leaves the old content and no temporary file', async () => {
  await mkdir(join(folder, 'taken', 'full'), { recursive: true })
  const error = await writeFileAtomic(join(folder, 'taken'), 'x').catch((caught: unknown) => caught)
  expect(hasCode(error, 'EISDIR', 'ENOTEMPTY', 'EEXIST')).toBe(true)
  expect(await readdir(folder)).toEqual(['taken'])
  expect(hasCode(error, 'ENOENT')).toBe(false)
})

test('reads JSON, says what is wrong otherwise', async () => {
  expect(parseJsonText('\uFEFF {"a": 1}\n')).toEqual({ kind: 'value', value: { a: 1 } })
  expect(parseJsonText('{"a": 1')).toEqual({ kind: 'damaged', reason: 'it is not valid JSON' })
  expect(parseJsonText(' \n')).toEqual({ kind: 'damaged', reason: 'it is empty' })
  expect(await readJsonFile(join(folder, 'none'))).toEqual({ kind: 'missing' })
  expect(await readJsonFile(folder)).toEqual({ kind: 'damaged', reason: 'it is not a file' })
  await writeFile(join(folder, 'file'), '')
  await expect(readJsonFile(join(folder, 'file', 'below'))).rejects.toThrow('ENOTDIR')
})
