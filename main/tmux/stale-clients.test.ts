import { type ChildProcess, spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { spawn as spawnPty } from 'node-pty'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../log/log'
import { serverArgs, tmuxEnvironment } from './socket'
import { createClientRecord, endStaleClients, startOf } from './stale-clients'
import { createTestFolder, createTestServer, until } from './test-server'

let folder = { path: '', remove: async () => {} }
const server = createTestServer()
const children: ChildProcess[] = []

beforeEach(async () => {
  folder = await createTestFolder()
  await server.tmux('new-session', '-d', '-s', 'one', 'cat')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await server.end()
  await folder.remove()
})

function sleeper(): number {
  const child = spawn('sleep', ['1000'])
  children.push(child)
  return child.pid ?? 0
}

/** A real control client of ours. */
async function controlClient() {
  const args = [...serverArgs(server.target), '-CC', 'attach', '-f', 'ignore-size']
  const pty = spawnPty('tmux', args, { env: tmuxEnvironment() })
  let exited = false
  pty.onData(() => {})
  pty.onExit(() => {
    exited = true
  })
  await until(async () => (await server.tmux('list-clients')) !== '')
  return { pid: pty.pid, exited: () => exited, kill: () => pty.kill('SIGKILL') }
}

const note = (name: string, owner: object, clients: object[]) =>
  writeFile(join(folder.path, name), JSON.stringify({ owner, clients }))
const dead = { pid: 4_194_000, started: '1' }

test('a client whose host is dead is ended, and the note goes', async () => {
  const client = await controlClient()
  await note('clients-4194000.json', dead, [{ pid: client.pid, started: await startOf(client.pid) }])
  expect(await endStaleClients(folder.path, silentLog)).toEqual([client.pid])
  await until(client.exited)
  expect(await readdir(folder.path)).toEqual([])
})

test('a host that only has the pid of the dead one does not count as it', async () => {
  const client = await controlClient()
  const owner = { pid: process.pid, started: 'another time' }
  await note(`clients-${process.pid}.json`, owner, [{ pid: client.pid, started: await startOf(client.pid) }])
  expect(await endStaleClients(folder.path, silentLog)).toEqual([client.pid])
  await until(client.exited)
})

test('what is not exactly ours lives on', async () => {
  const client = await controlClient()
  const other = sleeper()
  const mine = { pid: client.pid, started: await startOf(client.pid) }
  // The host lives.
  await note('clients-1.json', { pid: process.pid, started: await startOf(process.pid) }, [mine])
  // Another process got the pid; a process that is no control client; nonsense.
  await note('clients-2.json', dead, [{ ...mine, started: '12' }])
  await note('clients-3.json', dead, [{ pid: other, started: await startOf(other) }])
  await note('clients-4.json', dead, [{ pid: 'x' }, { pid: 1, started: '1' }, { pid: -1, started: '1' }])
  await writeFile(join(folder.path, 'clients-5.json'), '{"owner":')
  await writeFile(join(folder.path, 'other.json'), '{}')
  expect(await endStaleClients(folder.path, silentLog)).toEqual([])
  expect(client.exited()).toBe(false)
  expect(await startOf(other)).not.toBe(null)
  expect((await readdir(folder.path)).sort()).toEqual(['clients-1.json', 'other.json'])
  client.kill()
})

test('no folder, no trouble', async () => {
  expect(await endStaleClients(join(folder.path, 'none'), silentLog)).toEqual([])
})

test('the note holds the clients that run, by identity, and ends with the host', async () => {
  const [a, b] = [sleeper(), sleeper()]
  const record = createClientRecord(join(folder.path, 'deep', 'er'), silentLog)
  record.add(a)
  record.add(b)
  record.remove(a)
  await record.settled()
  const file = join(folder.path, 'deep', 'er', `clients-${process.pid}.json`)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    owner: { pid: process.pid, started: await startOf(process.pid) },
    clients: [{ pid: b, started: await startOf(b) }],
  })
  await record.end()
  expect(await readdir(join(folder.path, 'deep', 'er'))).toEqual([])
})

test('a note that cannot be written costs nothing but a warning', async () => {
  const warnings: string[] = []
  const record = createClientRecord('/dev/null/no', { ...silentLog, warn: message => warnings.push(message) })
  record.add(sleeper())
  await record.settled()
  expect(warnings.length).toBe(1)
})

test('the start of a process is its identity; none for what has ended', async () => {
  const pid = sleeper()
  expect(await startOf(pid)).toBe(await startOf(pid))
  expect(await startOf(4_194_000)).toBe(null)
  children[children.length - 1]?.kill('SIGKILL')
  await until(async () => (await startOf(pid)) === null)
})
