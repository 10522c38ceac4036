import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { silentLog } from '../log/log'
import { until } from '../tmux/test-server'
import { collectStatus } from './dead-status'

test('the server is made to collect its children, then listed again; nobody else is signalled', async () => {
  const code = `process.on('SIGCHLD', () => console.log('CHLD')); console.log('ready'); setInterval(() => {}, 1000)`
  const server = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  let heard = ''
  server.stdout.on('data', bytes => {
    heard += String(bytes)
  })
  await until(() => heard.includes('ready'), 'the process')
  let listed = 0
  const state = { sessions: [], windows: [], panes: [] }
  const refresh = async () => {
    listed += 1
    return state
  }
  const mirror = { refresh, state: () => state, pane: () => null, onChange: () => () => undefined }
  await collectStatus({ mirror, serverPid: () => server.pid ?? 0 }, silentLog)
  await until(() => heard.includes('CHLD'), 'the signal')
  await collectStatus({ mirror, serverPid: () => 0 }, silentLog)
  expect(listed).toBe(1)
  server.kill('SIGKILL')
})
