import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LostSession } from '../../ipc/recovery'
import { createEmitter } from '../../ipc/wire'
import type { ScreenShot } from '../agents/signals/gather'
import { createAliveLooks } from './alive-looks'
import type { Lost } from './follow'
import { createLosses } from './losses'
import { createNews } from './news'
import { createScreens } from './screens'
import { lossRecord, paneRecord, sessionRecord } from './test-record'

/* What pages are told of losses, and how long what was seen of them is kept. */

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

const lost = (id: string) => ({ id }) as unknown as LostSession

test('pages hear the list at once, then once for all that happens together, and never the same twice', () => {
  let list = [lost('a')]
  const news = createNews(() => list)
  const [first, second]: [string[], string[]] = [[], []]
  const into = (told: string[]) => (one: { lost: LostSession[] }) => void told.push(one.lost.map(({ id }) => id).join())
  const undo = news.watch(into(first))
  list = [lost('a'), lost('b')]
  news.soon()
  list = [lost('c')]
  news.soon()
  // It came between: what it was told is what there is, so that the others' news are none for it.
  news.watch(into(second))
  vi.advanceTimersByTime(20)
  expect([first, second]).toEqual([['a', 'c'], ['c']])
  news.soon()
  vi.advanceTimersByTime(20)
  undo()
  list = []
  news.soon()
  vi.advanceTimersByTime(20)
  expect([first, second]).toEqual([
    ['a', 'c'],
    ['c', ''],
  ])
  news.soon()
  news.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('agents are looked at soon after a loss, and further on only while one lives', () => {
  const alive = new Set<string>()
  const lookAtAgents = vi.fn(async () => {})
  const loss = { record: lossRecord(sessionRecord([paneRecord()])), transcripts: new Set<string>(), alive }
  const looks = createAliveLooks({ list: () => [loss], lookAtAgents })
  vi.advanceTimersByTime(60_000)
  expect(lookAtAgents).toHaveBeenCalledTimes(0)
  looks.soon()
  vi.advanceTimersByTime(1000)
  expect(lookAtAgents).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(60_000)
  expect(lookAtAgents).toHaveBeenCalledTimes(2)
  alive.add('0.0')
  vi.advanceTimersByTime(10_000)
  expect(lookAtAgents).toHaveBeenCalledTimes(4)
  looks.soon()
  looks.close()
  expect(vi.getTimerCount()).toBe(0)
})

const shots = createEmitter<ScreenShot>()
const shot = (paneId: string): ScreenShot => ({ paneId, rows: Buffer.from('x'), width: 80, height: 1, at: 5000 })

function open(change: Partial<Parameters<typeof createLosses>[0]> = {}) {
  const screens = createScreens(shots.on)
  const losses = createLosses({
    ...{ screens, talkOf: () => null, isAlive: async () => true, sameBoot: async () => true },
    ...{ checkpoints: () => [], sessions: () => [] },
    ...change,
  })
  return { screens, losses }
}

const lostNow = (created: number, pane = paneRecord()): Lost => ({
  record: sessionRecord([pane], { created, name: `s${created}` }),
  ...{ kind: 'server-died', reasons: [], clean: false, away: false },
})

test('the oldest losses give way, with what was seen of them; the same session is lost once', () => {
  const { losses, screens } = open()
  shots.emit(shot('%1'))
  const first = losses.add(lostNow(1))
  const id = first?.record.id ?? ''
  expect(screens.of(id, '0.0')).not.toBeNull()
  expect(losses.add(lostNow(1))).toBeNull()
  const later = Date.now() + 1000
  losses.remember(
    Array.from({ length: 200 }, (_, at) =>
      lossRecord(sessionRecord([paneRecord()], { created: at + 2 }), { noticed: later + at }),
    ),
  )
  expect([losses.list().length, losses.find(id), screens.of(id, '0.0')]).toEqual([200, null, null])
  expect(losses.list()[0]?.record.noticed).toBe(later + 199)
})

test('of many panes the screens that were seen last are kept', () => {
  const { losses, screens } = open()
  for (let number = 0; number <= 1000; number += 1) shots.emit(shot(`%${number}`))
  // Seen again: it is the newest.
  shots.emit(shot('%1'))
  shots.emit(shot('%2000'))
  const seen = ['%0', '%1', '%2', '%3'].map((id, at) => {
    const loss = losses.add(lostNow(at + 1, paneRecord({ id })))
    return screens.of(loss?.record.id ?? '', '0.0') !== null
  })
  expect(seen).toEqual([false, true, false, true])
})

test('which agents live is told when it has changed; pids of another run of the machine are of others', async () => {
  let lives = true
  let same = true
  const program = { pid: 7, started: '8' }
  const { losses } = open({ isAlive: async () => lives, sameBoot: async () => same })
  const panes = [
    paneRecord({ program }),
    paneRecord({ key: '0.1', agent: 'cc_2' }),
    paneRecord({ key: '0.2', agent: 'mine', ended: true, program }),
  ]
  losses.remember([lossRecord(sessionRecord(panes))])
  let told = 0
  losses.onChange(() => {
    told += 1
  })
  const alive = () => losses.view()[0]?.agents.map(one => `${one.name} ${one.alive}`)
  await losses.lookAtAgents()
  await losses.lookAtAgents()
  expect([alive(), told]).toEqual([['cc_1 true', 'cc_2 false'], 1])
  same = false
  await losses.lookAtAgents()
  expect([alive(), told]).toEqual([['cc_1 false', 'cc_2 false'], 2])
  same = true
  lives = false
  await losses.lookAtAgents()
  expect(told).toBe(2)
})
