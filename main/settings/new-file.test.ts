import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestFolder } from '../tmux/test-server'
import { problemWords, writeNewFile } from './new-file'

let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

const nameOf = (count: number) => (count > 1 ? `Api-${count}.txt` : 'Api.txt')
const write = (text: string, where = folder.path) => writeNewFile(where, nameOf, Buffer.from(text))

test('writes whole files for their owner alone, and leaves nothing else', async () => {
  const path = await write('all of it')
  expect(path).toBe(join(folder.path, 'Api.txt'))
  expect(await readFile(path, 'utf8')).toBe('all of it')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder.path)).toEqual(['Api.txt'])
})

test('never writes over a file, one that differs in case, or through a link', async () => {
  await writeFile(join(folder.path, 'api.TXT'), 'mine')
  await writeFile(join(folder.path, 'target'), 'untouched')
  await symlink(join(folder.path, 'target'), join(folder.path, 'Api-2.txt'))
  await mkdir(join(folder.path, 'Api-3.txt'))
  expect(await write('new')).toBe(join(folder.path, 'Api-4.txt'))
  expect(await readFile(join(folder.path, 'target'), 'utf8')).toBe('untouched')
  expect(await readFile(join(folder.path, 'api.TXT'), 'utf8')).toBe('mine')
})

test('gives many writers of one moment a file each', async () => {
  const paths = await Promise.all(Array.from({ length: 20 }, (_, at) => write(`text ${at}`)))
  expect(new Set(paths).size).toBe(20)
  expect(await Promise.all(paths.map(path => readFile(path, 'utf8')))).toEqual(paths.map((_, at) => `text ${at}`))
})

test('says in words why a file could not be written', async () => {
  const error = (code: string) => Object.assign(new Error(code), { code })
  expect(await write('x', join(folder.path, 'missing')).catch(problemWords)).toBe('The folder is not there.')
  await writeFile(join(folder.path, 'file'), '')
  expect(await write('x', join(folder.path, 'file')).catch(problemWords)).toBe('The folder is not there.')
  expect(problemWords(error('ENOSPC'))).toBe('The disk is full.')
  expect(problemWords(error('EACCES'))).toBe('The folder may not be written.')
  expect(problemWords(error('EIO'))).toBe('It could not be written (EIO).')
  expect(problemWords('odd')).toBe('It could not be written.')
})
