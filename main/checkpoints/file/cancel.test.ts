import { randomBytes } from 'node:crypto'
import { readdir, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { silentLog } from '../../log/log'
import { createTestFolder } from '../../tmux/test-server'
import { savedPane } from '../test-checkpoint'
import { createImport } from './import-file'
import type { FileHow } from './progress'
import { createTestStore, fullCheckpoint, type TestStore } from './test-file'

/* Exports and imports of a checkpoint with a large part and some small ones: how far they are, and their end by a cancel. */

type Far = Parameters<NonNullable<FileHow['onProgress']>>[0]

const LARGE = 1_000_000
const SMALL = 60_000
const ALL = LARGE + 3 * SMALL

let folder: Awaited<ReturnType<typeof createTestFolder>>
let from: TestStore
let to: TestStore
let id: string
let out: string
beforeEach(async () => {
  folder = await createTestFolder()
  from = await createTestStore(join(folder.path, 'from'))
  to = await createTestStore(join(folder.path, 'to'))
  out = join(folder.path, 'out')
  // Random: packed it is as large as it is.
  const sizes = [SMALL, SMALL, LARGE, SMALL]
  const refs = await Promise.all(sizes.map(async size => (await from.store.blobs.put(randomBytes(size))).ref))
  const base = fullCheckpoint({ session: 'api', trees: [] })
  const windows = base.windows.map(window => ({ ...window, panes: [savedPane('0.0', refs)] }))
  id = (await from.store.save({ ...base, windows }, 0)).id
})
afterEach(() => folder.remove())

/** Keeps what is told, and cancels once it is as far as this. */
function watching(isFar: (far: Far) => boolean = () => false) {
  const abort = new AbortController()
  const seen: Far[] = []
  const onProgress = (far: Far) => {
    seen.push(far)
    if (isFar(far)) abort.abort()
  }
  return { seen, how: { signal: abort.signal, onProgress } }
}

const exporting = (how?: FileHow) => from.exportFile({ id, folder: out, mask: false }, how)
const importing = (path: string, how?: FileHow) => to.importFile({ path }, how)

/** Files of ours that this process holds open. */
async function open(): Promise<string[]> {
  if (process.platform !== 'linux') return []
  const names = await readdir('/proc/self/fd')
  const targets = await Promise.all(names.map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return targets.filter(target => target.startsWith(folder.path))
}

/** Each step begins near its beginning, goes on in pieces, and ends at its total. */
function expectSteps(seen: readonly Far[], totals: readonly [number, number]) {
  for (const step of [1, 2]) {
    const mine = seen.filter(far => far.file?.step === step)
    expect(new Set(mine.map(far => far.total))).toEqual(new Set([totals[step - 1]]))
    expect(mine.length).toBeGreaterThan(ALL / (1 << 18))
    expect(mine.map(far => far.done)).toEqual(mine.map(far => far.done).sort((a, b) => a - b))
    expect(mine.at(-1)?.done).toBe(totals[step - 1])
  }
  expect(seen.map(far => far.file?.step)).toEqual(seen.map(far => far.file?.step).sort())
}

it('both tell in pieces how far they are: the content and the file, and the other way round', async () => {
  const out = watching()
  const { path, bytes } = await exporting(out.how)
  const packed = out.seen.at(-1)?.total ?? 0
  expectSteps(out.seen, [ALL, packed])
  // The manifest and the checksums are packed by themselves.
  expect(bytes - packed).toBeGreaterThan(0)
  expect(bytes - packed).toBeLessThan(10_000)
  expect(out.seen[0]).toMatchObject({ session: 'api', file: { act: 'export' } })
  const back = watching()
  await importing(path, back.how)
  expectSteps(back.seen, [bytes, ALL])
  expect(back.seen[0]).toMatchObject({ session: '', file: { act: 'import' } })
  // Parts that are there already count too.
  const again = watching()
  await importing(path, again.how)
  expect(again.seen.at(-1)).toMatchObject({ done: ALL, total: ALL })
})

it.each<[string, (far: Far) => boolean]>([
  ['within a large part', far => far.done > LARGE / 2],
  ['between packing and writing', far => far.done === ALL],
  ['while it is written', far => far.file?.step === 2],
  ['after its last byte', far => far.file?.step === 2 && far.done === far.total],
])('an export that is cancelled leaves no file: %s', async (_, isFar) => {
  const { how, seen } = watching(isFar)
  await expect(exporting(how)).rejects.toMatchObject({ code: 'cancelled' })
  // It went so far and no further.
  expect(seen.findIndex(isFar)).toBe(seen.length - 1)
  expect(await readdir(out)).toEqual([])
  expect(await open()).toEqual([])
  expect((await stat((await exporting()).path)).size).toBeGreaterThan(ALL)
})

it('an export that masks can be cancelled within a conversation', async () => {
  const talk = Buffer.from(`${'x'.repeat(1000)}\n`.repeat(1000))
  const { ref } = await from.store.blobs.put(talk)
  const conversation = { id: 'c-1', transcript: ref, file: '/t' }
  const base = fullCheckpoint({ id: 'b7e6a5c4-0000-4000-8000-000000000009', trees: [] })
  const windows = base.windows.map(window => ({ ...window, panes: [savedPane('0.0', [], { conversation })] }))
  await from.store.save({ ...base, windows }, 0)
  // Asked once before each piece that is masked: before the first of it is handed over.
  let asked = 0
  const signal = Object.defineProperty(new AbortController().signal, 'aborted', { get: () => ++asked > 2 })
  const { how, seen } = watching()
  const masked = from.exportFile({ id: base.id, folder: out, mask: true }, { ...how, signal })
  await expect(masked).rejects.toMatchObject({ code: 'cancelled' })
  expect(seen).toEqual([])
  expect(await readdir(out)).toEqual([])
})

it.each<[string, (far: Far) => boolean, boolean]>([
  ['while it is checked', far => far.file?.step === 1, false],
  ['after it was checked', far => far.done === far.total, false],
  ['while its parts are kept', far => far.file?.step === 2 && far.done > LARGE, true],
])(
  'an import that is cancelled is not in the list, and its parts go with the next collection: %s',
  async (_, isFar, kept) => {
    const { path } = await exporting()
    const { how, seen } = watching(isFar)
    await expect(importing(path, how)).rejects.toMatchObject({ code: 'cancelled' })
    expect(seen.findIndex(isFar)).toBe(seen.length - 1)
    expect(to.store.list()).toEqual([])
    expect(await open()).toEqual([])
    const files = await to.files()
    expect([files.length > 0, files.filter(name => name.endsWith('.tmp'))]).toEqual([kept, []])
    await to.store.collect({ most: null })
    expect(await to.files()).toEqual([])
    const { info } = await importing(path)
    expect(await to.store.check(info.id, true)).toBe('')
  },
)

it('a cancel that came before it began ends it before it reads or writes', async () => {
  const { path } = await exporting()
  const { how, seen } = watching()
  const signal = AbortSignal.abort()
  await expect(exporting({ ...how, signal })).rejects.toMatchObject({ code: 'cancelled' })
  await expect(importing(path, { ...how, signal })).rejects.toMatchObject({ code: 'cancelled' })
  expect(seen).toEqual([])
  expect(await readdir(out)).toHaveLength(1)
  expect(await to.files()).toEqual([])
})

/** Imports into a store of which something is watched. */
const importWith = (more: Partial<TestStore['store']>, path: string, signal: AbortSignal) =>
  createImport({ store: { ...to.store, ...more }, most: () => 1e9, log: silentLog })({ path }, { signal })

it('an import that is cancelled keeps no part after the one that it is at', async () => {
  const { path } = await exporting()
  const abort = new AbortController()
  const put = vi.fn(async (bytes: Uint8Array) => {
    abort.abort()
    return to.store.blobs.put(bytes)
  })
  const saving: typeof to.store.saving = work => to.store.saving(blobs => work({ ...blobs, put }))
  await expect(importWith({ saving }, path, abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
  expect(put).toHaveBeenCalledOnce()
})

it('an import that is cancelled right before it would be in the list is not in it', async () => {
  const { path } = await exporting()
  const abort = new AbortController()
  const list = () => {
    abort.abort()
    return to.store.list()
  }
  await expect(importWith({ list }, path, abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
  expect(to.store.list()).toEqual([])
})

it('a cancel of an import waits for no save of others, as a collection would', async () => {
  const { path } = await exporting()
  let end = (): void => {}
  const other = to.store.saving(() => new Promise<void>(resolve => (end = resolve)))
  const { how } = watching(far => far.file?.step === 2)
  await expect(importing(path, how)).rejects.toMatchObject({ code: 'cancelled' })
  end()
  await other
})
