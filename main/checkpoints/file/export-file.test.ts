import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestFleet, STAY, type TestFleet } from '../../sessions/test-fleet'
import { createTestFolder, until } from '../../tmux/test-server'
import { createTestCapture } from '../capture/test-capture'
import { git } from '../git/git'
import { savedPane } from '../test-checkpoint'
import { createExport, exportName } from './export-file'
import { BUNDLE, createTestStore, fullCheckpoint, SCREEN, TALK, type TestStore } from './test-file'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let from: TestStore
let out: string
beforeEach(async () => {
  folder = await createTestFolder()
  from = await createTestStore(join(folder.path, 'from'))
  out = join(folder.path, 'out')
})
afterEach(() => folder.remove())

async function kept(contents: readonly Buffer[] = [SCREEN, TALK, BUNDLE], checkpoint = fullCheckpoint()) {
  for (const bytes of contents) await from.store.blobs.put(bytes)
  await from.store.save(checkpoint, 0)
  return checkpoint
}

const TOKEN = ['ghp', 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8aB3dE5gH7j'].join('_')

it('writes one file for its owner alone, that tar and sha256sum open and prove by hand', async () => {
  const checkpoint = await kept()
  const done = await from.exportFile({ id: checkpoint.id, folder: out, mask: false })
  expect(done.path).toBe(join(out, exportName(checkpoint)))
  expect(done).toMatchObject({ masked: 0, problems: [], bytes: (await stat(done.path)).size })
  expect((await stat(done.path)).mode & 0o777).toBe(0o600)
  expect(await readdir(out)).toEqual([exportName(checkpoint)])
  const place = join(folder.path, 'unpacked')
  await mkdir(place)
  execFileSync('tar', ['-xzf', done.path, '-C', place])
  expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: place, encoding: 'utf8' })).not.toContain('FAILED')
  const manifest = JSON.parse(await readFile(join(place, 'manifest.json'), 'utf8'))
  expect(manifest).toMatchObject({ format: 'quarterdeck-checkpoint', version: 1, app: '0.0.0', masked: false })
  expect(await readdir(join(place, 'parts'))).toHaveLength(3)
})

it('names files by session, name and time, whatever those are, and writes over none', async () => {
  expect(exportName({ session: '../../etc', name: 'a/b\u0000', at: 0 })).toMatch(
    /^etc_a_b_1970\d{4}-\d{6}\.quarterdeck$/,
  )
  expect(exportName({ session: '', name: '', at: 0 })).toMatch(/^session_1970\d{4}-\d{6}\.quarterdeck$/)
  expect(Buffer.byteLength(exportName({ session: '東'.repeat(900), name: 'é'.repeat(200), at: 0 }, 999))).toBeLessThan(
    130,
  )
  const checkpoint = await kept()
  await mkdir(out)
  await writeFile(join(out, exportName(checkpoint)), 'mine')
  const done = await from.exportFile({ id: checkpoint.id, folder: out, mask: true })
  expect(done.path).toBe(join(out, exportName(checkpoint, 2)))
  expect(await readFile(join(out, exportName(checkpoint)), 'utf8')).toBe('mine')
})

it('masks secrets everywhere, says how many, and leaves files out, which it cannot mask', async () => {
  const screen = Buffer.from(`\u001b[31m$ echo ${TOKEN.slice(0, 20)}\u001b[0m${TOKEN.slice(20)}\n`)
  const talk = Buffer.from(`${JSON.stringify({ text: `it is\n${TOKEN}` })}\n`)
  const base = fullCheckpoint({ name: `n ${TOKEN}`, message: TOKEN, prompts: [{ agent: 'cc_1', text: TOKEN }] })
  const refs = await Promise.all([screen, talk].map(async bytes => (await from.store.blobs.put(bytes)).ref))
  const conversation = { id: 'c-1', transcript: refs[1] ?? null, file: '/t' }
  const launch = { type: 'cc', kind: 'program', command: 'claude', folder: '/src' } as const
  const env = { MY_API_KEY: 'short', PLAIN: 'value', LONG: TOKEN, NAME_ONLY: null }
  const pane = savedPane('0.0', refs.slice(0, 1), {
    ...{ conversation, draft: `x ${TOKEN}`, title: TOKEN, launch: { ...launch, args: ['--key', TOKEN], env } },
  })
  const windows = base.windows.map(window => ({ ...window, name: TOKEN, panes: [pane] }))
  const checkpoint = await kept([BUNDLE], { ...base, windows })
  const done = await from.exportFile({ id: checkpoint.id, folder: out, mask: true })
  expect(done.masked).toBe(11)
  expect(done.problems).toEqual(['/src: its files are left out, as secrets in them cannot be masked.'])
  const all = execFileSync('tar', ['-xzOf', done.path], { encoding: 'latin1' })
  expect(all).not.toContain(TOKEN.slice(4, 20))
  expect(all).not.toContain('short')
  const to = await createTestStore(join(folder.path, 'to'))
  const { info, problems } = await to.importFile({ path: done.path })
  expect(problems[0]).toBe('Secrets in it were masked when it was exported.')
  const saved = await to.store.get(info.id)
  expect(saved.trees[0]?.bundle).toBeNull()
  const there = saved.windows[0]?.panes[0]
  expect(there?.launch?.env).toEqual({ MY_API_KEY: null, PLAIN: 'value', LONG: null, NAME_ONLY: null })
  const shown = (await to.store.blobs.get(there?.screen[0] ?? refs[0]!)).toString()
  expect(shown.replace(/\u001b\[\d*m/g, '')).toBe(`$ echo ‹masked: github token›${'*'.repeat(TOKEN.length - 22)}\n`)
  const line = (await to.store.blobs.get(there?.conversation?.transcript ?? refs[1]!)).toString()
  expect(JSON.parse(line)).toEqual({ text: 'it is\n‹masked: github token›' })
  const plain = await from.exportFile({ id: checkpoint.id, folder: out, mask: false })
  expect(execFileSync('tar', ['-xzOf', plain.path], { encoding: 'latin1' })).toContain(TOKEN)
})

it('masks what goes on from one part of a screen in the next, and counts the rows of those that are left', async () => {
  const word = 'PRIVATE KEY'
  const body = 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(3).slice(0, 64)
  const rows = [`-----BEGIN ${word}-----`, ...Array<string>(9).fill(body), `-----END ${word}-----`, 'after']
  const parts = [rows.slice(0, 5), rows.slice(5)].map(some => Buffer.from(some.map(row => `${row}\n`).join('')))
  const refs = await Promise.all(parts.map(async bytes => (await from.store.blobs.put(bytes)).ref))
  const base = fullCheckpoint({ trees: [] })
  const windows = base.windows.map(window => ({ ...window, panes: [savedPane('0.0', refs, { rows: 12 })] }))
  const checkpoint = await kept([], { ...base, windows })
  const masked = await from.exportFile({ id: checkpoint.id, folder: out, mask: true })
  expect(masked).toMatchObject({ masked: 1, problems: [] })
  const all = execFileSync('tar', ['-xzOf', masked.path], { encoding: 'latin1' })
  expect(all).not.toContain(body.slice(0, 10))
  expect(all).toContain('after')
  await from.store.blobs.remove(refs[0]?.hash ?? '')
  const half = await from.exportFile({ id: checkpoint.id, folder: out, mask: false })
  expect(half.problems).toEqual(['cc_1: 1 of 2 parts of its screen are damaged.'])
  const to = await createTestStore(join(folder.path, 'to'))
  const { info } = await to.importFile({ path: half.path })
  expect((await to.store.get(info.id)).windows[0]?.panes[0]).toMatchObject({ rows: 7, screen: [refs[1]] })
})

it('names work trees whose files are in the repository alone, and says nothing of those that had none', async () => {
  const base = fullCheckpoint()
  const none = { path: '/none', commit: '', ref: '', bundle: null }
  const trees = base.trees.flatMap(tree => [
    { ...tree, bundle: null },
    { ...tree, ...none },
  ])
  const { id } = await kept([SCREEN, TALK], { ...base, trees })
  const done = await from.exportFile({ id, folder: out, mask: false })
  expect(done.problems).toEqual(['/src: its files are in the repository alone, as they were too large.'])
})

it('reads parts only while none can be collected', async () => {
  const { id } = await kept()
  let held = false
  const saving: typeof from.store.saving = work =>
    from.store.saving(async blobs => {
      held = true
      const get: typeof blobs.get = async ref => {
        expect(held).toBe(true)
        return blobs.get(ref)
      }
      return work({ ...blobs, get }).finally(() => {
        held = false
      })
    })
  const done = await createExport({ store: { get: from.store.get, saving }, version: '0' })({
    id,
    folder: out,
    mask: false,
  })
  expect(done.problems).toEqual([])
  expect(held).toBe(false)
})

it('a disk that cannot be read is no damaged part: nothing is written', async () => {
  const { id } = await kept()
  const get = () => Promise.reject(Object.assign(new Error('read failed'), { code: 'EIO' }))
  const saving: typeof from.store.saving = work => from.store.saving(blobs => work({ ...blobs, get }))
  const failed = createExport({ store: { get: from.store.get, saving }, version: '0' })({
    id,
    folder: out,
    mask: false,
  })
  await expect(failed).rejects.toMatchObject({ code: 'bad-folder' })
  expect(await readdir(out)).toEqual([])
})

it('leaves damaged parts out and names them; what is left can be imported', async () => {
  const checkpoint = await kept([SCREEN])
  const done = await from.exportFile({ id: checkpoint.id, folder: out, mask: false })
  expect(done.problems).toEqual(['cc_1: its conversation is damaged.', '/src: its saved files are damaged.'])
  const to = await createTestStore(join(folder.path, 'to'))
  const { info } = await to.importFile({ path: done.path })
  expect(await to.store.check(info.id, true)).toBe('')
  const none = await kept([], fullCheckpoint({ session: 'other' }))
  await from.store.blobs.remove((await from.store.blobs.put(SCREEN)).ref.hash)
  const rest = await from.exportFile({ id: none.id, folder: out, mask: true })
  expect(rest.problems[0]).toBe('cc_1: 2 of 2 parts of its screen are damaged.')
})

it('says why it could not write, and leaves nothing', async () => {
  const { id } = await kept()
  const wish = (where: string) => from.exportFile({ id, folder: where, mask: false })
  await expect(wish('relative')).rejects.toMatchObject({ code: 'bad-folder' })
  await expect(from.exportFile({ id: 'x', folder: out, mask: false })).rejects.toMatchObject({ code: 'bad-input' })
  await writeFile(join(folder.path, 'file'), '')
  await expect(wish(join(folder.path, 'file'))).rejects.toMatchObject({ code: 'bad-folder' })
  await expect(wish('/proc/none')).rejects.toMatchObject({ code: 'bad-folder' })
  if (process.getuid?.() === 0) return
  await mkdir(out, { mode: 0o500 })
  await expect(wish(out)).rejects.toMatchObject({ code: 'bad-folder', detail: 'The folder may not be written.' })
  await chmod(out, 0o700)
  expect(await readdir(out)).toEqual([])
})

it('on a full disk leaves nothing and says so', async context => {
  await mkdir(out)
  // A disk of 64 KB; only root may mount one.
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', out]).status !== 0) return context.skip()
  try {
    const big = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919 * (i % 251)) % 256))
    const { ref } = await from.store.blobs.put(big)
    const base = fullCheckpoint()
    const windows = base.windows.map(window => ({ ...window, panes: [savedPane('0.0', [ref])] }))
    await kept([BUNDLE], { ...base, windows })
    const failed = from.exportFile({ id: base.id, folder: out, mask: false })
    await expect(failed).rejects.toMatchObject({ code: 'bad-folder', detail: 'The disk is full.' })
    expect(await readdir(out)).toEqual([])
  } finally {
    spawnSync('umount', [out])
  }
})

it('brings a real session to another data folder as it was: screens, layout, files', async () => {
  const t: TestFleet = await createTestFleet()
  try {
    const c = await createTestCapture(t)
    await git(t.folder, ['init', '--quiet'])
    await writeFile(join(t.folder, 'new file'), Buffer.from([0, 1, 255]))
    await t.script('one', `for (let i = 0; i < 1500; i++) console.log('\\x1b[3' + (i % 8) + 'mline ' + i); ${STAY}`)
    const agents = [{ type: 'one', count: 2 }]
    const made = await t.spawn.create({ name: 'real', folder: t.folder, createFolder: false, agents })
    await t.connected()
    for (const pane of made.panes)
      await until(
        async () => (await t.fleet.readScreen(pane))?.rows.some(row => row.text.includes('line 1499')),
        'shown',
      )
    await c.save(made.sessionId)
    const saved = await c.newest()
    const exported = await createExport({ store: c.store, version: '0' })({ id: saved.id, folder: out, mask: false })
    const to = await createTestStore(join(folder.path, 'to'))
    const { info, problems } = await to.importFile({ path: exported.path })
    expect(problems).toEqual([])
    expect(await to.store.get(info.id)).toEqual({ ...saved, id: info.id, trigger: 'import' })
    expect(await to.store.check(info.id, true)).toBe('')
    const parts = saved.windows.flatMap(window => window.panes).flatMap(pane => pane.screen)
    for (const ref of parts) expect(await to.store.blobs.get(ref)).toEqual(await c.store.blobs.get(ref))
  } finally {
    await t.end()
  }
})
