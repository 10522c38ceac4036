import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HostError } from '../../ipc/failure'
import { DEFAULT_SETTINGS, type Settings } from '../../ipc/settings'
import { silentLog } from '../log/log'
import { createConfBackend } from './conf-backend'
import { migrate } from './migrations'
import { openSettings } from './open-settings'
import type { SettingsService } from './settings'

let folder: string
let file: string
const opened: SettingsService[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qd-settings-'))
  file = join(folder, 'settings.json')
})
afterEach(async () => {
  for (const one of opened.splice(0)) one.close()
  await rm(folder, { recursive: true })
})

async function open(readOnly: () => boolean = () => false): Promise<SettingsService> {
  const settings = await openSettings({ folder, log: silentLog, readOnly, makeBackend: createConfBackend })
  opened.push(settings)
  return settings
}

const onDisk = async () => JSON.parse(await readFile(file, 'utf8'))
const kept = async () => (await readdir(folder)).filter(name => name.startsWith('settings.json.'))

function failure(act: () => unknown): HostError {
  try {
    act()
  } catch (error) {
    if (error instanceof HostError) return error
    throw error
  }
  throw new Error('it did not fail')
}

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 15_000
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`never: ${check}`)
    await sleep(20)
  }
}

describe('a good file', () => {
  test('a first start has the defaults and writes nothing', async () => {
    const settings = await open()
    expect(settings.get()).toEqual(DEFAULT_SETTINGS)
    expect(settings.notices).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  test('a change is on the disk at once, readable by the owner alone, and there at the next start', async () => {
    const settings = await open()
    const told: Settings[] = []
    settings.onChange(now => told.push(now))
    const answer = settings.set({ theme: 'dark', pinned: ['a.b'] })
    expect(answer).toMatchObject({ theme: 'dark', pinned: ['a.b'], terminalFontSize: 13 })
    expect(told).toEqual([answer])
    expect(await onDisk()).toEqual({ theme: 'dark', pinned: ['a.b'], version: 1 })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    settings.set({ terminalFontSize: 20 })
    expect((await open()).get()).toMatchObject({ theme: 'dark', terminalFontSize: 20 })
  })

  test('keys that we do not know are kept, with dots in them too', async () => {
    await writeFile(file, '{"theme":"dark","from.the.future":{"a":1},"notes":"mine"}')
    const settings = await open()
    settings.set({ theme: 'light' })
    expect(settings.notices).toEqual([])
    expect(await onDisk()).toEqual({ theme: 'light', 'from.the.future': { a: 1 }, notes: 'mine', version: 1 })
  })

  test('a byte order mark is no damage', async () => {
    await writeFile(file, '\uFEFF{"theme":"dark"}')
    const settings = await open()
    expect(settings.get().theme).toBe('dark')
    settings.set({ keepInTray: false })
    expect((await open()).get()).toMatchObject({ theme: 'dark', keepInTray: false })
    expect(await kept()).toEqual([])
  })

  test('an edit by another program is taken over and told, half an edit is waited out', async () => {
    await writeFile(file, '{"theme":"dark"}')
    const settings = await open()
    const told: string[] = []
    settings.onChange(now => told.push(now.theme))
    await writeFile(file, '{"theme":"li')
    expect(failure(() => settings.set({ theme: 'system' })).code).toBe('store-damaged')
    expect(await readFile(file, 'utf8')).toBe('{"theme":"li')
    expect(settings.get().theme).toBe('dark')
    await writeFile(file, '{"theme":"light","more":1}')
    await until(() => settings.get().theme === 'light')
    expect(told).toEqual(['light'])
    settings.set({ keepInTray: false })
    expect(await onDisk()).toMatchObject({ theme: 'light', more: 1, keepInTray: false })
  })
})

describe('refusals change nothing', () => {
  const wrong: [string, unknown][] = [
    ['a wrong type', { terminalFontSize: 'big' }],
    ['out of range', { terminalFontSize: 5000 }],
    ['an unknown field', { colour: 'red' }],
    ['one good, one bad', { theme: 'dark', scrollback: -1 }],
    ['a custom type with the name of a built-in one', { agentTypes: [{ id: 'cc', name: 'x', command: 'y' }] }],
    ['no object', 'theme'],
    ['null', null],
    ['a prototype', JSON.parse('{"__proto__":{"theme":"dark"}}')],
  ]
  test.each(wrong)('%s', async (_, patch) => {
    await writeFile(file, '{"theme":"light"}')
    const settings = await open()
    const error = failure(() => settings.set(patch as Partial<Settings>))
    expect(error.code).toBe('bad-input')
    expect(error.detail).not.toBe('')
    expect(await readFile(file, 'utf8')).toBe('{"theme":"light"}')
    expect(settings.get().theme).toBe('light')
  })

  test('a host that does not hold the folder does not write, until it does', async () => {
    let readOnly = true
    const settings = await open(() => readOnly)
    expect(failure(() => settings.set({ theme: 'dark' })).code).toBe('read-only')
    expect(await readdir(folder)).toEqual([])
    readOnly = false
    expect(settings.set({ theme: 'dark' }).theme).toBe('dark')
  })

  test('a disk that refuses is told and nothing is claimed', async () => {
    const settings = await open()
    await mkdir(join(file, 'in-the-way'), { recursive: true })
    expect(failure(() => settings.set({ theme: 'dark' })).code).toBe('store-damaged')
    expect(settings.get().theme).toBe('system')
  })
})

describe('a damaged file', () => {
  test.each([
    ['cut off', '{"theme":"dark","pinn'],
    ['empty', ''],
    ['a list', '[1,2]'],
    ['binary', '\u0000\u0001\uFFFD'],
  ])('%s: kept beside, defaults used, said', async (_, text) => {
    await writeFile(file, text)
    const settings = await open()
    expect(settings.get()).toEqual(DEFAULT_SETTINGS)
    const [aside = '', ...more] = await kept()
    expect(more).toEqual([])
    expect(aside).toMatch(/^settings\.json\.bad-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/)
    expect(await readFile(join(folder, aside), 'utf8')).toBe(text)
    expect(settings.notices).toEqual([expect.stringContaining(aside)])
    settings.set({ theme: 'light' })
    const again = await open()
    expect(again.get().theme).toBe('light')
    expect(again.notices).toEqual([])
  })

  test('wrong types cost only the fields, or the entries of a list, that are wrong', async () => {
    const good = { id: 'mine', name: 'Mine', command: 'mine' }
    const text = JSON.stringify({
      theme: 'dark',
      terminalFontSize: 'big',
      pinned: ['a', 7, 'b'],
      agentTypes: [good, { id: 'Bad Id', name: 'x', command: 'y' }, { ...good, id: 'other' }],
      overrides: { cc: { command: 'claude2' }, cod: { command: 3 } },
      notes: 'mine',
    })
    await writeFile(file, text)
    const settings = await open()
    expect(settings.get()).toMatchObject({ theme: 'dark', terminalFontSize: 13, pinned: ['a', 'b'] })
    expect(settings.get().agentTypes.map(type => type.id)).toEqual(['mine', 'other'])
    expect(settings.get().overrides).toEqual({ cc: { command: 'claude2' } })
    const [aside = ''] = await kept()
    expect(await readFile(join(folder, aside), 'utf8')).toBe(text)
    expect(settings.notices[0]).toContain('terminalFontSize, pinned, agentTypes, overrides')
    expect(await onDisk()).toMatchObject({ theme: 'dark', notes: 'mine', pinned: ['a', 'b'] })
    expect((await open()).notices).toEqual([])
  })

  test('damaged twice within a second: both are kept', async () => {
    for (const text of ['{1', '{2', '{3']) {
      await writeFile(file, text)
      await open()
    }
    const texts = await Promise.all((await kept()).map(name => readFile(join(folder, name), 'utf8')))
    expect(texts.sort()).toEqual(['{1', '{2', '{3'])
  })

  test('a folder in its place is moved aside with what it holds', async () => {
    await mkdir(file)
    await writeFile(join(file, 'inside'), 'x')
    const settings = await open()
    settings.set({ theme: 'dark' })
    const [aside = ''] = await kept()
    expect(await readFile(join(folder, aside, 'inside'), 'utf8')).toBe('x')
    expect(await onDisk()).toMatchObject({ theme: 'dark' })
  })

  test('a host that must not write uses what is good, says so, and changes nothing', async () => {
    await writeFile(file, '{"theme":"dark","scrollback":"many"}')
    const some = await open(() => true)
    expect(some.get()).toMatchObject({ theme: 'dark', scrollback: 50_000 })
    expect(some.notices[0]).toContain('scrollback')
    await writeFile(file, '{"theme"')
    const none = await open(() => true)
    expect(none.get()).toEqual(DEFAULT_SETTINGS)
    expect(none.notices[0]).toContain('not valid JSON')
    expect(await readdir(folder)).toEqual(['settings.json'])
    expect(await readFile(file, 'utf8')).toBe('{"theme"')
  })
})

describe('versions', () => {
  test('steps run in order from the version found, and a file without one has version 1', () => {
    const steps = [
      (stored: Readonly<Record<string, unknown>>) => ({ ...stored, trail: 'a' }),
      (stored: Readonly<Record<string, unknown>>) => ({ ...stored, trail: `${stored.trail}b` }),
    ]
    expect(migrate({ keep: 1 }, steps)).toEqual({ stored: { keep: 1, trail: 'ab', version: 3 }, from: 1, to: 3 })
    expect(migrate({ version: 2, trail: 'x' }, steps).stored).toEqual({ trail: 'xb', version: 3 })
    expect(migrate({ version: 'two' }, steps).from).toBe(1)
  })

  test('a file of a newer Quarterdeck is used as far as it is known, and stays newer', async () => {
    await writeFile(file, '{"version":7,"theme":"dark","shape":"round"}')
    const settings = await open()
    expect(settings.get().theme).toBe('dark')
    expect(settings.notices[0]).toContain('newer')
    settings.set({ theme: 'light' })
    expect(await onDisk()).toEqual({ version: 7, theme: 'light', shape: 'round' })
  })
})
