import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { createEmitter } from '../../ipc/wire'
import { createConversations } from '../agents/signals/conversations'
import { UNDO_MS } from '../checkpoints/store/store'
import { savedCheckpoint, savedPane } from '../checkpoints/test-checkpoint'
import { silentLog } from '../log/log'
import { createTestFleet, STAY, type TestFleet } from '../sessions/test-fleet'
import { createConfBackend } from '../settings/conf-backend'
import type { DataFolder } from '../settings/data-folder'
import { until } from '../tmux/test-server'
import { openStore, startCheckpoints } from './checkpoints'

let t: TestFleet
const closes: (() => Promise<void>)[] = []
beforeEach(async () => {
  t = await createTestFleet()
})
afterEach(async () => {
  vi.useRealTimers()
  for (const close of closes.splice(0)) await close()
  await t.end()
})

/** A host's part of a data folder that several share; `set` hands it the lock. `wanted`: checkpoints by themselves are on. */
async function host(held: boolean, wanted = false) {
  const acquired = createEmitter<void>()
  const lock = { held, holder: 'another' }
  const path = join(t.folder, 'data')
  await mkdir(path, { recursive: true })
  const folder = { path, lock, onAcquired: acquired.on, onLost: () => () => {} } as unknown as DataFolder
  const place = { folder, makeBackend: createConfBackend, log: silentLog }
  const opened = await openStore(place)
  const service = startCheckpoints(place, opened, {
    ...{ tmux: t.tmux, book: t.book, conversations: createConversations(), types: () => t.types },
    viewOf: t.fleet.pane,
    settings: () => DEFAULT_SETTINGS,
    ...{ fleet: t.fleet, wanted: () => wanted },
  })
  closes.push(service.close)
  return {
    ...opened,
    service,
    set(now: boolean) {
      lock.held = now
      if (now) acquired.emit()
    },
  }
}

async function session(rows = 1): Promise<string> {
  // The same rows each time: where they are cut into parts is told by what they say.
  const said = `for (let n = 0; n < ${rows}; n += 1) console.log('says', n, Math.sin(n))`
  await t.script('one', `${said}; ${STAY}`)
  const agents = [{ type: 'one', count: 2 }]
  const made = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
  await t.connected()
  return made.sessionId
}

const wrote = async (sessionId: string) =>
  (await t.server.tmux('list-panes', '-s', '-t', sessionId, '-F', '#{history_size}'))
    .split('\n')
    .every(size => Number(size) > 2900)

const wish = (sessionId: string) => ({ id: randomUUID(), sessionId, name: '', message: '' })

it('of two hosts one saves; the other refuses, and loses nothing when it becomes the writer', async () => {
  const sessionId = await session()
  const writer = await host(true)
  const reader = await host(false)
  const { info } = await writer.service.save(wish(sessionId))
  await expect(reader.service.save(wish(sessionId))).rejects.toMatchObject({ code: 'read-only' })
  expect(() => reader.service.delete([info.id])).toThrow(/Another Quarterdeck/)
  writer.set(false)
  reader.set(true)
  expect(reader.store.list().map(one => one.id)).toEqual([info.id])
  const second = await reader.service.save(wish(sessionId))
  const index = JSON.parse(await readFile(join(t.folder, 'data', 'checkpoints.json'), 'utf8'))
  expect(index.checkpoints.map((one: { id: string }) => one.id)).toEqual([info.id, second.info.id])
  writer.set(false)
  await expect(writer.service.compare({ id: info.id, with: null })).rejects.toMatchObject({ code: 'read-only' })
})

it.each([true, false])(
  'what may be used by the next checkpoint outlives a delete while those are wanted: %s',
  async wanted => {
    const sessionId = await session(3000)
    await until(() => wrote(sessionId), 'all is written')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const { service, store } = await host(true, wanted)
    const { info } = await service.save(wish(sessionId))
    store.delete([info.id])
    vi.setSystemTime(Date.now() + UNDO_MS + 1000)
    await store.collect({ most: null })
    const left = await store.blobs.list()
    expect([store.list(), left.size > 0]).toEqual([[], wanted])
    // The next one has all that it needs.
    const again = await service.save(wish(sessionId))
    expect(await store.check(again.info.id, true)).toBe('')
  },
)

it('what was read ahead is known to the next host, and told as added by its first checkpoint', async () => {
  const sessionId = await session(3000)
  await until(() => wrote(sessionId), 'all is written')
  const first = await host(true, true)
  const file = join(t.folder, 'data', 'checkpoints', 'read-ahead.json')
  const told = await until(async () => {
    const { panes = [] } = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))
    return panes.length === 2 ? panes : null
  }, 'both are remembered')
  expect(told.map((pane: { parts: unknown[] }) => pane.parts.length > 1)).toEqual([true, true])
  const ahead = told.flatMap((pane: { parts: { ahead: number }[] }) => pane.parts.map(part => part.ahead))
  await first.service.close()
  const second = await host(true, true)
  const { info } = await second.service.save(wish(sessionId))
  expect(info.added).toBeGreaterThan(ahead.reduce((a: number, b: number) => a + b))
  expect(await second.store.check(info.id, true)).toBe('')
  // Counted once: the host after it knows that.
  await second.service.close()
  const third = await host(true, true)
  expect((await third.service.save(wish(sessionId))).info.added).toBeLessThan(info.added / 2)
})

it('a list of another version stops nothing but checkpoints, and stays as it is', async () => {
  await mkdir(join(t.folder, 'data'))
  const path = join(t.folder, 'data', 'checkpoints.json')
  await writeFile(path, '{"version":99,"checkpoints":[]}')
  const sessionId = await session()
  const { service, notices, readOnly } = await host(true)
  expect(notices).toEqual([expect.stringMatching(/another version, or is damaged/)])
  expect([(await service.estimate(sessionId)).panes, readOnly()]).toEqual([2, true])
  await expect(service.save(wish(sessionId))).rejects.toMatchObject({ code: 'read-only' })
  expect(await readFile(path, 'utf8')).toBe('{"version":99,"checkpoints":[]}')
})

it('a list that is lost is made again from the content, and what a crash left half read is removed', async () => {
  await mkdir(join(t.folder, 'data', 'checkpoints', '.reading-1-x'), { recursive: true })
  await writeFile(join(t.folder, 'data', 'checkpoints', '.reading-1-x', 'a.rows'), 'secret')
  const first = await host(true)
  const saved = await first.store.saving(blobs =>
    blobs.put(Buffer.from('a\n')).then(({ ref }) => first.store.save(savedCheckpoint([savedPane('0.0', [ref])]), 0)),
  )
  await until(async () => !(await readdir(join(t.folder, 'data', 'checkpoints'))).includes('.reading-1-x'), 'removed')
  await writeFile(join(t.folder, 'data', 'checkpoints.json'), '{"vers')
  const { notices, service } = await host(true)
  expect(notices).toEqual([expect.stringMatching(/1 checkpoints were found without it/)])
  expect((await service.get(saved.id)).checkpoint.id).toBe(saved.id)
})

it('pages hear of saves under way and of trouble, and the same id is not saved twice at once', async () => {
  const sessionId = await session()
  const { service } = await host(true)
  const news: { saving: number; list: number; trouble: string }[] = []
  const undo = service.watch(one =>
    news.push({ saving: one.saving.length, list: one.list.length, trouble: one.trouble }),
  )
  const one = wish(sessionId)
  const both = await Promise.allSettled([service.save(one), service.save(one)])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  service.setTrouble('a word')
  service.setTrouble('a word')
  undo()
  service.setTrouble('')
  expect(news[0]).toEqual({ saving: 0, list: 0, trouble: '' })
  expect(news.filter(({ trouble }) => trouble !== '')).toEqual([{ saving: 0, list: 1, trouble: 'a word' }])
})
