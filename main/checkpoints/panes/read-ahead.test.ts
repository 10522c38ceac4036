import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fleet, PaneId } from '../../../ipc/model'
import { DEFAULT_SETTINGS } from '../../../ipc/settings'
import { silentLog } from '../../log/log'
import { createConfBackend } from '../../settings/conf-backend'
import { createTmux } from '../../tmux/server'
import { createTestFolder, createTestServer, until } from '../../tmux/test-server'
import type { Tmux } from '../../tmux/types'
import type { Blobs } from '../store/blobs'
import { openCheckpoints } from '../store/open'
import type { CheckpointStore } from '../store/store'
import { type ReadAhead, startReadAhead } from './read-ahead'
import { type Chunk, type ChunkReader, createChunkReader } from './read-pane-chunk'
import { createPaneKeeper } from './read-pane-parts'
import { countOf } from './read-pane-rows'
import { createRememberedFile } from './remembered'

const server = createTestServer()
const TOKEN = `ghp_${'a1B2c3D4e5'.repeat(3)}abcdef`
let tmux: Tmux
let folder: Awaited<ReturnType<typeof createTestFolder>>
let store: CheckpointStore
let blobs: Blobs
let stores = 0

beforeAll(async () => {
  folder = await createTestFolder()
  await server.tmux('new-session', '-d', '-x', '60', '-y', '20', '-s', 'one', 'cat')
  await server.tmux('set-option', '-g', 'history-limit', '20000')
  tmux = createTmux({ target: server.target, log: silentLog, clientRecord: null })
  await until(() => tmux.clientOfPane('%0')?.open, 'a client')
})

beforeEach(async () => {
  stores += 1
  await openStore()
})

/** As a host does that starts. */
async function openStore(): Promise<void> {
  const path = join(folder.path, `data-${stores}`)
  const options = { folder: path, makeBackend: createConfBackend, log: silentLog, readOnly: () => false }
  store = (await openCheckpoints(options)).store
  blobs = store.blobs
}

afterAll(async () => {
  await tmux.close()
  await server.end()
  await folder.remove()
})

/** A pane that has written so many rows, with a token in every hundredth, and writes more at each line of its input. */
async function writes(count: number): Promise<PaneId> {
  const row = `print "$_ \\e[3\${\\($_ % 7)}mred ", $_ * 7919 % 1000, "\\e[0m ", ($_ % 100 ? "" : "${TOKEN}"), "\\r\\n"`
  const code = `$| = 1; $n = 0; sub more { for (1..$_[0]) { $_ = ++$n; ${row} } print "END $n" } more(${count}); while (<STDIN>) { chomp; more($_) }`
  const id = (await server.tmux('new-window', '-d', '-P', '-F', '#{pane_id}', 'perl', '-e', code)) as PaneId
  await wrote(id, count)
  await until(() => tmux.clientOfPane(id)?.open, 'followed')
  return id
}

async function wrote(pane: PaneId, count: number): Promise<void> {
  const shown = () => server.tmux('capture-pane', '-p', '-t', pane)
  await until(async () => (await shown()).includes(`END ${count}`), 'it has written')
}

async function writeMore(pane: PaneId, more: number, total: number): Promise<void> {
  await server.tmux('send-keys', '-t', pane, String(more), 'Enter')
  await wrote(pane, total)
}

/** Counts the rows that were captured, and how many at most at once. */
function counting(of: ChunkReader = createChunkReader(tmux, join(folder.path, 'reading'))) {
  const count = { rows: 0, most: 0 }
  const read = async (...args: Parameters<ChunkReader['read']>): Promise<Chunk> => {
    const chunk = await of.read(...args)
    count.rows += countOf(chunk.rows)
    count.most = Math.max(count.most, countOf(chunk.rows))
    return chunk
  }
  return { count, read }
}

const file = () => join(folder.path, `data-${stores}`, 'read-ahead.json')
const sizeOf = async () => [...(await blobs.list()).values()].reduce((a, b) => a + b, 0)

describe('a history that was read ahead', () => {
  it.each([false, true])(
    'is read again by no checkpoint, which holds what it would without (masked: %s)',
    async mask => {
      const reader = counting()
      const keeper = createPaneKeeper(reader)
      const wish = { lines: 15_000, blobs, mask }
      const pane = await writes(9000)
      const first = await keeper.ahead(pane, wish, reader)
      expect([reader.count.most <= 600, first > 0, first]).toEqual([true, true, await sizeOf()])
      await writeMore(pane, 2500, 11_500)
      const second = await keeper.ahead(pane, wish, reader)
      await writeMore(pane, 300, 11_800)
      const before = reader.count.rows
      const kept = await keeper.keep(pane, wish)
      expect(reader.count.rows - before).toBeLessThan(800)
      // What reading ahead has put is told as added by the checkpoint that holds it, once.
      expect([kept.added > first + second, kept.added]).toEqual([true, await sizeOf()])
      expect((await keeper.keep(pane, wish)).added).toBe(0)
      const fresh = await createPaneKeeper(reader).keep(pane, wish)
      expect(kept.parts.map(part => part.hash)).toEqual(fresh.parts.map(part => part.hash))
      const all = Buffer.concat(await Promise.all(kept.parts.map(part => blobs.get(part)))).toString()
      expect(all.includes(TOKEN)).toBe(!mask)
    },
  )

  it('has to be read anew in another width, when it was cleared, masked otherwise, or more of it is wanted', async () => {
    const reader = counting()
    const keeper = createPaneKeeper(reader)
    const pane = await writes(5000)
    await keeper.ahead(pane, { lines: 3000, blobs }, reader)
    const [width, history] = [60, 4981]
    const unread = (facts: object, wish = {}) =>
      keeper.unread({ id: pane, width, history, ...facts }, { lines: 3000, ...wish })
    expect(unread({})).toBe(0)
    expect(unread({ history: 5100 })).toBe(119)
    expect(unread({ width: 61 })).toBe(4981)
    expect(unread({ history: 40 })).toBe(40)
    expect(unread({}, { mask: true })).toBe(4981)
    expect(unread({}, { lines: 5000 })).toBe(4981)
    expect(unread({ id: '%999' })).toBe(4981)
    await keeper.follow('', new Set())
    expect([unread({}), [...keeper.held()]]).toEqual([4981, []])
  })

  it('does not stand in the way of more rows that are wanted later', async () => {
    const reader = counting()
    const keeper = createPaneKeeper(reader)
    const pane = await writes(5000)
    await keeper.keep(pane, { lines: 2000, blobs })
    const more = await keeper.keep(pane, { lines: 15_000, blobs })
    const all = Buffer.concat(await Promise.all(more.parts.map(part => blobs.get(part)))).toString()
    expect(all).toBe(await server.raw('capture-pane', '-p', '-e', '-N', '-S', '-', '-t', pane))
  })
})

describe('what an earlier host has read', () => {
  const wish = () => ({ lines: 15_000, blobs })
  const keeperOf = (reader = counting()) => {
    const remembered = createRememberedFile(file(), silentLog)
    return { reader, remembered, keeper: createPaneKeeper(reader, remembered.read) }
  }

  /** A pane that one host has read ahead and remembered, under the name `server`. */
  async function readBefore(count = 9000) {
    const pane = await writes(count)
    const { keeper, reader, remembered } = keeperOf()
    await keeper.follow('server', new Set([pane]))
    const added = await keeper.ahead(pane, wish(), reader)
    await remembered.write(keeper.known())
    return { pane, keeper, added }
  }

  /** Rows that a host reads which is told this of the server and saves the pane. */
  async function readAfter(pane: PaneId, server = 'server') {
    await openStore()
    const { keeper, reader } = keeperOf()
    await keeper.follow(server, new Set([pane]))
    const held = keeper.held()
    const kept = await keeper.keep(pane, wish())
    return { kept, held, rows: reader.count.rows }
  }

  const expectWhole = async (pane: PaneId, { parts }: { parts: readonly { hash: string }[] }) => {
    const all = Buffer.concat(await Promise.all(parts.map(part => blobs.get(part)))).toString()
    expect(all).toBe(await server.raw('capture-pane', '-p', '-e', '-N', '-S', '-', '-t', pane))
  }

  it('is not read again, is held meanwhile, and counted by the checkpoint that names it first', async () => {
    const { pane, keeper, added } = await readBefore()
    await writeMore(pane, 200, 9200)
    const { kept, held, rows } = await readAfter(pane)
    expect(held).toEqual(keeper.held())
    expect([held.size > 2, rows < 5000]).toEqual([true, true])
    expect([kept.added > added, kept.added]).toEqual([true, await sizeOf()])
    await expectWhole(pane, kept)
    expect(kept.parts.map(part => part.hash)).toEqual((await keeper.keep(pane, wish())).parts.map(part => part.hash))
    expect(JSON.parse(await readFile(file(), 'utf8')).panes).toHaveLength(1)
  })

  it('has its newest rows read ahead once, though few came', async () => {
    const { pane } = await readBefore()
    const { keeper, reader } = keeperOf()
    await keeper.follow('server', new Set([pane]))
    const facts = { id: pane, width: 60, history: 8981 }
    expect(keeper.unread(facts, wish())).toBe(8981)
    await keeper.ahead(pane, wish(), reader)
    expect([keeper.unread(facts, wish()), reader.count.rows < 5000]).toEqual([0, true])
    const { rows } = reader.count
    await expectWhole(pane, await keeper.keep(pane, wish()))
    expect(reader.count.rows - rows).toBeLessThan(400)
  })

  it('is nothing of another server, whose panes have the same names; nor of one that is gone', async () => {
    const { pane, keeper } = await readBefore()
    const other = await readAfter(pane, 'another')
    expect([other.held.size, other.rows > 9000]).toEqual([0, true])
    await expectWhole(pane, other.kept)
    await keeper.follow('another', new Set([pane]))
    expect([keeper.held().size, keeper.known()]).toEqual([0, { server: 'another', panes: [] }])
    const third = keeperOf().keeper
    await third.follow('server', new Set())
    expect(third.held().size).toBe(0)
  })

  it.each([
    [
      'its history was cleared and written anew',
      async (pane: PaneId) => {
        await server.tmux('clear-history', '-t', pane)
        await writeMore(pane, 9500, 18_500)
      },
    ],
    [
      'a part of it is damaged',
      async () => {
        const [hash = ''] = (await blobs.list()).keys()
        await writeFile(join(folder.path, `data-${stores}`, 'checkpoints', hash.slice(0, 2), `${hash}.gz`), 'broken')
      },
    ],
    [
      'a part of it is gone',
      async () => {
        for (const hash of (await blobs.list()).keys()) await blobs.remove(hash)
      },
    ],
    [
      'it tells of other rows than the parts hold',
      async () => {
        const told = JSON.parse(await readFile(file(), 'utf8'))
        told.panes[0].parts[0].rows -= 1
        await writeFile(file(), JSON.stringify(told))
      },
    ],
    ['it is cut', async () => truncate(file(), 100)],
    ['it is of another version', async () => writeFile(file(), '{"version":2}')],
    [
      'it is a folder',
      async () => {
        await rm(file())
        await mkdir(file())
      },
    ],
  ])('is read anew where %s', async (_, change) => {
    const { pane } = await readBefore()
    await change(pane)
    const { kept, rows } = await readAfter(pane)
    expect(rows).toBeGreaterThan(8900)
    await expectWhole(pane, kept)
  })

  it('is not remembered where secrets were masked: rows cannot be compared with what was changed', async () => {
    const pane = await writes(5000)
    const { keeper, reader } = keeperOf()
    await keeper.follow('server', new Set([pane]))
    await keeper.ahead(pane, { ...wish(), mask: true }, reader)
    expect([keeper.held().size > 0, keeper.known().panes]).toEqual([true, []])
  })
})

describe('reading ahead', () => {
  /** Fleet with this pane, in a session that is ours or not. */
  const fleetOf = (panes: readonly PaneId[], managed = true) =>
    ({
      state: () => ({
        sessions: [{ managed, windows: [{ windowId: '@1' }] }],
        panes: panes.map(id => ({ id, windowId: '@1' })),
      }),
    }) as unknown as { state(): Fleet }

  function start(change: Partial<Parameters<typeof startReadAhead>[0]> & { fleet: { state(): Fleet } }) {
    const reader = counting(change.reader)
    const remembered = createRememberedFile(file(), silentLog)
    const keeper = createPaneKeeper(reader, remembered.read)
    store.hold(keeper.held)
    const service: ReadAhead = startReadAhead({
      ...{
        tmux,
        keeper,
        reader,
        store,
        remembered,
        log: silentLog,
        settings: () => DEFAULT_SETTINGS,
        wanted: () => true,
      },
      ...{ first: 3_600_000, tick: 3_600_000, ...change },
    })
    return { service, keeper, count: reader.count }
  }

  it('takes the panes of our sessions, once until they have grown, and no collection takes it away', async () => {
    const [pane, other] = [await writes(4000), await writes(1500)]
    const { service, keeper, count } = start({ fleet: fleetOf([pane]) })
    await service.round()
    const { rows } = count
    expect(rows).toBeGreaterThan(4000)
    expect(keeper.unread({ id: other, width: 60, history: 1481 }, { lines: 9000 })).toBe(1481)
    await service.round()
    await writeMore(pane, 900, 4900)
    await service.round()
    expect(count.rows).toBe(rows)
    await writeMore(pane, 200, 5100)
    await service.round()
    expect(count.rows).toBeGreaterThan(rows)
    const held = keeper.held()
    expect(held.size).toBeGreaterThan(0)
    const [pid, started] = (await server.tmux('display-message', '-p', '#{pid} #{start_time}')).trim().split(' ')
    const told = JSON.parse(await readFile(file(), 'utf8'))
    expect(told).toEqual({ version: 1, ...keeper.known() })
    expect(told.server).toBe(`${pid}-${started}`)
    await store.collect({ most: null })
    expect(new Set((await blobs.list()).keys())).toEqual(held)
    await service.close()
  })

  it.each([{ first: 1 }, { tick: 20 }])('begins by itself: %o', async when => {
    const pane = await writes(3000)
    const { service, keeper } = start({ fleet: fleetOf([pane]), ...when })
    await until(() => keeper.held().size > 0, 'it was read')
    await service.close()
  })

  it('reads nothing of other sessions, nor while nothing is to be kept, nor short histories', async () => {
    const pane = await writes(3000)
    for (const change of [
      { fleet: fleetOf([pane], false) },
      { fleet: fleetOf([pane]), wanted: () => false },
      { fleet: fleetOf([pane]), settings: () => ({ ...DEFAULT_SETTINGS, checkpointLines: 500 }) },
    ]) {
      const { service, count } = start(change)
      await service.round()
      expect(count.rows).toBe(0)
      await service.close()
    }
  })

  it('goes on with the others when a pane is gone, and stops for a while when the disk takes nothing', async () => {
    const [gone, pane] = [await writes(3000), await writes(3000)]
    const real = createChunkReader(tmux, join(folder.path, 'reading'))
    const reader: ChunkReader = {
      async read(id, span) {
        if (id === gone) await server.tmux('kill-pane', '-t', gone).catch(() => {})
        return real.read(id, span)
      },
    }
    const { service, keeper } = start({ fleet: fleetOf([gone, pane]), reader })
    await service.round()
    expect(keeper.held().size).toBeGreaterThan(0)
    await service.close()

    const full = { saving: () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' })) }
    let asked = 0
    const counted = {
      request(...args: Parameters<Tmux['request']>) {
        asked += 1
        return tmux.request(...args)
      },
    }
    const refused = start({ fleet: fleetOf([pane]), store: full, tmux: counted })
    await refused.service.round()
    await refused.service.round()
    expect(asked).toBe(1)
    await refused.service.close()
  })

  it('ends in the middle of a pane when the host closes', async () => {
    const pane = await writes(9000)
    let reads = 0
    const real = createChunkReader(tmux, join(folder.path, 'reading'))
    const reader: ChunkReader = {
      read(id, span) {
        reads += 1
        if (reads === 3) closing = service.close()
        return real.read(id, span)
      },
    }
    let closing: Promise<void> | null = null
    const { service } = start({ fleet: fleetOf([pane]), reader })
    await service.round()
    await closing
    expect(reads).toBe(3)
  })
})
