import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CallIn, CallName, TopicOut } from '../../ipc/contract'
import { applyPatch } from '../../ipc/fleet'
import { decodeFrame, encodeInput } from '../../ipc/frames'
import type { Fleet } from '../../ipc/model'
import { createHostClient, type HostClient } from '../../ipc/rpc-client'
import { createWirePair } from '../../ipc/wire'
import { silentLog } from '../log/log'
import { createConfBackend } from '../settings/conf-backend'
import { createHost } from './create-host'
import { openFolder } from './open-folder'

const run = promisify(execFile)
const undos: (() => unknown)[] = []
let count = 0

afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo()
})

/** A host on a private tmux server and data folder. */
async function open(options: { readonly base?: string; readonly binary?: string } = {}) {
  count += 1
  const socket = `qd-test-${process.pid}-host-${count}`
  const base = options.base ?? (await mkdtemp(join(tmpdir(), 'qd-host-')))
  const tmux = async (...args: string[]) => {
    const { stdout } = await run('tmux', ['-L', socket, '-f', '/dev/null', ...args])
    return stdout.trimEnd()
  }
  const target = { binary: options.binary ?? 'tmux', socket, config: '/dev/null' }
  const folder = await openFolder({ target, dataFolder: join(base, 'data') }, 'web')
  const opened: string[] = []
  const host = await createHost({
    shell: 'web',
    version: '0.0.1',
    target,
    folder,
    makeBackend: createConfBackend,
    openExternal: async url => void opened.push(url),
    log: { ...silentLog, child: () => silentLog },
  })
  undos.push(async () => {
    await host.close()
    await tmux('kill-server').catch(() => {})
    if (!options.base) await rm(base, { recursive: true, force: true, maxRetries: 5 })
  })
  return { host, tmux, base, opened }
}

type OpenHost = Awaited<ReturnType<typeof open>>['host']

/** A page on the host: its client and the fleet as it sees it. */
function openPage(host: OpenHost) {
  const [pageEnd, hostEnd] = createWirePair()
  host.serve(hostEnd)
  const client: HostClient = createHostClient(pageEnd)
  const acts: TopicOut<'acts'>[] = []
  const news: TopicOut<'act'>[] = []
  let fleet: Fleet | null = null
  client.subscribe('fleet', {}, event => {
    fleet = 'full' in event ? event.full : fleet && applyPatch(fleet, event.patch)
  })
  client.subscribe('acts', {}, act => acts.push(act))
  client.subscribe('act', {}, one => news.push(one))
  return { client, acts, news, wire: hostEnd, fleet: () => fleet }
}

const LONG = { timeout: 15_000, interval: 50 }

/** A session of one shell, seen by the page. */
async function withSession(host: OpenHost, base: string) {
  const page = openPage(host)
  const made = await page.client.call('session.create', {
    name: 'api',
    folder: base,
    createFolder: false,
    agents: [{ type: 'shell', count: 1 }],
  })
  await vi.waitFor(() => expect(page.fleet()?.panes[0]?.agent?.name).toBe('shell_1'), LONG)
  return { page, made }
}

describe('a page on a host', () => {
  it('creates a session, sees it, types into it, and kills it with proof', async () => {
    const { host, tmux, base } = await open()
    const { page, made } = await withSession(host, base)
    const paneId = made.panes[0] ?? ''
    expect(await tmux('list-sessions', '-F', '#{session_name}')).toBe('api')
    let screen = ''
    page.client.onFrame(frame => {
      const seen = decodeFrame(frame)
      if (seen?.kind === 'output') screen += Buffer.from(seen.bytes).toString()
      if (seen?.kind === 'snapshot') screen += Buffer.from(seen.snapshot.bytes).toString()
    })
    const { stream } = await page.client.call('stream.open', { paneId, view: 'live' })
    // Typed, not pasted: a prompt that brackets pastes would hold the Return back.
    page.client.sendFrame(encodeInput(stream, Buffer.from('echo $((40+2))-seen\r')))
    await vi.waitFor(() => expect(screen).toContain('42-seen'), LONG)
    const report = await page.client.call('kill.now', {
      target: { kind: 'session', sessionId: made.sessionId },
      endShared: false,
    })
    expect(report).toMatchObject({ proven: true, survivors: [] })
    await vi.waitFor(() => expect(page.fleet()?.sessions).toEqual([]), LONG)
  })

  it('is refused with bad-input for anything outside the contract, and nothing changes', async () => {
    const { host, tmux, base } = await open()
    const { page, made } = await withSession(host, base)
    const facts = () => tmux('list-panes', '-a', '-F', '#{session_name} #{pane_id} #{pane_width} #{window_layout}')
    const before = [await facts(), JSON.stringify(host.settings.get())]
    const bad: [string, unknown][] = [
      ['session.rename', { sessionId: '$0; kill-server', name: 'x' }],
      ['session.rename', { sessionId: made.sessionId, name: 'a:b' }],
      ['session.rename', { sessionId: made.sessionId }],
      ['session.create', { name: 'x', folder: base, createFolder: false, agents: [{ type: 'shell', count: 1e9 }] }],
      ['session.create', null],
      ['kill.now', { target: { kind: 'everything' }, endShared: true }],
      ['kill.now', { target: { kind: 'pane', paneId: '%0\n%1' }, endShared: true }],
      ['window.fit', { paneId: '%0', size: { cols: -1, rows: 1 } }],
      ['settings.set', { patch: { textSize: 'huge' } }],
      ['stream.open', { paneId: 0, view: 'live' }],
    ]
    for (const [name, input] of bad) {
      const call = page.client.call(name as CallName, input as CallIn<CallName>)
      await expect(call, `${name} ${JSON.stringify(input)}`).rejects.toMatchObject({ code: 'bad-input' })
    }
    for (const name of ['nothing', '__proto__', 'constructor', 'toString']) {
      await expect(page.client.call(name as CallName, {} as never)).rejects.toMatchObject({ code: 'unknown-call' })
    }
    for (const junk of [new Uint8Array(0), Uint8Array.of(255, 0, 0, 0, 1), new Uint8Array(100).fill(16)]) {
      page.client.sendFrame(junk)
    }
    await page.client.call('app.info', {})
    expect([await facts(), JSON.stringify(host.settings.get())]).toEqual(before)
  })

  it('hears of settings at once and finds them in the file', async () => {
    const { host, base } = await open()
    const page = openPage(host)
    const seen: string[] = []
    page.client.subscribe('settings', {}, settings => seen.push(settings.theme))
    await page.client.call('settings.set', { patch: { theme: 'light' } })
    await vi.waitFor(() => expect(seen).toEqual(['system', 'light']))
    expect(JSON.parse(await readFile(join(base, 'data', 'settings.json'), 'utf8'))).toMatchObject({ theme: 'light' })
  })

  it('knows the user’s own agent types as soon as they are set', async () => {
    const { host } = await open()
    const { client } = openPage(host)
    const own = { id: 'mine', name: 'Mine', command: process.execPath }
    await client.call('settings.set', { patch: { agentTypes: [own] } as never })
    const { types } = await client.call('agentTypes.list', {})
    expect(types.find(type => type.id === 'mine')).toMatchObject({ name: 'Mine', path: process.execPath, custom: true })
  })

  it('gives links to the shell', async () => {
    const { host, opened } = await open()
    const { client } = openPage(host)
    await client.call('link.open', { url: 'https://example.com/' })
    expect(opened).toEqual(['https://example.com/'])
  })
})

describe('a host', () => {
  it('interrupts all without a page, and tells the receipts to the next one', async () => {
    const { host, base } = await open()
    const { page } = await withSession(host, base)
    page.wire.close()
    const done = await host.interruptAll()
    expect(done.receipts.map(receipt => receipt.agent)).toEqual(['shell_1'])
    const next = openPage(host)
    await vi.waitFor(() =>
      expect(next.news).toContainEqual({ act: expect.objectContaining({ id: done.id, origin: 'host', open: false }) }),
    )
  })

  it('leaves tmux and what runs there as it is when it closes', async () => {
    const { host, tmux, base } = await open()
    await withSession(host, base)
    const pid = await tmux('display-message', '-p', '-t', '=api:', '#{pane_pid}')
    await host.close()
    await host.close()
    expect(await tmux('list-clients')).toBe('')
    expect(await tmux('display-message', '-p', '-t', '=api:', '#{pane_pid} #{pane_dead}')).toBe(`${pid} 0`)
  })

  it('says who holds the data folder, writes nothing there, and may write once the other has ended', async () => {
    const first = await open()
    const second = await open({ base: first.base })
    const page = openPage(second.host)
    const { readOnly } = await page.client.call('app.info', {})
    expect(readOnly).toMatch(new RegExp(`pid ${process.pid}`))
    await expect(page.client.call('settings.set', { patch: { theme: 'dark' } })).rejects.toMatchObject({
      code: 'read-only',
    })
    await first.host.close()
    await vi.waitFor(() => expect(page.acts).toContainEqual({ notice: expect.stringMatching(/saved from here/) }), LONG)
    expect((await page.client.call('app.info', {})).readOnly).toBe('')
    await page.client.call('settings.set', { patch: { theme: 'dark' } })
  })

  it('starts without tmux and says what to do', async () => {
    const { host } = await open({ binary: '/nowhere/tmux' })
    const page = openPage(host)
    await vi.waitFor(() => expect(page.fleet()?.server.kind).toBe('trouble'), LONG)
    expect(page.fleet()?.server.remedy).toMatch(/tmux/)
    await expect(
      page.client.call('session.create', { name: 'x', folder: '/tmp', createFolder: false, agents: [] }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/no-tmux|bad-input/) })
  })
})
