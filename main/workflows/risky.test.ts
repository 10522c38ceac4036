import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CheckpointInfo, Trigger } from '../../ipc/checkpoint'
import { HostError } from '../../ipc/failure'
import type { Fleet } from '../../ipc/model'
import { silentLog } from '../log/log'
import { until } from '../tmux/test-server'
import { createRisky, sessionsOf } from './risky'

/* Of the rule alone: what is saved, when, and what is told. That it saves is proven over a real host. */

const FLEET = {
  sessions: [
    { id: '$1', name: 'api', windows: [{ windowId: '@1' }, { windowId: '@2' }] },
    { id: '$2', name: 'web', windows: [{ windowId: '@2' }, { windowId: '@3' }] },
  ],
  panes: [
    { id: '%1', windowId: '@1' },
    { id: '%2', windowId: '@2' },
    { id: '%3', windowId: '@3' },
  ],
} as unknown as Fleet

type Save = {
  session: string
  trigger: Trigger
  /** null: nothing has changed. */
  end: (how?: unknown) => void
  signal: AbortSignal | undefined
}
let saves: Save[]
let list: CheckpointInfo[]
let troubles: string[]
let wanted: boolean
beforeEach(() => {
  saves = []
  list = []
  troubles = []
  wanted = true
})
afterEach(() => vi.useRealTimers())

const risky = (patience = 20) =>
  createRisky({
    patience,
    log: silentLog,
    wanted: () => wanted,
    fleet: { state: () => FLEET },
    list: () => list,
    checkpoints: {
      setTrouble: words => troubles.push(words),
      saveBy: ({ id, sessionId, trigger }, { signal }) =>
        new Promise((resolve, reject) => {
          const end = (how?: unknown) => {
            if (how === null) return resolve(null)
            if (how) return reject(how)
            const info = { id, at: list.length, session: sessionId === '$1' ? 'api' : 'web' } as CheckpointInfo
            list = [info, ...list]
            resolve({ info, problems: [] })
          }
          saves.push({ session: sessionId, trigger, end, signal })
          signal?.addEventListener('abort', () => reject(new HostError('cancelled', 'It was cancelled.')))
        }),
    },
  })
const triggers = () => saves.map(one => `${one.session} ${one.trigger}`)
const full = new HostError('store-damaged', 'The disk did not take the checkpoint.')

it('sessions of panes are each named once, and a window that two show belongs to the first', () => {
  expect(sessionsOf(FLEET, ['%1', '%2'])).toEqual(['$1'])
  expect(sessionsOf(FLEET, ['%3', '%2', '%9'])).toEqual(['$1', '$2'])
})

describe('what happens beside', () => {
  it('never waits, never throws, and says when it failed', async () => {
    const both = risky().beside(['$1', '$2'], 'before-interrupt')
    await until(() => saves.length === 2)
    expect(triggers()).toEqual(['$1 before-interrupt', '$2 before-interrupt'])
    saves[0]?.end(full)
    saves[1]?.end()
    expect(await both).toEqual([
      { session: 'api', checkpoint: null, how: 'taken', problem: 'The disk did not take the checkpoint.' },
      { session: 'web', checkpoint: { id: list[0]?.id, at: 0 }, how: 'taken', problem: '' },
    ])
    expect(troubles.sort()).toEqual(['', 'No checkpoint of api could be taken: The disk did not take the checkpoint.'])
  })
})

describe('what happens first', () => {
  it('is waited for', async () => {
    let went = false
    const done = risky(10_000)
      .first(['$1'], 'before-send')
      .then(before => {
        went = true
        return before
      })
    await until(() => saves.length === 1)
    expect(went).toBe(false)
    saves[0]?.end()
    expect(await done).toEqual([expect.objectContaining({ checkpoint: { id: list[0]?.id, at: 0 }, problem: '' })])
  })

  it('holds nothing up when it fails or takes too long, and says so', async () => {
    const own = risky()
    const failing = own.first(['$1'], 'before-send')
    await until(() => saves.length === 1)
    saves[0]?.end(full)
    const none = { checkpoint: null, how: 'taken' }
    expect(await failing).toEqual([{ ...none, session: 'api', problem: 'The disk did not take the checkpoint.' }])
    expect(await own.first(['$2'], 'before-send')).toEqual([
      { ...none, session: 'web', problem: 'It was not complete before this went on.' },
    ])
  })
})

describe('what must be', () => {
  it('lets nothing go on without it, and says so in a way that the page knows', async () => {
    const must = risky().must('$1', 'before-kill')
    await until(() => saves.length === 1)
    saves[0]?.end(full)
    await expect(must).rejects.toMatchObject({ code: 'refused', detail: 'no-checkpoint' })
    await expect(must).rejects.toThrow(/nothing was ended\. The disk did not take/)
  })

  it('leaves it to the act to say that the session is gone', async () => {
    const must = risky().must('$9', 'before-kill')
    await until(() => saves.length === 1)
    saves[0]?.end(new HostError('no-such-session', 'That session is gone.'))
    await expect(must).rejects.toMatchObject({ code: 'no-such-session' })
  })
})

describe('of one session', () => {
  it('two risky acts within ten seconds share one, failed ones never', async () => {
    const own = risky(10_000)
    const first = own.first(['$1'], 'before-send')
    const must = own.must('$1', 'before-kill')
    own.beside(['$2'], 'before-freeze')
    await until(() => saves.length === 2)
    for (const one of saves) one.end()
    const checkpoint = { id: list.find(one => one.session === 'api')?.id, at: 0 }
    const shared = { session: 'api', checkpoint, how: 'shared', problem: '' }
    expect(await Promise.all([first, must])).toEqual([[{ ...shared, how: 'taken' }], [shared]])
    expect(await own.must('$1', 'before-kill')).toEqual([shared])
    expect(triggers()).toEqual(['$1 before-send', '$2 before-freeze'])
    own.beside(['$2'], 'before-add')
    const other = risky()
    const failing = other.must('$1', 'before-kill')
    await until(() => saves.length === 3)
    saves[2]?.end(full)
    await expect(failing).rejects.toThrow()
    const again = other.must('$1', 'before-kill')
    await until(() => saves.length === 4)
    saves[3]?.end()
    await again
  })

  it('one that was deleted meanwhile is not shared: the kill would have no way back', async () => {
    const own = risky(10_000)
    const first = own.first(['$1'], 'before-send')
    await until(() => saves.length === 1)
    saves[0]?.end()
    await first
    list = []
    const must = own.must('$1', 'before-kill')
    await until(() => saves.length === 2)
    saves[1]?.end()
    expect(await must).toMatchObject([{ how: 'taken', checkpoint: { id: list[0]?.id } }])
  })

  it('where nothing has changed since the newest one, that is the way back', async () => {
    list = [{ id: 'w', at: 9, session: 'web' } as CheckpointInfo, { id: 'a', at: 8, session: 'api' } as CheckpointInfo]
    const own = risky(10_000)
    const first = own.must('$1', 'before-kill')
    await until(() => saves.length === 1)
    saves[0]?.end(null)
    const told = [{ session: 'api', checkpoint: { id: 'a', at: 8 }, how: 'unchanged', problem: '' }]
    expect(await first).toEqual(told)
    expect(await own.must('$1', 'before-kill')).toEqual(told)
  })

  it('there is one at a time, and after ten seconds another', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const own = risky(10_000)
    own.beside(['$1'], 'milestone')
    await until(() => saves.length === 1)
    vi.setSystemTime(Date.now() + 11_000)
    const must = own.must('$1', 'before-kill')
    await new Promise(resolve => setImmediate(resolve))
    expect(triggers()).toEqual(['$1 milestone'])
    saves[0]?.end(full)
    await until(() => saves.length === 2)
    saves[1]?.end()
    await must
    expect(triggers()).toEqual(['$1 milestone', '$1 before-kill'])
  })
})

it('nothing is taken while the settings say so', async () => {
  wanted = false
  const own = risky()
  own.beside(['$1'], 'milestone')
  expect(await own.first(['$1'], 'before-send')).toEqual([])
  expect(await own.must('$1', 'before-kill')).toEqual([])
  expect(saves).toEqual([])
})
