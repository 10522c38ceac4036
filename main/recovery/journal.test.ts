import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../log/log'
import { createTestFolder, until } from '../tmux/test-server'
import { bootOfMachine, sameBoot } from './boot'
import { createJournal, type Journal } from './journal'
import { type JournalContent, journalText, printOf, readJournal } from './journal-file'
import type { LossRecord, SessionRecord } from './record'
import { paneRecord, sessionRecord } from './test-record'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let path: string
const opened: Journal[] = []
beforeEach(async () => {
  folder = await createTestFolder()
  path = join(folder.path, 'journal.json')
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  await folder.remove()
})

function session(at: number, panes = 1, text = ''): SessionRecord {
  const list = Array.from({ length: panes }, (_, place) =>
    paneRecord({ id: `%${place}`, key: `0.${place}`, folder: `/x${text}` }),
  )
  return sessionRecord(list, { id: `$${at}`, name: `s${at}`, created: at, seen: at })
}

const loss = (at: number, text = ''): LossRecord => ({
  id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
  ...{ kind: 'while-away', noticed: at, sentence: 's', lastWords: [], record: session(at, 1, text), saved: null },
})

function journal(content: () => JournalContent, readOnly = false): Journal {
  const made = createJournal({ path, content, readOnly: () => readOnly, log: silentLog, gather: 10 })
  opened.push(made)
  return made
}

test('what is written is what is read; nothing when nothing was', async () => {
  expect(await readJournal(path, true)).toEqual({ content: { sessions: [], lost: [] }, notice: '' })
  const content = { sessions: [session(1, 3), session(2)], lost: [loss(4), loss(3)] }
  await journal(() => content).now()
  expect(await readJournal(path, true)).toEqual({ content, notice: '' })
})

test('written when something changed that counts: titles spin, and moments pass', async () => {
  let content: JournalContent = { sessions: [session(1)], lost: [] }
  const one = journal(() => content)
  await one.now()
  const before = await readFile(path, 'utf8')
  content = { sessions: [{ ...session(1), seen: 99 }], lost: [] }
  await one.now()
  expect(await readFile(path, 'utf8')).toBe(before)
  content = { sessions: [{ ...session(1), name: 'renamed', seen: 99 }], lost: [] }
  one.soon()
  await until(async () => (await readFile(path, 'utf8')).includes('renamed'), 'the write')
  expect(printOf({ sessions: [session(1)], lost: [] })).toBe(
    printOf({ sessions: [{ ...session(1), seen: 5 }], lost: [] }),
  )
})

test('a disk that takes nothing is tried again; a host that may not write does not', async () => {
  const content = { sessions: [session(1)], lost: [] }
  await journal(() => content, true).now()
  await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' })
  await mkdir(path)
  const one = journal(() => content)
  await one.now()
  await folder.remove()
  await mkdir(folder.path)
  await one.now()
  expect((await readJournal(path, true)).content).toEqual(content)
})

test('bounded: what was lost is kept first, and it can always be read again', async () => {
  // Three bytes a character.
  const text = '東'.repeat(4000)
  const content = {
    sessions: Array.from({ length: 700 }, (_, at) => session(at, 20, text)),
    lost: Array.from({ length: 300 }, (_, at) => loss(at, text)),
  }
  await writeFile(path, journalText(content))
  const { content: read, notice } = await readJournal(path, true)
  expect(notice).toBe('')
  expect(read.lost).toEqual(content.lost.slice(0, 200))
  expect(read.sessions.length).toBeGreaterThan(10)
  expect((await readFile(path)).length).toBeLessThan(9_000_000)
})

test('hostile content is refused, entry by entry', async () => {
  const bad = [
    { ...session(1), windows: [] },
    { ...session(1), id: '$(x)' },
    { ...session(1), server: { ...session(1).server, pid: -1 } },
    { ...session(1), name: 'x'.repeat(5000) },
    null,
  ]
  await writeFile(
    path,
    JSON.stringify({ version: 1, sessions: [...bad, session(2)], lost: [{ ...loss(1), id: '../x' }] }),
  )
  const { content, notice } = await readJournal(path, false)
  expect(content).toEqual({ sessions: [session(2)], lost: [] })
  expect(notice).toContain('6 of its entries cannot be read')
  await writeFile(path, JSON.stringify({ version: 2 }))
  expect((await readJournal(path, false)).notice).toContain('of another version')
})

test('runs of the machine', async () => {
  expect(await bootOfMachine()).toBe(await bootOfMachine())
  expect(sameBoot('a', 'a')).toBe(true)
  expect(sameBoot('a', 'b')).toBe(false)
  expect(sameBoot('since 1000000', 'since 1000200')).toBe(true)
  expect(sameBoot('since 1000000', 'since 1090000')).toBe(false)
  // Words of two kinds tell nothing.
  expect(sameBoot('a', 'since 1000000')).toBe(true)
})

test('what cannot be put into words is logged, and what comes later is written all the same', async () => {
  let broken = true
  const warned: string[] = []
  const log = {
    ...silentLog,
    warn: (_: string, facts?: Record<string, unknown>) => void warned.push(`${facts?.error}`),
  }
  const content = () => {
    if (broken) throw new Error('no words')
    return { sessions: [session(1)], lost: [] }
  }
  const one = createJournal({ path, content, readOnly: () => false, log, gather: 10 })
  opened.push(one)
  await one.now()
  expect(warned).toEqual(['Error: no words'])
  broken = false
  await one.now()
  expect((await readJournal(path, true)).content.sessions).toEqual([session(1)])
})
