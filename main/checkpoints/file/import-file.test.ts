import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import type { Checkpoint } from '../../../ipc/checkpoint'
import { HostError } from '../../../ipc/failure'
import { silentLog } from '../../log/log'
import { createTestFolder } from '../../tmux/test-server'
import { createImport } from './import-file'
import {
  BUNDLE,
  createTestStore,
  type Entry,
  entriesOf,
  fileOf,
  fullCheckpoint,
  headerWith,
  refOf,
  SCREEN,
  TALK,
  type TestStore,
  tarOf,
} from './test-file'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let to: TestStore
beforeEach(async () => {
  folder = await createTestFolder()
  to = await createTestStore(join(folder.path, 'data'))
})
afterEach(() => folder.remove())

let files = 0
async function take(bytes: Buffer) {
  files += 1
  const path = join(folder.path, `${files}.quarterdeck`)
  await writeFile(path, bytes)
  return to.importFile({ path })
}

/** It is refused with these words, and nothing of it is there. */
async function refuses(bytes: Buffer, words: RegExp | string) {
  await expect(take(bytes)).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(words) })
  expect(await to.files()).toEqual([])
  expect(to.store.list()).toEqual([])
}

type Window = Checkpoint['windows'][number]
/** The checkpoint with other facts in its first window, pane or tree. */
function bent(change: { window?: object; pane?: object; tree?: object; all?: object }): Checkpoint {
  const one = fullCheckpoint()
  const window = one.windows[0] as Window
  const panes = window.panes.map((pane, at) => (at === 0 ? { ...pane, ...change.pane } : pane))
  const trees = one.trees.map(tree => ({ ...tree, ...change.tree }))
  return { ...one, windows: [{ ...window, panes, ...change.window }], trees, ...change.all } as Checkpoint
}

it('takes a right file in, under a new id, and tells a second time', async () => {
  const checkpoint = fullCheckpoint({ name: 'mine' })
  const { info, problems } = await take(fileOf(entriesOf(checkpoint)))
  expect(problems).toEqual([])
  expect(info).toMatchObject({ trigger: 'import', session: 'api', name: 'mine', at: checkpoint.at, panes: 2 })
  expect(info.id).not.toBe(checkpoint.id)
  const saved = await to.store.get(info.id)
  expect(saved).toEqual({ ...checkpoint, id: info.id, trigger: 'import' })
  expect(await to.store.check(info.id, true)).toBe('')
  const again = await take(fileOf(entriesOf(checkpoint)))
  expect(again.problems).toEqual(['The list had the same checkpoint already, as “mine”.'])
  expect(again.info.id).not.toBe(info.id)
})

it('takes what other programs packed: another order, owners, padding', async () => {
  const [manifest, screen, talk, bundle] = entriesOf(fullCheckpoint()) as [Entry, Entry, Entry, Entry]
  const place = join(folder.path, 'unpacked')
  await mkdir(join(place, 'parts'), { recursive: true })
  for (const { name, bytes } of [manifest, screen, talk, bundle]) await writeFile(join(place, name), bytes)
  const names = ['manifest.json', bundle.name, screen.name, talk.name]
  const sums = execFileSync('sha256sum', names, { cwd: place })
  await writeFile(join(place, 'SHA256SUMS'), sums)
  execFileSync('tar', ['--format=ustar', '-czf', '../by-hand.quarterdeck', ...names, 'SHA256SUMS'], { cwd: place })
  expect((await to.importFile({ path: join(folder.path, 'by-hand.quarterdeck') })).info.trigger).toBe('import')
})

describe('refuses whole, and leaves nothing', () => {
  const right = () => entriesOf(fullCheckpoint())
  const swap = (at: number, entry: Partial<Entry>) => right().map((one, i) => (i === at ? { ...one, ...entry } : one))
  const lie = (at: number, where: number, text: string, name?: string) => {
    const one = right()[at] as Entry
    return swap(at, { header: headerWith(name ?? one.name, one.bytes.length, where, text) })
  }

  test.each<[string, () => Buffer, RegExp]>([
    ['nothing', () => Buffer.alloc(0), /cut off/],
    ['no gzip', () => Buffer.from('hello'), /no gzip/],
    ['a gzip of something else', () => gzipSync('hello '.repeat(1000)), /damaged/],
    ['an empty archive', () => gzipSync(tarOf([])), /empty/],
    ['a file that is cut off', () => fileOf(right()).subarray(0, -40), /cut off/],
    ['an archive that is cut off', () => gzipSync(tarOf(right()).subarray(0, -1024)), /cut off/],
    ['no manifest in front', () => fileOf(right().reverse()), /begin with a manifest/],
    ['a link', () => fileOf(lie(1, 156, '2')), /a link, a folder or a device/],
    ['a hard link', () => fileOf(lie(1, 156, '1')), /a link, a folder or a device/],
    ['a device', () => fileOf(lie(1, 156, '3')), /a link, a folder or a device/],
    ['a pipe', () => fileOf(lie(1, 156, '6')), /a link, a folder or a device/],
    ['a folder', () => fileOf(lie(1, 156, '5')), /a link, a folder or a device/],
    ['a long name of GNU', () => fileOf(lie(1, 156, 'L')), /a link, a folder or a device/],
    ['a link name', () => fileOf(lie(1, 157, '/etc/passwd')), /a link or a long name/],
    ['a name with a prefix', () => fileOf(lie(1, 345, '/etc')), /a link or a long name/],
    ['an absolute path', () => fileOf(lie(1, 0, '/etc/passwd\0')), /does not name/],
    ['a path that climbs', () => fileOf(lie(1, 0, 'parts/../../x\0')), /does not name/],
    ['a part twice', () => fileOf([...right().slice(0, 2), ...right().slice(1)]), /or names once/],
    ['a second manifest', () => fileOf([...right().slice(0, 1), ...right()]), /does not name/],
    [
      'one thing more',
      () => fileOf([...right().slice(0, 2), { name: 'x', bytes: SCREEN }, ...right().slice(2)]),
      /does not/,
    ],
    [
      'something behind the checksums',
      () => fileOf([...right(), { name: 'x', bytes: SCREEN }]),
      /behind its checksums/,
    ],
    ['something behind the end', () => gzipSync(Buffer.concat([tarOf(right()), Buffer.from('x')])), /behind its end/],
    ['endless padding', () => gzipSync(Buffer.concat([tarOf(right()), Buffer.alloc(1 << 20)])), /behind its end/],
    [
      'a part that is missing',
      () => fileOf([...right().slice(0, 2), ...right().slice(3)]),
      /1 of its parts are missing/,
    ],
    ['no checksums', () => fileOf(right().slice(0, -1)), /checksums are missing/],
    ['wrong checksums', () => fileOf(swap(4, { bytes: Buffer.alloc(10) })), /checksums are not those/],
    ['a part of another size', () => fileOf(swap(1, { bytes: Buffer.from('x') })), /another size/],
    ['a part of other content', () => fileOf(swap(1, { bytes: Buffer.alloc(SCREEN.length) })), /part is damaged/],
    ['a size that is no number', () => fileOf(lie(1, 124, '8'.repeat(11))), /no number/],
    ['a size in binary', () => fileOf(lie(1, 124, '\x80')), /no number/],
    ['a manifest that claims 8 GB', () => fileOf(lie(0, 124, '7'.repeat(11))), /manifest is too large/],
    ['a manifest that is no JSON', () => fileOf(swap(0, { bytes: Buffer.from('{') })), /no JSON/],
    ['a manifest without end', () => fileOf(swap(0, { bytes: Buffer.alloc(200_000, '[') })), /no JSON/],
    [
      'another kind of file',
      () => fileOf(swap(0, { bytes: Buffer.from('{"format":"x","version":1}') })),
      /no checkpoint/,
    ],
  ])('%s', async (_, bytes, words) => {
    await refuses(bytes(), words)
  })

  test.each<[string, (manifest: Record<string, unknown>) => void, RegExp]>([
    ['a later format', one => Object.assign(one, { version: 2 }), /has the format 2, this Quarterdeck reads 1/],
    ['no parts', one => Object.assign(one, { parts: [] }), /lists other parts/],
    ['a part more', one => (one.parts as unknown[]).push({ hash: 'd'.repeat(64), bytes: 1 }), /lists other parts/],
    ['a part twice', one => (one.parts as unknown[]).push((one.parts as unknown[])[0]), /lists a part twice/],
    [
      'a path for a hash',
      one => Object.assign(one, { parts: [{ hash: '../../x', bytes: 1 }] }),
      /not valid .parts.0.hash/,
    ],
    ['a checkpoint that is none', one => Object.assign(one, { checkpoint: { version: 1 } }), /not valid .checkpoint/],
  ])('a manifest of %s', async (_, change, words) => {
    await refuses(fileOf(entriesOf(fullCheckpoint(), undefined, change)), words)
  })

  it('a part that claims more than a part may have', async () => {
    const ref = { ...refOf(SCREEN), bytes: 2 ** 31 }
    const checkpoint = bent({
      window: { panes: [{ ...bent({}).windows[0]?.panes[1], screen: [ref] }] },
      all: { trees: [] },
    })
    await refuses(fileOf(entriesOf(checkpoint, [], one => Object.assign(one, { parts: [ref] }))), /too large/)
  })

  it('a bomb: zeros that say so, as soon as they are not what was promised', async () => {
    const zeros = Buffer.alloc(20_000_000)
    const entries = entriesOf(fullCheckpoint())
    entries[1] = { name: entries[1]?.name ?? '', bytes: zeros }
    const before = process.memoryUsage().arrayBuffers
    await refuses(fileOf(entries), /another size/)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000)
  })

  test.each<[string, Parameters<typeof bent>[0], RegExp]>([
    ['an option for a commit', { tree: { commit: '--upload-pack=x' } }, /no commit/],
    ['an option for a head', { tree: { head: '--output=/tmp/x' } }, /no commit/],
    ['a ref of the user', { tree: { ref: 'refs/heads/main' } }, /not its own/],
    ['a branch that is an option', { tree: { branch: '-D' } }, /branch/],
    ['a relative work tree', { tree: { path: 'src' } }, /clean absolute path/],
    ['a work tree that climbs', { tree: { path: '/src/../etc' } }, /clean absolute path/],
    ['a relative folder', { pane: { folder: '../x' } }, /no absolute path/],
    ['a NUL', { pane: { draft: 'a\0b' } }, /NUL/],
    ['a pane without size', { pane: { width: 0 } }, /size/],
    ['a pane as wide as the world', { pane: { width: 1e15 } }, /size/],
    ['two panes of one place', { pane: { key: '0.1' } }, /one place/],
    ['a window below zero', { window: { index: -1 } }, /index/],
    ['a time that is none', { all: { at: 1e300 } }, /time/],
    ['no panes', { window: { panes: [] }, all: { trees: [] } }, /parts|panes/],
    ['one content of two sizes', { pane: { screen: [{ ...refOf(SCREEN), bytes: 1 }, refOf(SCREEN)] } }, /two sizes/],
  ])('%s', async (_, change, words) => {
    await refuses(fileOf(entriesOf(bent(change))), words)
  })
})

describe('a second import of the same', () => {
  it('is told whatever the first was called since', async () => {
    const checkpoint = fullCheckpoint({ name: 'mine' })
    const { info } = await take(fileOf(entriesOf(checkpoint)))
    to.store.rename(info.id, 'yours', 'words')
    const { problems } = await take(fileOf(entriesOf({ ...checkpoint, name: '', message: 'other words' })))
    expect(problems).toEqual(['The list had the same checkpoint already, as “yours”.'])
  })

  it('is none where anything else differs, though session and time are the same', async () => {
    await take(fileOf(entriesOf(fullCheckpoint())))
    for (const other of [bent({ pane: { draft: 'else' } }), bent({ all: { prompts: [] } }), bent({ all: { at: 5 } })])
      expect((await take(fileOf(entriesOf(other)))).problems).toEqual([])
  })

  it('goes on where one of the same session and time is damaged', async () => {
    const { info } = await take(fileOf(entriesOf(fullCheckpoint())))
    await to.store.blobs.remove(info.manifest)
    const again = await take(fileOf(entriesOf(fullCheckpoint({ name: 'again' }))))
    expect(again).toMatchObject({ info: { name: 'again' }, problems: [] })
    expect(await to.store.check(again.info.id, true)).toBe('')
  })
})

it('says of which work trees the files are missing: not of those of which nothing was saved', async () => {
  const { trees } = fullCheckpoint()
  const lost = trees.map(tree => ({ ...tree, bundle: null }))
  const clean = trees.map(tree => ({ ...tree, path: '/clean', commit: '', ref: '', bundle: null, changed: [] }))
  const { problems } = await take(fileOf(entriesOf(bent({ all: { trees: [...lost, ...clean] } }), [SCREEN, TALK])))
  expect(problems).toEqual(['/src: its files are not in this file.'])
})

it('counts what its parts cost on the disk, so that the limit of automatic ones holds', async () => {
  const { info } = await take(fileOf(entriesOf(fullCheckpoint())))
  const kept = [...(await to.store.blobs.list()).values()]
  expect(info.added).toBe(kept.reduce((sum, bytes) => sum + bytes, 0))
})

describe('the store', () => {
  /** Imports into the store, with something that happens right before it is written. */
  const importWith = (before: () => Promise<void>, more = {}) => {
    const saving: typeof to.store.saving = async work => {
      await before()
      return to.store.saving(work)
    }
    return createImport({ store: { ...to.store, saving, ...more }, most: () => 1e9, log: silentLog })
  }
  const place = () => join(folder.path, 'some.quarterdeck')

  it('is not touched before the whole file was seen to be right', async () => {
    const right = fileOf(entriesOf(fullCheckpoint()))
    let touched = 0
    const importFile = importWith(async () => {
      touched += 1
    })
    await writeFile(place(), right.subarray(0, -10))
    await expect(importFile({ path: place() })).rejects.toMatchObject({ code: 'refused' })
    expect(touched).toBe(0)
    await writeFile(place(), right)
    await importFile({ path: ` ${place()} ` })
    expect(touched).toBe(1)
  })

  it('takes no part of a file that changes after it was seen to be right', async () => {
    const right = entriesOf(fullCheckpoint())
    const other = right.map((one, at) => (at === 3 ? { ...one, bytes: Buffer.alloc(one.bytes.length) } : one))
    for (const later of [fileOf(other), fileOf(right).subarray(0, -10), Buffer.alloc(0)]) {
      await writeFile(place(), fileOf(right))
      const importFile = importWith(() => writeFile(place(), later))
      await expect(importFile({ path: place() })).rejects.toMatchObject({ code: 'refused' })
      expect(await to.files()).toEqual([])
      expect(to.store.list()).toEqual([])
    }
  })

  it('of another host is left alone: not even a part is put there', async () => {
    let touched = 0
    const mayWrite = () => {
      throw new HostError('read-only', 'Another one holds it.')
    }
    const importFile = importWith(
      async () => {
        touched += 1
      },
      { mayWrite },
    )
    await writeFile(place(), fileOf(entriesOf(fullCheckpoint())))
    await expect(importFile({ path: place() })).rejects.toMatchObject({ code: 'read-only' })
    expect(touched).toBe(0)
  })
})

it.skipIf(process.platform !== 'linux')('leaves no file open, taken or refused', async () => {
  const right = fileOf(entriesOf(fullCheckpoint()))
  await take(right)
  await take(right.subarray(0, -10)).catch(() => {})
  const open = await readdir('/proc/self/fd')
  const targets = await Promise.all(open.map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  expect(targets.filter(target => target.startsWith(folder.path))).toEqual([])
})

it('takes control characters and turned text out of names, and says so', async () => {
  const checkpoint = bent({ all: { session: 'a\u001b[31mpi', name: 'safe\u202etxt', message: 'one\ntwo\u0007' } })
  const { info, problems } = await take(fileOf(entriesOf(checkpoint)))
  expect(info).toMatchObject({ session: 'a_[31mpi', name: 'safe_txt', message: 'one\ntwo_' })
  expect(problems).toEqual(['Control characters were taken out of 3 of its names.'])
})

it('reads regular files only, and says what else it was given', async () => {
  const real = join(folder.path, 'real')
  await writeFile(real, fileOf(entriesOf(fullCheckpoint())))
  await symlink(real, join(folder.path, 'link'))
  execFileSync('mkfifo', [join(folder.path, 'pipe')])
  const get = (name: string) => to.importFile({ path: join(folder.path, name) })
  await expect(get('link')).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('it is a link') })
  await expect(get('pipe')).rejects.toMatchObject({ message: expect.stringContaining('no regular file') })
  await expect(get('data')).rejects.toMatchObject({ message: expect.stringContaining('no regular file') })
  await expect(get('none')).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('no file') })
  await expect(to.importFile({ path: 'real' })).rejects.toMatchObject({ code: 'bad-input' })
  await expect(to.importFile({ path: '/dev/zero' })).rejects.toMatchObject({ code: 'refused' })
})

it('leaves nothing when the store cannot take it', async () => {
  const group = join(to.folder, 'checkpoints', refOf(TALK).hash.slice(0, 2))
  // A file where a folder of parts belongs: nothing can be put there, whoever runs this.
  await writeFile(group, '')
  await expect(take(fileOf(entriesOf(fullCheckpoint())))).rejects.toMatchObject({ code: 'store-damaged' })
  await chmod(group, 0o600)
  expect(await to.files()).toEqual([])
  expect(to.store.list()).toEqual([])
})

it('never takes in what is not what was exported, whichever bytes are changed or missing', async () => {
  const checkpoint = fullCheckpoint()
  const good = fileOf(entriesOf(checkpoint, [SCREEN, TALK, BUNDLE]))
  const tar = tarOf(entriesOf(checkpoint))
  const place = fc.nat({ max: 1_000_000 })
  const change = fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 })
  const damage = fc.record({ inside: fc.boolean(), change, cut: fc.option(place, { freq: 3 }) })
  let taken = 0
  await fc.assert(
    fc.asyncProperty(damage, async ({ inside, change: bytes, cut }) => {
      const whole = Buffer.from(inside ? tar : good)
      for (const [at, byte] of bytes) whole[at % whole.length] = byte
      const left = cut === null ? whole : whole.subarray(0, cut % whole.length)
      const outcome = await take(inside ? gzipSync(left) : left).catch(error => error as { code: string })
      if (!('info' in outcome)) {
        expect(outcome.code).toBe('refused')
        expect(to.store.list()).toHaveLength(taken)
        return
      }
      // Bytes that say nothing (owners, padding, a time) may change.
      taken += 1
      const saved = await to.store.get(outcome.info.id)
      expect(saved).toEqual({ ...checkpoint, id: saved.id, trigger: 'import' })
      expect(await to.store.check(saved.id, true)).toBe('')
    }),
    { numRuns: 150 },
  )
  if (taken === 0) expect(await to.files()).toEqual([])
  expect((await readdir(to.folder)).sort()).toEqual(taken === 0 ? ['checkpoints'] : ['checkpoints', 'checkpoints.json'])
}, 60_000)
