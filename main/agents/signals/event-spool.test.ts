import { execFile, spawn } from 'node:child_process'
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../log/log'
import { createTestFolder, until } from '../../tmux/test-server'
import type { AgentEvent } from '../event'
import { type EventSpool, openEventSpool } from './event-spool'
import { MOST_EVENT } from './helper-script'

let base: Awaited<ReturnType<typeof createTestFolder>>
let folder: string
let spool: EventSpool
let events: AgentEvent[]

beforeEach(async () => {
  base = await createTestFolder()
  // A name that a shell would read as more than a name.
  folder = join(base.path, `it's a "$(touch hurt)" \`folder\`; x`, 'events')
  events = []
  spool = await openEventSpool({ folder, log: silentLog, onEvent: event => events.push(event) })
})
afterEach(async () => {
  await spool.close()
  await base.remove()
})

const inbox = () => join(folder, 'inbox')
const ID = '0123-abc'

/** Runs the helper as an agent would. */
function report(
  input: string | null,
  args: readonly string[] = [],
  env: Record<string, string> = { TMUX_PANE: '%5', QUARTERDECK_AGENT_ID: ID },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const [program = '', ...words] = spool.helper
    // Who gives an event as an argument writes nothing: the helper may have ended before it could.
    const stdin = input === null ? 'ignore' : 'pipe'
    const child = spawn(program, [...words, ...args], { env, cwd: base.path, stdio: [stdin, 'pipe', 'pipe'] })
    let output = ''
    child.stdout?.on('data', data => {
      output += data
    })
    child.stderr?.on('data', data => {
      output += data
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code, output }))
    child.stdin?.on('error', reject)
    child.stdin?.end(input)
  })
}

const fine = { code: 0, output: '' }

test('an event arrives whole and in order, from standard input and as an argument', async () => {
  const before = Date.now()
  expect(await report(JSON.stringify({ n: 1, text: 'ñ "\n日' }))).toMatchObject(fine)
  expect(await report(null, ['id=other-1', 'ignored', '{"n":2}'])).toMatchObject(fine)
  await until(() => events.length === 2, 'both events')
  expect(events).toMatchObject([
    { paneId: '%5', agentId: ID, channel: 'hook', data: { n: 1, text: 'ñ "\n日' } },
    { paneId: '%5', agentId: 'other-1', channel: 'notify', data: { n: 2 } },
  ])
  expect(events[0]!.at).toBeGreaterThan(before - 100)
  expect(events[0]!.at).toBeLessThanOrEqual(events[1]!.at)
  await until(async () => (await readdir(inbox())).length === 0, 'an empty inbox')
  expect(await readdir(base.path)).not.toContain('hurt')
})

test('only the user can look into it', async () => {
  for (const path of [folder, inbox()]) expect((await stat(path)).mode & 0o777).toBe(0o700)
  for (const name of ['host', 'report.sh']) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
})

test('nothing is written without a host, without an id, or outside of tmux; the agent is not disturbed', async () => {
  expect(await report('{}', [], { TMUX_PANE: '%5' })).toMatchObject(fine)
  expect(await report('{}', [], { QUARTERDECK_AGENT_ID: ID })).toMatchObject(fine)
  expect(await report('{}', [], { QUARTERDECK_AGENT_ID: `a/../b`, TMUX_PANE: '%5' })).toMatchObject(fine)
  expect(await report('{}', [], { QUARTERDECK_AGENT_ID: ID, TMUX_PANE: '%5;x' })).toMatchObject(fine)
  expect(await report('{"last":1}')).toMatchObject(fine)
  await until(() => events.length === 1, 'the event of a real agent')
  await spool.close()
  const large = JSON.stringify({ text: 'x'.repeat(1_000_000) })
  expect(await report(large)).toMatchObject(fine)
  const gone = spawn(process.execPath, ['-e', ''])
  await new Promise(resolve => gone.on('close', resolve))
  await writeFile(join(folder, 'host'), `${gone.pid}\n`)
  expect(await report(large)).toMatchObject(fine)
  await writeFile(join(folder, 'host'), 'nonsense; touch hurt\n')
  expect(await report(large)).toMatchObject(fine)
  expect(await readdir(inbox())).toEqual([])
  expect(await readdir(base.path)).not.toContain('hurt')
})

test('an unusable inbox costs the event and no more: all that the agent writes is read', async () => {
  await rm(inbox(), { recursive: true })
  await writeFile(inbox(), '')
  expect(await report(JSON.stringify({ text: 'x'.repeat(1_000_000) }))).toMatchObject(fine)
  expect(await report(null, ['{"n":1}'])).toMatchObject(fine)
  expect(events).toEqual([])
})

test('of an event that is too long the members before the cut are kept', async () => {
  const text = JSON.stringify({ name: 'PostToolUse', deep: { a: ['}', ','] }, big: 'x,"\\'.repeat(MOST_EVENT) })
  expect(await report(text)).toMatchObject(fine)
  await until(() => events.length === 1, 'the event')
  expect(events[0]!.data).toEqual({ name: 'PostToolUse', deep: { a: ['}', ','] } })
})

test('what is no event is taken away unread', async () => {
  const secret = join(base.path, 'secret')
  await writeFile(secret, `%5 ${ID} hook\n{"stolen":1}`)
  await symlink(secret, join(inbox(), '1.event'))
  await mkdir(join(inbox(), '2.event'))
  await writeFile(join(inbox(), '3.event'), `%5 ${ID} hook\n[1]`)
  await writeFile(join(inbox(), '4.event'), `%5 ${ID} hook\n{"cut":`)
  await writeFile(join(inbox(), '5.event'), `%5x ${ID} hook\n{}`)
  await writeFile(join(inbox(), '6.event'), `%5 ${ID} hook\n{"a":"${'x'.repeat(MOST_EVENT * 2)}"}`)
  await new Promise((resolve, reject) =>
    execFile('mkfifo', [join(inbox(), '7.event')], error => (error ? reject(error) : resolve(null))),
  )
  await writeFile(join(inbox(), '8.event'), `%5 ${ID} hook\n{"good":true}`)
  await until(async () => (await readdir(inbox())).length === 0, 'an empty inbox')
  expect(events.map(event => event.data)).toEqual([{ good: true }])
  expect(await readFile(secret, 'utf8')).toContain('stolen')
})

test('a flood is read in steps; helpers hold back while too much lies unread', async () => {
  await spool.close()
  for (let n = 0; n < 600; n += 1) await writeFile(join(inbox(), `${n}.event`), `%5 ${ID} hook\n{"n":${n}}`)
  await writeFile(join(folder, 'host'), `${process.pid}\n`)
  expect(await report('{}')).toMatchObject(fine)
  expect((await readdir(inbox())).length).toBe(600)
  spool = await openEventSpool({ folder, log: silentLog, onEvent: event => events.push(event) })
  await until(() => events.length === 600, 'all of them')
})

test('a folder that is a link is refused', async () => {
  const other = join(base.path, 'other')
  await mkdir(other)
  await symlink(other, join(base.path, 'link'))
  await expect(
    openEventSpool({ folder: join(base.path, 'link'), log: silentLog, onEvent: () => {} }),
  ).rejects.toMatchObject({ code: 'bad-folder' })
})
