import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkFolder, expandPath } from './folders'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'qd-home-'))
  for (const name of ['api', 'Api docs', 'web', '.config', `quote'"$(x)\n`]) await mkdir(join(home, name))
  await mkdir(join(home, 'api', 'src'))
  await symlink(join(home, 'web'), join(home, 'apilink'))
  await symlink(join(home, 'nowhere'), join(home, 'apibroken'))
  await writeFile(join(home, 'apifile'), '')
})
afterAll(() => rm(home, { recursive: true, force: true }))

describe('expandPath', () => {
  it('knows the home folder, and counts relative paths from there', () => {
    expect(expandPath('~', '/home/me')).toBe('/home/me')
    expect(expandPath(' ~/x/../y ', '/home/me')).toBe('/home/me/y')
    expect(expandPath('x', '/home/me')).toBe('/home/me/x')
    expect(expandPath('/a/./b/', '/home/me')).toBe('/a/b')
    expect(expandPath('~root/x', '/home/me')).toBeNull()
    expect(expandPath('/a\0b', '/home/me')).toBeNull()
  })
})

describe('checkFolder', () => {
  const at = (...names: string[]) => names.map(name => join(home, name))

  it('tells what is there', async () => {
    const kind = async (path: string) => (await checkFolder(path, home)).kind
    expect(await kind('~/api')).toBe('folder')
    expect(await kind('~/apilink')).toBe('folder')
    expect(await kind(`~/quote'"$(x)\n/`)).toBe('folder')
    expect(await kind('~/new')).toBe('missing')
    expect(await kind('~/apibroken')).toBe('missing')
    expect(await kind('~/apifile')).toBe('not-a-folder')
    expect(await kind('~/apifile/x')).toBe('not-a-folder')
    expect(await kind(`~/${'x'.repeat(300)}`)).toBe('bad-path')
    expect(await kind('~nobody')).toBe('bad-path')
  })

  it('suggests folders that begin with what was typed, links to folders too, files and broken links not', async () => {
    expect((await checkFolder('~/AP', home)).suggestions).toEqual(at('api', 'Api docs', 'apilink'))
    expect((await checkFolder('~/api', home)).suggestions).toEqual(at('Api docs', 'apilink'))
    expect((await checkFolder('~/api/', home)).suggestions).toEqual(at('api/src'))
    expect((await checkFolder('~/.', home)).suggestions).toEqual([])
    expect((await checkFolder('~/.c', home)).suggestions).toEqual(at('.config'))
    expect((await checkFolder('~/', home)).suggestions).not.toContain(join(home, '.config'))
    expect((await checkFolder('/nowhere/at/all/', home)).suggestions).toEqual([])
  })

  it('suggests no more than twenty', async () => {
    const many = join(home, 'web')
    await Promise.all(Array.from({ length: 30 }, (_, i) => mkdir(join(many, `m${i}`))))
    expect((await checkFolder(`${many}/m`, home)).suggestions).toHaveLength(20)
  })

  // The superuser may enter every folder.
  it.skipIf(process.getuid?.() === 0)('says when a folder may not be entered', async () => {
    const closed = join(home, 'closed')
    await mkdir(closed)
    await chmod(closed, 0)
    expect((await checkFolder(closed, home)).kind).toBe('no-access')
    await chmod(closed, 0o700)
  })
})
