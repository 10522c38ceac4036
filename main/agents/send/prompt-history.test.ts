import { randomUUID } from 'node:crypto'
import { appendFile, chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PromptRecord } from '../../../ipc/act'
import type { Receipt } from '../../../ipc/model'
import { silentLog } from '../../log/log'
import { createTestFolder } from '../../tmux/test-server'
import { openPromptHistory } from './prompt-history'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let keep = 100
let writable = true
beforeEach(async () => {
  folder = await createTestFolder()
  keep = 100
  writable = true
})
afterEach(() => folder.remove())

const path = () => join(folder.path, 'prompts.jsonl')
const open = () => openPromptHistory({ path: path(), keep: () => keep, writable: () => writable, log: silentLog })
const disk = () => readFile(path(), 'utf8').catch(() => '')

function receipt(change: Partial<Receipt> = {}): Receipt {
  const rest = { before: 'idle', after: 'idle', tookMs: 1 } as const
  return { paneId: '%1', agent: 'cc_1', session: 'api', result: 'pending', detail: '', ...rest, ...change }
}

function record(at: number, text: string, change: Partial<Receipt> = {}): PromptRecord {
  return { id: randomUUID(), at, text, receipts: [receipt(change)] }
}

test('what was kept is there after a restart, newest first, with what came of it', async () => {
  const one = await open()
  const [a, b] = [record(1, 'first\nline'), record(2, 'second')]
  one.add(a)
  one.add(b)
  one.receipt(a.id, receipt({ result: 'done', detail: 'Sent.' }))
  one.receipt(randomUUID(), receipt())
  await one.settled()
  const two = await open()
  expect(two.list({ search: '', limit: 10 })).toEqual({
    prompts: [
      { ...b, receipts: [receipt({ result: 'unconfirmed', detail: expect.stringContaining('ended before') })] },
      { ...a, receipts: [receipt({ result: 'done', detail: 'Sent.' })] },
    ],
    more: false,
  })
  expect((await stat(path())).mode & 0o777).toBe(0o600)
})

test('text, agents and sessions are searched, in pages', async () => {
  const history = await open()
  for (const [at, text] of ['Mend the build', 'write docs', 'mend the docs'].entries())
    history.add(record(at + 1, text))
  history.add(record(9, 'other', { agent: 'cod_7', session: 'Mendel' }))
  const texts = (search: string, limit = 10, before?: number) => {
    const { prompts, more } = history.list({ search, limit, before })
    return [prompts.map(one => one.text), more]
  }
  expect(texts(' MEND')).toEqual([['other', 'mend the docs', 'Mend the build'], false])
  expect(texts('cod_7')).toEqual([['other'], false])
  expect(texts('mend', 1)).toEqual([['other'], true])
  expect(texts('mend', 1, 9)).toEqual([['mend the docs'], true])
  expect(texts('mend', 1, 3)).toEqual([['Mend the build'], false])
})

test('a line that was torn by a kill is skipped; what came before and comes after is whole', async () => {
  const one = await open()
  one.add(record(1, 'whole'))
  await one.settled()
  await appendFile(path(), '{"sent":{"id":"x","at":2,"te')
  const two = await open()
  two.add(record(3, 'after'))
  await two.settled()
  await appendFile(path(), '\n{"sent":null}\n[]\nnull\n{"of":"x"}\n"\u0000"\n')
  const three = await open()
  expect(three.list({ search: '', limit: 10 }).prompts.map(one_ => one_.text)).toEqual(['after', 'whole'])
})

test('forgotten texts are gone from the disk', async () => {
  const history = await open()
  const [secret, rest] = [record(1, 'my-secret-word'), record(2, 'stays')]
  history.add(secret)
  history.add(rest)
  // What a crash left of an earlier attempt.
  await writeFile(join(folder.path, '.prompts.jsonl.1-abc.tmp'), 'my-secret-word')
  await history.forget([secret.id, randomUUID()])
  expect(await disk()).not.toContain('my-secret-word')
  await expect(stat(join(folder.path, '.prompts.jsonl.1-abc.tmp'))).rejects.toThrow()
  history.receipt(secret.id, receipt({ detail: 'late' }))
  await history.settled()
  expect((await open()).list({ search: '', limit: 9 }).prompts.map(one => one.text)).toEqual(['stays'])
})

test('no more prompts are kept than the setting says, in memory and on disk; none with 0', async () => {
  keep = 10
  const history = await open()
  for (let at = 1; at <= 700; at += 1) history.add(record(at, `prompt-${at}.`))
  await history.settled()
  expect(history.list({ search: '', limit: 500 }).prompts.map(one => one.at)).toEqual([
    700, 699, 698, 697, 696, 695, 694, 693, 692, 691,
  ])
  expect((await disk()).split('\n').length).toBeLessThan(600)
  expect((await open()).list({ search: '', limit: 500 }).prompts).toHaveLength(10)
  keep = 0
  history.trim()
  history.add(record(800, 'never'))
  await history.settled()
  expect(await disk()).toBe('')
  expect(history.list({ search: '', limit: 500 }).prompts).toEqual([])
})

test('nothing is written while another host holds the folder; what that one wrote is read when it ends', async () => {
  writable = false
  const second = await open()
  second.add(record(5, 'of the second host'))
  await second.settled()
  expect(await disk()).toBe('')
  await expect(second.forget([randomUUID()])).rejects.toMatchObject({ code: 'read-only' })
  writable = true
  const first = await open()
  first.add(record(4, 'of the first host'))
  await first.settled()
  await second.reload()
  expect(second.list({ search: 'host', limit: 9 }).prompts).toHaveLength(2)
})

test('a file that others could read becomes private, and a disk that refuses is no failure of sending', async () => {
  await writeFile(path(), '', { mode: 0o644 })
  await chmod(path(), 0o644)
  const history = await open()
  history.add(record(1, 'x'))
  await history.settled()
  expect((await stat(path())).mode & 0o777).toBe(0o600)
  await folder.remove()
  history.add(record(2, 'y'))
  await history.settled()
  expect(history.find(history.list({ search: 'y', limit: 1 }).prompts[0]!.id)?.text).toBe('y')
  await expect(history.forget([])).rejects.toMatchObject({ code: 'store-damaged' })
})
