import { execFileSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Checkpoint, CheckpointInfo } from '../../../ipc/checkpoint'
import { silentLog } from '../../log/log'
import { createConfBackend } from '../../settings/conf-backend'
import { createTestFolder } from '../../tmux/test-server'
import { captureTrees } from '../capture/capture-trees'
import { git } from '../git/git'
import { bringCommit } from '../git/git-restore'
import { saveTree } from '../git/git-save'
import { savedCheckpoint } from '../test-checkpoint'
import { openCheckpoints } from './open'
import { type CheckpointStore, openCheckpointStore, UNDO_MS } from './store'

const LIMITS = { file: 1_000_000, all: 5_000_000 }

let folder: Awaited<ReturnType<typeof createTestFolder>>
let repo: string
let now = 0
beforeEach(async () => {
  folder = await createTestFolder()
  repo = join(folder.path, 'repo')
  await mkdir(repo)
  await git(repo, ['init', '--quiet'])
  await git(repo, ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'x'])
  now = 1_000_000
})
afterEach(() => folder.remove())

/** The store of a data folder of this name, with the test's own clock. */
async function open(name = 'data'): Promise<CheckpointStore> {
  const place = join(folder.path, name)
  await mkdir(place, { recursive: true })
  const options = { makeBackend: createConfBackend, log: silentLog, readOnly: () => false }
  const { blobs } = (await openCheckpoints({ ...options, folder: place })).store
  const backend = createConfBackend(place, 'checkpoints')
  return openCheckpointStore({ backend, blobs, log: silentLog, readOnly: () => false, now: () => now })
}

/** A checkpoint of the repository as it is with this in it. */
async function save(store: CheckpointStore, text: string, more: Partial<Checkpoint> = {}): Promise<CheckpointInfo> {
  await writeFile(join(repo, 'file'), text)
  return store.saving(async blobs => {
    const { trees, added } = await captureTrees([repo], { checkpointFileMb: 1, checkpointTreeMb: 5 }, { blobs })
    return store.save(savedCheckpoint([], { trees, ...more }), added)
  })
}

const refs = async () => (await git(repo, ['for-each-ref', '--format=%(refname)', 'refs/quarterdeck'])).split('\n')
const refOf = async (store: CheckpointStore, { id }: CheckpointInfo) => (await store.get(id)).trees[0]?.ref ?? ''

async function purge(store: CheckpointStore, ...gone: CheckpointInfo[]): Promise<void> {
  store.delete(gone.map(one => one.id))
  now += UNDO_MS
  await store.collect({ most: null })
}

it('a ref goes with the last checkpoint that names it, and only then', async () => {
  const store = await open()
  const [one, same, two] = [await save(store, 'one'), await save(store, 'one'), await save(store, 'two')]
  const [first, second] = [await refOf(store, one), await refOf(store, two)]
  expect(first).toBe(await refOf(store, same))
  expect(first).toMatch(/^refs\/quarterdeck\/[0-9a-f]{16}\/[0-9a-f]{40}$/)
  store.delete([one.id, two.id])
  await store.collect({ most: null })
  // It can still be taken back.
  expect((await refs()).sort()).toEqual([first, second].sort())
  await purge(store, one, two)
  expect(await refs()).toEqual([first])
  await purge(store, same)
  expect(await refs()).toEqual([''])
})

it("another data folder's refs, what was kept for a person, and the person's own stay", async () => {
  const [mine, other] = [await open(), await open('other')]
  const [one, theirs] = [await save(mine, 'one'), await save(other, 'one')]
  const { tree: kept } = await saveTree(repo, LIMITS)
  await git(repo, ['update-ref', 'refs/quarterdeck/old', 'HEAD'])
  await purge(mine, one)
  expect((await refs()).sort()).toEqual([await refOf(other, theirs), kept.ref, 'refs/quarterdeck/old'].sort())
  expect(await git(repo, ['branch', '--list', '--format=%(refname:short)'])).not.toBe('')
})

it('a ref that only points to a branch goes alone: the branch is the person’s', async () => {
  const store = await open()
  const one = await save(store, 'one')
  await git(repo, ['branch', 'mine'])
  const link = `refs/quarterdeck/${store.blobs.owner}/${'a'.repeat(40)}`
  await git(repo, ['symbolic-ref', link, 'refs/heads/mine'])
  await purge(store, one)
  expect(await refs()).toEqual([''])
  expect(await git(repo, ['for-each-ref', '--format=%(refname)', 'refs/heads/mine'])).toBe('refs/heads/mine')
})

it('what a bundle from another data folder brought here goes with the checkpoint that it came with', async () => {
  const [mine, other] = [await open(), await open('other')]
  const { id } = await save(other, 'theirs')
  const theirs = await other.get(id)
  const [tree] = theirs.trees
  const bundle = await other.blobs.get(tree!.bundle!)
  await git(repo, ['update-ref', '-d', tree!.ref])
  await git(repo, ['reflog', 'expire', '--expire=now', '--all'])
  await git(repo, ['gc', '--quiet', '--prune=now'])
  const came = await mine.saving(async blobs => {
    await blobs.put(bundle)
    return mine.save({ ...theirs, id: crypto.randomUUID(), trigger: 'import' }, 0)
  })
  await bringCommit(repo, tree!, bundle, { owner: mine.blobs.owner })
  const ours = `refs/quarterdeck/${mine.blobs.owner}/${tree!.commit}`
  expect(await refs()).toEqual([ours])
  await mine.collect({ most: null })
  expect(await refs()).toEqual([ours])
  await purge(mine, came)
  expect(await refs()).toEqual([''])
})

it('what a crash has left behind goes with the next collection', async () => {
  const store = await open()
  const one = await save(store, 'one')
  // Saved, and killed before the index was written.
  await writeFile(join(repo, 'file'), 'never told')
  const { tree } = await saveTree(repo, LIMITS, { owner: store.blobs.owner })
  expect(await refs()).toContain(tree.ref)
  await store.collect({ most: null })
  expect(await refs()).toEqual([await refOf(store, one)])
  // Purged from the index, and killed before its refs were removed.
  const backend = createConfBackend(join(folder.path, 'data'), 'checkpoints')
  backend.write({ version: 1, checkpoints: [], repos: [repo] })
  const next = await open()
  await next.collect({ most: null })
  expect(await refs()).toEqual([''])
  expect(createConfBackend(join(folder.path, 'data'), 'checkpoints').read()).toEqual({ version: 1, checkpoints: [] })
})

it('nothing goes while a checkpoint cannot be read; a repository that is gone stops nothing', async () => {
  const store = await open()
  const [one, two] = [await save(store, 'one'), await save(store, 'two')]
  const first = await refOf(store, one)
  await rm(join(folder.path, 'data', 'checkpoints', two.manifest.slice(0, 2)), { recursive: true })
  const again = await open()
  await purge(again, one)
  expect(await refs()).toContain(first)
  await purge(again, two)
  expect(again.list()).toEqual([])
  const last = await save(again, 'three')
  await rm(repo, { recursive: true })
  await purge(again, last)
  expect(again.list()).toEqual([])
  // It is not asked for ever.
  expect(createConfBackend(join(folder.path, 'data'), 'checkpoints').read()).toEqual({ version: 1, checkpoints: [] })
})

it('a repository that cannot be written now is asked again, and keeps no other one from its turn', async () => {
  const store = await open()
  const one = await save(store, 'one')
  const ref = await refOf(store, one)
  const lock = join(repo, '.git', `${ref}.lock`)
  await writeFile(lock, '')
  const first = repo
  repo = join(folder.path, 'second')
  await mkdir(repo)
  await git(repo, ['init', '--quiet'])
  const two = await save(store, 'two')
  // One that cannot be read, and goes with them, makes nobody forget where the others' refs are.
  const damaged = await store.save(savedCheckpoint([]), 0)
  await store.blobs.remove(damaged.manifest)
  await purge(store, one, two, damaged)
  expect(await refs()).toEqual([''])
  repo = first
  expect(await refs()).toEqual([ref])
  await rm(lock)
  await store.collect({ most: null })
  expect(await refs()).toEqual([''])
  expect(createConfBackend(join(folder.path, 'data'), 'checkpoints').read()).toEqual({ version: 1, checkpoints: [] })
})

it('a save that is under way keeps its ref', async () => {
  const store = await open()
  await save(store, 'one')
  let collected: Promise<number> | null = null
  const saved = await store.saving(async blobs => {
    await writeFile(join(repo, 'file'), 'two')
    const { trees, added } = await captureTrees([repo], { checkpointFileMb: 1, checkpointTreeMb: 5 }, { blobs })
    collected = store.collect({ most: null })
    // As long as a look at the repository takes.
    execFileSync('git', ['-C', repo, 'for-each-ref'])
    await new Promise(resolve => setTimeout(resolve, 300))
    return store.save(savedCheckpoint([], { trees }), added)
  })
  await collected
  expect(await refs()).toContain(await refOf(store, saved))
})
