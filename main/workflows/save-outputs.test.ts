import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SavedOutput } from '../../ipc/finish'
import type { PaneId } from '../../ipc/model'
import type { ConversationEntry } from '../agents/signals/conversations'
import { fakeAgent } from '../sessions/test-agents'
import { createTestFleet, STAY, type TestFleet } from '../sessions/test-fleet'
import { until } from '../tmux/test-server'
import { createOutputs, type Outputs } from './save-outputs'

let t: TestFleet
let known: ConversationEntry | null
beforeEach(async () => {
  t = await createTestFleet()
  known = null
})
afterEach(() => t.end())

const outputs = (): Outputs => createOutputs({ ...t, types: () => t.types, conversation: () => known, home: t.folder })
const where = (folder = join(t.folder, 'out', 'deep')) => ({ folder, colours: false })

async function start(name: string, ...types: string[]): Promise<PaneId[]> {
  const agents = types.map(type => ({ type, count: 1 }))
  const made = await t.spawn.create({ name, folder: t.folder, createFolder: false, agents })
  await t.connected()
  for (const pane of made.panes) await until(() => t.tmux.clientOfPane(pane), 'a client')
  return made.panes
}
const shows = (pane: PaneId, text: string) =>
  until(async () => (await t.fleet.readScreen(pane))?.rows.some(row => row.text.includes(text)), text)
const read = (one: SavedOutput | undefined) => readFile(one?.path ?? '', 'utf8')

test('writes one file for each pane: who, where, how it stands, and what it has shown', async () => {
  await t.script('one', `console.log('hello \\x1b[31mred\\x1b[0m world'); ${STAY}`)
  const [pane] = await start('api', 'one')
  const plain = await t.server.tmux(
    'split-window',
    '-d',
    '-P',
    '-F',
    '#{pane_id}',
    '-t',
    pane!,
    'sh',
    '-c',
    'echo plain; sleep 977',
  )
  await shows(pane!, 'hello red world')
  await until(() => t.fleet.pane(plain), 'the plain pane')
  await shows(plain, 'plain')
  const seen: string[] = []
  const saved = await outputs().save([pane!, plain, pane!], where(), { saved: one => seen.push(one.agent) })
  expect(saved.map(one => [one.agent, one.problem])).toEqual([
    ['one_1', ''],
    ['pane 1', ''],
  ])
  expect(seen).toEqual(['one_1', 'pane 1'])
  expect((await readdir(join(t.folder, 'out', 'deep'))).sort()).toEqual([
    expect.stringMatching(/^api_one_1_\d{8}-\d{6}\.txt$/),
    expect.stringMatching(/^api_pane_1_\d{8}-\d{6}\.txt$/),
  ])
  const text = await read(saved[0])
  expect(text).toMatch(/^session: {6}api\nagent: {8}one_1\ntype: {9}Fake one\nfolder: {7}\/.*\nstate: /)
  expect(text).toMatch(/\nlines: {8}1\nconversation: -\n\n--- output ---\nhello red world\n$/)
  expect(saved[0]).toMatchObject({ bytes: Buffer.byteLength(text), lines: 1 })
})

test('keeps colours where asked, under another ending, and never writes over a file', async () => {
  await t.script('one', `console.log('\\x1b[31mred\\x1b[0m'); ${STAY}`)
  const [pane] = await start('api', 'one')
  await shows(pane!, 'red')
  const save = () => outputs().save([pane!], { ...where(), colours: true })
  const paths = [...(await save()), ...(await save()), ...(await save())].map(one => one.path)
  expect(new Set(paths).size).toBe(3)
  for (const path of paths) expect(path).toMatch(/\.ansi$/)
  expect(await readFile(paths[2] ?? '', 'utf8')).toContain('\n\x1b[31mred\x1b[0m\n')
})

test('hostile names make plain file names and a header of one line each', async () => {
  await t.script('one', `console.log('x'); ${STAY}`)
  const [pane] = await start('//up \u202e$(x)', 'one')
  await shows(pane!, 'x')
  const [one] = await outputs().save([pane!], where())
  expect(one?.path.slice(where().folder.length)).toMatch(/^\/up_x_one_1_\d{8}-\d{6}\.txt$/)
  expect((await read(one)).split('\n')[0]).toBe('session:      //up  $(x)')
})

test('adds the last answer from the transcript, found by the conversation or told by the agent', async () => {
  const transcripts = {
    find: async ({ conversation, home }: { conversation: string; home: string }) => join(home, `${conversation}.jsonl`),
    read: (lines: readonly string[]) => ({ task: '', context: null, answer: lines.join('\n').trimEnd() }),
    turns: () => [],
  }
  await t.script('one', `console.log('x'); ${STAY}`, { transcripts })
  const [pane] = await start('api', 'one')
  await shows(pane!, 'x')
  await writeFile(join(t.folder, 'c1.jsonl'), 'All is done.\nTwo things are \x1b[2Jleft.\n')
  known = { conversation: 'c1', transcript: '', at: 0 }
  expect(await read((await outputs().save([pane!], where()))[0])).toMatch(
    /\nx\n\n--- last answer ---\nAll is done\.\nTwo things are \[2Jleft\.\n$/,
  )
  await writeFile(join(t.folder, 'told.jsonl'), 'As told.\n')
  known = { conversation: 'c2', transcript: join(t.folder, 'told.jsonl'), at: 0 }
  expect(await read((await outputs().save([pane!], where()))[0])).toMatch(/--- last answer ---\nAs told\.\n$/)
  known = { conversation: 'missing', transcript: '', at: 0 }
  expect(await read((await outputs().save([pane!], where()))[0])).not.toContain('last answer')
})

test('tells of each pane that cannot be saved, and goes on with the others', async () => {
  await t.script('one', `console.log('x'); ${STAY}`)
  const [pane] = await start('api', 'one')
  await shows(pane!, 'x')
  const saved = await outputs().save(['%997', pane!], where())
  expect(saved.map(one => [one.problem, one.path !== ''])).toEqual([
    ['Its pane is gone.', false],
    ['', true],
  ])
  await writeFile(join(t.folder, 'file'), '')
  const [inFile] = await outputs().save([pane!], where(join(t.folder, 'file', 'below')))
  expect(inFile).toMatchObject({ path: '', bytes: 0, problem: 'The folder is not there.' })
  const [inProc] = await outputs().save([pane!], where('/proc/quarterdeck'))
  expect(inProc?.problem).not.toBe('')
  await expect(outputs().save([pane!], where('relative'))).rejects.toMatchObject({ code: 'bad-folder' })
})

test('stops when told: no further file is begun', async () => {
  await t.script('one', `console.log('x'); ${STAY}`)
  const panes = await start('api', 'one', 'one', 'one')
  const abort = new AbortController()
  const saved = await outputs().save(panes, where(), { saved: () => abort.abort(), signal: abort.signal })
  expect(saved).toHaveLength(1)
  expect(await readdir(where().folder)).toHaveLength(1)
})

test('a folder with what is there already is left as it is', async () => {
  await fakeAgent(t, 'one')
  const [pane] = await start('api', 'one')
  await mkdir(where().folder, { recursive: true })
  await writeFile(join(where().folder, 'notes.txt'), 'mine')
  await outputs().save([pane!], where())
  expect(await readFile(join(where().folder, 'notes.txt'), 'utf8')).toBe('mine')
})
