import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PaneId } from '../../ipc/model'
import { createTestFleet, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { type PaneText, readPaneText, type Turn } from './pane-text'

let t: TestFleet
beforeEach(async () => {
  t = await createTestFleet('set-option -g history-limit 20000')
})
afterEach(() => t.end())

const turn: Turn = work => work()

/** A pane that prints what this body of a script writes, and stays. */
async function pane(body: string, cols = 80): Promise<PaneId> {
  const file = join(t.folder, 'print.mjs')
  await writeFile(file, `${body}\nprocess.stdout.write('\\x1b]2;printed\\x07');setInterval(() => {}, 1000)`)
  const size = ['-x', String(cols), '-y', '24']
  const id = await t.server.tmux('new-session', '-d', '-P', '-F', '#{pane_id}', ...size, process.execPath, file)
  await t.connected()
  await until(
    async () => (await t.server.tmux('display-message', '-p', '-t', id, '#{pane_title}')) === 'printed',
    'text',
  )
  await until(() => t.tmux.clientOfPane(id), 'a client')
  return id
}

async function read(
  id: PaneId,
  more: { colours?: boolean; turn?: Turn; signal?: AbortSignal } = {},
): Promise<PaneText> {
  const found = await readPaneText(t.tmux, id, { colours: false, turn, ...more })
  if (typeof found === 'string') throw new Error(found)
  return found
}

const LINES = `for (let i = 0; i < 4321; i++) console.log(i % 7 ? 'line ' + i + ' 東京' : ('long ' + i + ' ').repeat(40))`

test('reads the whole history and the screen in slices, as tmux itself tells it, wrapped lines joined', async () => {
  const id = await pane(LINES)
  const { text, lines, missing } = await read(id)
  const told = await t.server.raw('capture-pane', '-p', '-J', '-S', '-', '-t', id)
  const trimmed = told.split('\n').map(line => line.trimEnd())
  expect(text.toString()).toBe(`${trimmed.join('\n').trimEnd()}\n`)
  expect([lines, missing]).toEqual([4321, ''])
})

test('keeps colours where they are asked for, each line ending plain', async () => {
  const id = await pane(`for (let i = 0; i < 1500; i++) console.log('\\x1b[3' + (i % 8) + 'mcolour ' + i)`)
  const { text, lines } = await read(id, { colours: true })
  const rows = text.toString().split('\n')
  expect(lines).toBe(1500)
  expect(rows[0]).toBe('\x1b[30mcolour 0\x1b[0m')
  expect(rows[1499]).toMatch(/^(?:\x1b\[32m)?\x1b\[33mcolour 1499\x1b\[0m$/)
})

test('loses and doubles nothing while the program writes on', async () => {
  const id = await pane(
    `let i = 0; for (; i < 3000; i++) console.log('n' + i); setInterval(() => { for (let k = 0; k < 40; k++) console.log('n' + i++) }, 20)`,
  )
  const history = () => t.server.tmux('display-message', '-p', '-t', id, '#{history_size}')
  await until(async () => Number(await history()) > 3000, 'it writes on')
  const { text, missing } = await read(id)
  const numbers = text
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => Number(line.slice(1)))
  expect(missing).toBe('')
  expect(numbers[0]).toBe(0)
  expect(numbers.length).toBeGreaterThan(3000)
  expect(numbers.findIndex((value, at) => value !== at)).toBe(-1)
})

test('reads again when the history is cleared under it', async () => {
  const id = await pane(LINES)
  let slices = 0
  const clearing: Turn = async work => {
    slices += 1
    if (slices === 3) await t.server.tmux('clear-history', '-t', id)
    return work()
  }
  const { lines, missing } = await read(id, { turn: clearing })
  expect(missing).toBe('')
  expect(lines).toBeLessThan(30)
})

test('takes no line of another time for one that it was reading, however many come', async () => {
  const id = await pane(
    `${LINES}; process.stdin.once('data', () => { for (let i = 0; i < 9000; i++) console.log('new ' + i) })`,
  )
  let slices = 0
  const replacing: Turn = async work => {
    slices += 1
    if (slices === 3) {
      await t.server.tmux('clear-history', '-t', id)
      await t.server.tmux('send-keys', '-t', id, 'Enter')
      const history = () => t.server.tmux('display-message', '-p', '-t', id, '#{history_size}')
      await until(async () => Number(await history()) > 8900, 'more than there was')
    }
    return work()
  }
  const { text, missing } = await read(id, { turn: replacing })
  expect(missing).toBe('')
  expect(text.toString().match(/^new \d+$/gm)).toHaveLength(9000)
  expect(text.toString().split('\n').length).toBeLessThan(9030)
})

test('says what is missing when the history changes again and again', async () => {
  const id = await pane(LINES)
  let slices = 0
  const resizing: Turn = async work => {
    slices += 1
    if (slices % 2 === 0) await t.server.tmux('resize-window', '-t', id, '-x', String(60 + slices), '-y', '24')
    return work()
  }
  const { lines, missing } = await read(id, { turn: resizing })
  expect(missing).toMatch(/^About \d+ older lines are missing: its history changed while it was read\.$/)
  expect(lines).toBeGreaterThan(500)
})

test('keeps both screens of a program in front', async () => {
  const id = await pane(`console.log('below'); process.stdout.write('\\x1b[?1049h\\x1b[Hin front')`)
  expect((await read(id)).text.toString()).toMatch(/^below\n+--- screen of the program in front ---\nin front\n$/)
})

test('answers in words for a pane that is gone, and stops when told', async () => {
  const id = await pane(LINES)
  const stop = AbortSignal.abort()
  expect(await readPaneText(t.tmux, id, { colours: false, turn, signal: stop })).toBe('Its session cannot be read now.')
  const gone = await readPaneText({ status: t.tmux.status, clientOfPane: () => t.tmux.clientOfPane(id) }, '%999', {
    colours: false,
    turn,
  })
  expect(gone).toMatch(/^It could not be read: .*%999/)
})
