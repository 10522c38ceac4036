import { randomUUID } from 'node:crypto'
import { appendFile, chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SaveProgress } from '../../../ipc/checkpoint'
import type { PaneId, SessionId } from '../../../ipc/model'
import { fakeAgent } from '../../sessions/test-agents'
import { createTestFleet, STAY, type TestFleet } from '../../sessions/test-fleet'
import { until } from '../../tmux/test-server'
import { git } from '../git/git'
import { readTranscript } from './conversations'
import { createTestCapture, type TestCapture } from './test-capture'

let t: TestFleet
let c: TestCapture
beforeEach(async () => {
  t = await createTestFleet()
  c = await createTestCapture(t)
})
afterEach(() => t.end())

async function start(...counts: [type: string, count: number][]): Promise<{ session: SessionId; panes: PaneId[] }> {
  const agents = counts.map(([type, count]) => ({ type, count }))
  const made = await t.spawn.create({ name: 's ü', folder: t.folder, createFolder: false, agents })
  await t.connected()
  await until(() => made.panes.every(pane => t.tmux.clientOfPane(pane)?.open), 'followed')
  return { session: made.sessionId, panes: [...made.panes] }
}

async function shows(pane: PaneId, text: string): Promise<unknown> {
  return until(async () => (await t.fleet.readScreen(pane))?.rows.some(row => row.text.includes(text)), text)
}

async function repository(name: string): Promise<string> {
  const top = join(t.folder, name)
  await mkdir(join(top, 'deep'), { recursive: true })
  await git(top, ['init', '--quiet', '--initial-branch=main'])
  await git(top, ['config', 'user.email', 'a@b'])
  await git(top, ['config', 'user.name', 'A'])
  await writeFile(join(top, 'file'), 'one\n')
  await git(top, ['add', '-A'])
  await git(top, ['commit', '--quiet', '-m', 'x'])
  return top
}

describe('a session', () => {
  it('is saved as tmux has it: windows, layouts, sizes, agents, launches, titles, screens', async () => {
    await t.script(
      'one',
      `console.log('\\x1b[31mred history'); for (let i = 0; i < 300; i++) console.log('line ' + i); ${STAY}`,
      {
        env: { SHOWN: 'yes', SECRET: 'no' },
        args: ['--flag', 'a b'],
      },
    )
    c.settings.checkpointEnv.push('SHOWN')
    const { session, panes } = await start(['one', 3])
    for (const pane of panes) await shows(pane, 'line 299')
    await t.server.tmux('new-window', '-d', '-t', session, '-n', 'a "plain" one', 'cat')
    await t.server.tmux('resize-pane', '-Z', '-t', panes[1]!)
    await t.server.tmux('select-pane', '-T', 'title ☃', '-t', panes[0]!)
    const { info, problems } = await c.save(session, { name: 'n' })
    const saved = await c.newest()
    expect(problems).toEqual([])
    expect(info).toMatchObject({
      name: 'n',
      session: 's ü',
      agents: 3,
      panes: 4,
      windows: 2,
      trigger: 'manual',
      deleted: null,
    })
    const tmux = async (target: string, format: string) => t.server.tmux('display-message', '-p', '-t', target, format)
    expect(saved.tmux).toEqual({
      version: await t.server.version(),
      started: Number(await tmux(session, '#{start_time}')),
    })
    const [first, second] = saved.windows
    expect(first).toMatchObject({ layout: await tmux(panes[0]!, '#{window_layout}'), zoomed: true, active: true })
    expect(second).toMatchObject({ name: 'a "plain" one', active: false, zoomed: false })
    expect(second?.panes).toMatchObject([
      { key: '1.0', agent: '', life: '', launch: null, command: 'cat', problem: '' },
    ])
    const [one] = first!.panes
    expect(one).toMatchObject({
      key: '0.0',
      agent: 'one_1',
      type: 'one',
      title: 'title ☃',
      dead: false,
      folder: t.folder,
    })
    expect(one?.life).toBe(await tmux(panes[0]!, '#{@quarterdeck_id}'))
    expect(one?.launch).toMatchObject({
      args: ['--flag', 'a b'],
      env: { SHOWN: 'yes', SECRET: null },
      folder: t.folder,
    })
    expect(`${one?.width}x${one?.height}`).toBe(await tmux(panes[0]!, '#{pane_width}x#{pane_height}'))
    expect(await c.textOf('one_1')).toBe(await t.server.raw('capture-pane', '-peN', '-S', '-', '-t', panes[0]!))
    expect(one?.rows).toBe((await c.textOf('one_1')).split('\n').length - 1)
    expect(JSON.stringify(saved)).not.toContain('"no"')
  })

  it('adds next to nothing the second time, and nothing at all is kept when nothing changed and that was asked', async () => {
    await t.script(
      'one',
      `for (let i = 0; i < 9000; i++) console.log(i + ' ' + Math.random()); console.log('all'); ${STAY}`,
    )
    const { session, panes } = await start(['one', 4])
    for (const pane of panes) await shows(pane, 'all')
    const first = await c.save(session)
    const second = await c.save(session)
    expect(second.info.added).toBeLessThan(first.info.added * 0.02)
    expect(second.info.bytes).toBe(first.info.bytes)
    const wish = { id: randomUUID(), name: '', message: '', trigger: 'interval' } as const
    await t.server.tmux('select-pane', '-T', 'another title', '-t', panes[0]!)
    expect(await c.capture.save(session, wish, { onlyIfChanged: true })).toBeNull()
    await t.server.tmux('split-window', '-d', '-t', panes[0]!, 'cat')
    expect(await c.capture.save(session, wish, { onlyIfChanged: true })).not.toBeNull()
    expect(c.store.list()).toHaveLength(3)
    c.store.delete(c.store.list().map(one => one.id))
    expect(await c.capture.save(session, { ...wish, id: randomUUID() }, { onlyIfChanged: true })).not.toBeNull()
  })

  it('is saved although panes end meanwhile; those say so', async () => {
    await t.script('one', `console.log('here'); ${STAY}`)
    const { session, panes } = await start(['one', 3])
    for (const pane of panes) await shows(pane, 'here')
    let killed: Promise<unknown> | null = null
    const { problems } = await c.save(session, {
      onProgress: () => {
        killed ??= t.server.tmux('kill-pane', '-t', panes[2]!)
      },
    })
    await killed
    const saved = (await c.newest()).windows.flatMap(window => window.panes)
    expect(saved.map(pane => pane.agent)).toEqual(['one_1', 'one_2', 'one_3'])
    expect(saved[0]?.problem).toBe('')
    // The kill may have come too late; then nothing is missing.
    expect(problems).toEqual(saved.filter(pane => pane.rows === 0).map(pane => `${pane.agent}: ${pane.problem}`))
    await until(() => t.tmux.mirror.pane(panes[2]!) === null, 'gone')
    await expect(c.save('$99')).rejects.toMatchObject({ code: 'no-such-session' })
  })

  it('tells how far it is, and stops when it is cancelled: nothing is in the list then', async () => {
    await t.script('one', `console.log('here'); ${STAY}`)
    const { session } = await start(['one', 6])
    const seen: SaveProgress[] = []
    await c.save(session, { onProgress: one => seen.push(one) })
    expect(seen.map(one => one.done)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(seen.at(-1)).toMatchObject({ session: 's ü', total: 6 })
    const abort = new AbortController()
    const cancelled = c.save(session, { signal: abort.signal, onProgress: () => abort.abort() })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(c.store.list()).toHaveLength(1)
  })

  it('is not said to be saved when the disk takes nothing', async () => {
    await t.script('one', `console.log('here'); ${STAY}`)
    const { session } = await start(['one', 1])
    const full = {
      ...c.store.blobs,
      put: () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' })),
    }
    const { createCapture } = await import('./capture')
    const { createChunkReader } = await import('../panes/read-pane-chunk')
    const { createPaneKeeper } = await import('../panes/read-pane-parts')
    const capture = createCapture({
      ...{ tmux: t.tmux, book: t.book, conversations: c.conversations, types: () => t.types, viewOf: t.fleet.pane },
      settings: () => c.settings,
      keeper: createPaneKeeper(createChunkReader(t.tmux, join(t.folder, 'reading'))),
      store: { ...c.store, saving: work => work(full) },
    })
    const wish = { id: randomUUID(), name: '', message: '', trigger: 'manual' } as const
    await expect(capture.save(session, wish)).rejects.toMatchObject({ code: 'store-damaged', detail: 'no space left' })
    expect(c.store.list()).toEqual([])
  })
})

describe('what agents hold', () => {
  const talking = {
    transcripts: {
      find: async ({ folder, conversation }: { folder: string; conversation: string }) =>
        join(folder, `${conversation}.jsonl`),
      read: () => ({ task: '', context: null, answer: '' }),
      turns: () => [],
    },
  }

  it('a conversation is kept up to its last whole line, while the agent appends to it', async () => {
    await t.script('one', `console.log('here'); ${STAY}`, talking)
    const { session, panes } = await start(['one', 2])
    const lifeOf = (pane: PaneId) => t.tmux.mirror.pane(pane)?.options.id ?? ''
    await until(() => lifeOf(panes[1]!) !== '', 'known')
    const file = join(t.folder, 'abc.jsonl')
    await writeFile(file, '{"a":1}\n{"b":"é"}\n{"half')
    c.conversations.note(lifeOf(panes[0]!), { conversation: 'abc', transcript: '', at: 1 })
    c.conversations.note(lifeOf(panes[1]!), { conversation: 'lost', transcript: '', at: 1 })
    let growing = true
    const grow = (async () => {
      while (growing) await appendFile(file, '" : 2}\n{"more')
    })()
    const { problems } = await c.save(session)
    growing = false
    await grow
    const [kept, lost] = (await c.newest()).windows.flatMap(window => window.panes)
    const text = (await c.store.blobs.get(kept!.conversation!.transcript!)).toString()
    expect(text.startsWith('{"a":1}\n{"b":"é"}\n')).toBe(true)
    expect(text.endsWith('\n')).toBe(true)
    expect(kept?.conversation).toMatchObject({ id: 'abc', file })
    expect(lost?.conversation).toEqual({ id: 'lost', transcript: null, file: join(t.folder, 'lost.jsonl') })
    expect(problems).toEqual(['one_2: Its transcript is gone.'])
  })

  it('transcripts that are none are refused: folders, pipes, half a line', async () => {
    await expect(readTranscript(t.folder)).rejects.toMatchObject({ code: 'refused' })
    await expect(readTranscript('/dev/null')).rejects.toMatchObject({ code: 'refused' })
    await writeFile(join(t.folder, 'half'), 'no line end')
    expect((await readTranscript(join(t.folder, 'half'))).length).toBe(0)
    await writeFile(join(t.folder, 'none'), '')
    expect((await readTranscript(join(t.folder, 'none'))).length).toBe(0)
  })

  it('drafts and held prompts are kept whole', async () => {
    await fakeAgent(t, 'one')
    const { session, panes } = await start(['one', 2])
    for (const pane of panes) await shows(pane, '>')
    await t.server.tmux('send-keys', '-t', panes[0]!, '-l', 'half a thought')
    await shows(panes[0]!, 'half a thought')
    await t.server.tmux('send-keys', '-t', panes[1]!, 'C-w')
    await shows(panes[1]!, 'WORKING')
    await until(() => t.fleet.pane(panes[1]!)?.state.name === 'working', 'working')
    const to = { target: { kind: 'panes', paneIds: [panes[1]!] } } as const
    t.send.send({
      id: randomUUID(),
      text: 'later\nplease',
      to: { target: { ...to.target, paneIds: [panes[1]!] } },
      whenBusy: 'hold',
      clearDraft: false,
    })
    await c.save(session)
    const saved = await c.newest()
    expect(saved.windows.flatMap(window => window.panes).map(pane => pane.draft)).toEqual(['half a thought', ''])
    expect(saved.prompts).toEqual([{ agent: 'one_2', text: 'later\nplease' }])
  })
})

describe('files', () => {
  it('of each work tree are kept once, untracked ones too; what is too large is named', async () => {
    await t.script('one', `console.log('here'); ${STAY}`)
    const top = await repository('repo')
    await writeFile(join(top, 'new'), 'untracked\n')
    await writeFile(join(top, 'big'), Buffer.alloc(2_000_000))
    c.settings.checkpointFileMb = 1
    const { session, panes } = await start(['one', 1])
    for (const folder of [top, join(top, 'deep')])
      await t.server.tmux('split-window', '-d', '-t', panes[0]!, '-c', folder, 'cat')
    await until(
      async () => (await t.tmux.mirror.refresh()).panes.filter(pane => pane.path.startsWith(top)).length === 2,
      'folders',
    )
    const { problems, info } = await c.save(session)
    const [tree, ...others] = (await c.newest()).trees
    expect(others).toEqual([])
    expect(info.trees).toBe(1)
    expect(tree).toMatchObject({ path: top, branch: 'main', problem: '', changed: [{ path: 'big' }, { path: 'new' }] })
    expect(await git(top, ['show', `${tree?.commit}:new`])).toBe('untracked')
    expect((await c.store.blobs.get(tree!.bundle!)).toString('latin1')).toMatch(/^# v2 git bundle/)
    expect(problems).toEqual([expect.stringMatching(/repo: 1 left out, e\.g\. big: larger than the limit/)])
  })

  it('of a repository that cannot be read are a problem, and the rest is saved', async () => {
    await t.script('one', `console.log('here'); ${STAY}`)
    const top = await repository('repo')
    const { session, panes } = await start(['one', 1])
    await shows(panes[0]!, 'here')
    await t.server.tmux('split-window', '-d', '-t', panes[0]!, '-c', top, 'cat')
    await until(async () => (await t.tmux.mirror.refresh()).panes.some(pane => pane.path === top), 'folder')
    await writeFile(join(top, '.git', 'index'), 'damaged')
    await chmod(join(top, '.git', 'index'), 0o600)
    const { problems } = await c.save(session)
    expect(problems).toEqual([expect.stringMatching(/repo: /)])
    expect(await c.textOf('one_1')).toContain('here')
  })
})

describe('secrets', () => {
  const token = ['ghp', 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8aB3dE5gH7j'].join('_')

  it('stay as they are unless the setting says so; then nothing of a checkpoint holds them, and it costs nothing twice', async () => {
    await t.script('one', `for (let i = 0; i < 700; i++) console.log(i, i % 50 ? 'x' : '${token}'); ${STAY}`)
    const { session, panes } = await start(['one', 1])
    await shows(panes[0]!, '699')
    await c.save(session)
    expect(await c.textOf('one_1')).toContain(token)
    Object.assign(c.settings, { maskSecrets: true })
    await c.save(session, { name: `with ${token}` })
    const { name, windows } = await c.newest()
    expect(name).toBe('with ‹masked: github token›')
    expect(JSON.stringify(windows)).not.toContain(token)
    const text = await c.textOf('one_1')
    expect(text).not.toContain(token.slice(4))
    expect(text.match(/‹masked: github token›/g)).toHaveLength(14)
    const before = new Set((await c.store.blobs.list()).keys())
    await c.save(session)
    const fresh = [...(await c.store.blobs.list()).keys()].filter(hash => !before.has(hash))
    // The manifest alone: what is masked is masked the same way each time.
    expect(fresh).toHaveLength(1)
  })
})
