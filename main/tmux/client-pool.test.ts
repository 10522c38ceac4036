import { chmod, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../log/log'
import { createAttachGate } from './attach-gate'
import { type ClientPool, createClientPool } from './client-pool'
import { listClients, listObjects, readMirror } from './list'
import { runTmux } from './run'
import { createTestFolder, createTestServer, type TestServer, until } from './test-server'
import type { MirrorState, TmuxTarget } from './types'

let server: TestServer
let folder: Awaited<ReturnType<typeof createTestFolder>>
let pool: ClientPool
let state: MirrorState
let refusing: TmuxTarget
let told: string[]

beforeEach(async () => {
  folder = await createTestFolder()
  server = createTestServer()
  await server.tmux('new-session', '-d', '-s', 'one', 'cat')
  const ask = (what: ReturnType<typeof listObjects>) => runTmux(server.target, what)
  state = readMirror(await ask(listObjects()), await ask(listClients()), new Set())
  // A tmux whose clients end before they are attached, as long as this file is there.
  const [binary, flag] = [join(folder.path, 'tmux'), join(folder.path, 'refuse')]
  await writeFile(flag, '')
  await writeFile(binary, `#!/bin/sh\n[ -e '${flag}' ] && exit 1\nexec tmux "$@"\n`)
  await chmod(binary, 0o755)
  refusing = { ...server.target, binary }
  told = []
  pool = createClientPool({
    log: silentLog,
    gate: createAttachGate(),
    onNotification() {},
    onOpen: client => told.push(`open ${client.sessionId}`),
    onClosed() {},
    onRefused: id => told.push(`refused ${id}`),
    onRested: () => told.push('rested'),
    onSpawn() {},
    onEnded() {},
  })
})
afterEach(async () => {
  await pool.close()
  await server.end()
  await folder.remove()
})

test('a session that could not be attached to is left alone for a while, and the end of that is told', async () => {
  pool.follow(state, refusing)
  await until(() => told.length === 1)
  await rm(join(folder.path, 'refuse'))
  pool.follow(state, refusing)
  expect(pool.follows(state)).toBe(false)
  await until(() => told.length === 2)
  pool.follow(state, refusing)
  await until(() => pool.follows(state), 'a client')
  expect(told).toEqual(['refused $0', 'rested', 'open $0'])
})

test('what one server refused says nothing about the next one', async () => {
  pool.follow(state, refusing)
  await until(() => told.length === 1)
  pool.forget()
  pool.follow(state, server.target)
  await until(() => pool.follows(state), 'a client')
  expect(told).toEqual(['refused $0', 'open $0'])
})

test('nothing is tried again after the end', async () => {
  pool.follow(state, refusing)
  await until(() => told.length === 1)
  await pool.close()
  // Longer than the rest.
  await new Promise(resolve => setTimeout(resolve, 1700))
  expect(told).toEqual(['refused $0'])
})
