import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { agentTypes } from '../agents/registry'
import type { ScreenShot } from '../agents/signals/gather'
import { createTestFolder } from '../tmux/test-server'
import type { Loss } from './losses'
import type { PaneRecord } from './record'
import { salvage } from './salvage'
import { createScreens, type Screens } from './screens'
import { createTalkOf } from './talk'
import { lossOf, paneRecord, sessionRecord } from './test-record'

let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

const types = () => agentTypes(DEFAULT_SETTINGS)
const ID = '00000000-0000-4000-8000-000000000001'
const shot = (change: Partial<ScreenShot> = {}): ScreenShot => {
  return { paneId: '%1', rows: Buffer.from('old\n'), width: 80, height: 2, at: 5000, ...change }
}

/** Screens that have seen these. */
function seen(...shots: ScreenShot[]): Screens {
  return createScreens(listener => {
    for (const one of shots) listener(one)
    return () => {}
  })
}

const lossIn = (panes: PaneRecord[], name = 'api') => lossOf(sessionRecord(panes, { name, seen: 65_000 }), { id: ID })

async function save(loss: Loss, screens: Screens, where = folder.path) {
  return salvage([loss], where, { screens, talkOf: createTalkOf(types), types })
}

test('hostile names, screens and talks stay within their file and their line', async () => {
  const file = join(folder.path, 'talk.jsonl')
  const hostile = 'a\u001b]0;x\u0007b\r\nstate: idle\u009b31m'
  const line = { type: 'user', message: { role: 'user', content: hostile } }
  await writeFile(file, `{"torn\n${JSON.stringify(line)}\n${'x'.repeat(100_000)}\nnull\n`)
  const conversation = { id: ID, file }
  const pane = paneRecord({ agent: '../../cc_1', task: `t\nlost: never`, conversation })
  const loss = lossIn([pane], '../../../etc/passwd\n')
  const screens = seen(shot({ rows: Buffer.from('\u001b[31mred\u001b[0m\u001b]2;evil\u0007\nlast') }))
  screens.keep(ID, loss.record.record, false)
  const out = join(folder.path, 'out')
  const [one] = await save(loss, screens, out)
  expect(one?.problem).toBe('')
  expect(await readdir(out)).toHaveLength(1)
  expect(one?.path.startsWith(`${out}/etc_passwd_`)).toBe(true)
  const text = await readFile(one?.path ?? '', 'utf8')
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
  expect(text).toMatch(/^task: +t lost: never$/m)
  expect(text).toContain('--- last screen, of 1970-01-01T00:00:05.000Z, 60 s before it was seen last ---\nred')
  expect(text).toContain('[you]\na]0;xb\nstate: idle31m')
})

test('a conversation of many lines is written whole, in its order', async () => {
  const file = join(folder.path, 'talk.jsonl')
  const line = (at: number) => JSON.stringify({ type: 'user', message: { role: 'user', content: `prompt ${at}.` } })
  await writeFile(file, Array.from({ length: 5000 }, (_, at) => `${line(at)}\n`).join(''))
  const [one] = await save(lossIn([paneRecord({ conversation: { id: ID, file } })]), seen())
  const text = await readFile(one?.path ?? '', 'utf8')
  expect([...text.matchAll(/prompt (\d+)\./g)].map(found => Number(found[1]))).toEqual(
    Array.from({ length: 5000 }, (_, at) => at),
  )
  expect(one).toMatchObject({ bytes: Buffer.byteLength(text), lines: text.split('\n').length - 1 })
})

test('what cannot be read or written is told in its place, and the others go on', async () => {
  const panes = [
    paneRecord({ conversation: { id: ID, file: folder.path } }),
    paneRecord({ agent: 'cc_2', key: '0.1', id: '%2', conversation: { id: ID, file: join(folder.path, 'none') } }),
    paneRecord({ agent: 'cc_3', key: '0.2', id: '%3' }),
  ]
  const screens = seen(shot({ paneId: '%3' }))
  const loss = lossIn(panes)
  screens.keep(ID, loss.record.record, false)
  const outputs = await save(loss, screens)
  expect(outputs.map(one => [one.agent, one.path !== '', one.problem.split('here. ')[1]])).toEqual([
    ['cc_1', false, 'Its transcript is no regular file.'],
    ['cc_2', false, 'Its transcript is gone.'],
    ['cc_3', true, undefined],
  ])
  await mkdir(join(folder.path, 'x'))
  await writeFile(join(folder.path, 'file'), '')
  const [, , third] = await save(loss, screens, join(folder.path, 'file', 'below'))
  expect(third).toMatchObject({ path: '', problem: 'The folder is not there.' })
})

test('screens: of this life of a server alone, and forgotten with their loss', () => {
  const record = sessionRecord([paneRecord()], { created: 10 })
  const older = seen(shot({ at: 9000 }))
  older.keep('a', record, false)
  expect(older.of('a', '0.0')).toBeNull()
  const newer = seen(shot({ at: 9000 }), shot({ at: 11_000 }))
  newer.keep('b', record, false)
  expect(newer.of('b', '0.0')?.at).toBe(11_000)
  // Another host saw that one, whose panes had the same numbers.
  const away = seen(shot({ at: 11_000 }))
  away.keep('c', record, true)
  expect(away.of('c', '0.0')).toBeNull()
  newer.drop('b')
  expect(newer.of('b', '0.0')).toBeNull()
})
