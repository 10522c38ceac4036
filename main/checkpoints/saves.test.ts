import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSaves, type FileWork } from './saves'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const FAR = { session: 'api', done: 1, total: 4, file: { act: 'export', step: 1 } } as const

function rig() {
  const told: string[] = []
  const saves = createSaves(() =>
    told.push(
      saves
        .list()
        .map(one => `${one.id} ${one.done}`)
        .join(),
    ),
  )
  /** An export that goes on until it is ended by hand; cancelled, it first takes away what it wrote. */
  function exporting(id: string) {
    let end = (): void => {}
    let how: Parameters<FileWork<void>>[0] | undefined
    const done = saves.file(id, given => {
      how = given
      return new Promise<void>(resolve => {
        end = resolve
      })
    })
    if (!how) throw new Error('it was not begun')
    return { done, how, end: () => end() }
  }
  return { saves, told, exporting }
}

it('tells nothing of an export that is over in a moment', async () => {
  const { saves, told, exporting } = rig()
  const { how, end, done } = exporting('a')
  how.onProgress(FAR)
  await vi.advanceTimersByTimeAsync(390)
  expect([saves.list(), told]).toEqual([[], []])
  end()
  await done
  await vi.runAllTimersAsync()
  expect([saves.list(), told]).toEqual([[], []])
})

it('tells of one that takes longer: where it is by then, ten times a second at most, and its end', async () => {
  const { saves, told, exporting } = rig()
  const { how, end, done } = exporting('a')
  how.onProgress(FAR)
  await vi.advanceTimersByTimeAsync(400)
  expect(saves.list()).toEqual([{ id: 'a', what: '', ...FAR }])
  for (const at of [2, 3]) how.onProgress({ ...FAR, done: at })
  await vi.advanceTimersByTimeAsync(100)
  end()
  await done
  expect(told).toEqual(['a 1', 'a 3', ''])
})

it('does not tell of another one sooner because a save tells of itself', async () => {
  const { saves, told, exporting } = rig()
  const { end, done } = exporting('a')
  await saves.save('s', undefined, async ({ onProgress }) => {
    onProgress({ id: 's', session: 'api', done: 2, total: 3, what: 'cc_1' })
    await vi.advanceTimersByTimeAsync(100)
  })
  expect(told).toEqual(['s 2', ''])
  end()
  await done
})

it('takes an id once at a time, and cancels the one that is meant', async () => {
  const { saves, exporting } = rig()
  const [one, other] = [exporting('a'), exporting('b')]
  await expect(saves.file('a', async () => {})).rejects.toMatchObject({ code: 'bad-input' })
  saves.cancel('a')
  saves.cancel('none')
  expect([one.how.signal.aborted, other.how.signal.aborted]).toEqual([true, false])
  one.end()
  await one.done
  await saves.file('a', async ({ signal }) => expect(signal.aborted).toBe(false))
  other.end()
})

it('ends a save by its own signal, by its id, and with all others', async () => {
  const { saves } = rig()
  const outer = new AbortController()
  const signals: AbortSignal[] = []
  const forever = (id: string, signal?: AbortSignal) =>
    void saves.save(id, signal, async under => {
      signals.push(under.signal)
      await new Promise(() => {})
    })
  forever('a', outer.signal)
  forever('b')
  forever('c')
  const aborted = () => signals.map(signal => signal.aborted)
  outer.abort()
  expect(aborted()).toEqual([true, false, false])
  saves.cancel('b')
  expect(aborted()).toEqual([true, true, false])
  await saves.close()
  expect(aborted()).toEqual([true, true, true])
})

it('closes when each export has taken away what it wrote', async () => {
  const { saves, exporting } = rig()
  const { how, end } = exporting('a')
  let closed = false
  const closing = saves.close().then(() => {
    closed = true
  })
  await vi.advanceTimersByTimeAsync(1000)
  expect([how.signal.aborted, closed]).toEqual([true, false])
  end()
  await closing
  expect(closed).toBe(true)
})
