import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from '@playwright/test'
import { expect, test } from './fixtures'
import { startWebHost } from './web-shell'

/* What only the web shell has: its address, its one-time tickets, its end. */

test.beforeEach(({ shell }) => {
  test.skip(shell !== 'web', 'this is about the web shell')
})

const run = promisify(execFile)
/** What a WebSocket's first request carries. */
const KEY = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }

/** A page in a browser that has never been here. */
async function strangersPage(browser: Browser | null) {
  const context = await browser?.newContext()
  if (!context) throw new Error('no browser')
  return { context, page: await context.newPage() }
}

test('running it again prints a fresh address of the same host, good for one browser', async ({
  page,
  env,
  ownBrowser,
  tmux,
}) => {
  await tmux('new-session', '-d', '-s', 'shared', 'cat')
  await expect(page.getByText('shared').first()).toBeVisible()
  const { stdout } = await run(process.execPath, ['out/main/web.js', '--no-open'], { env })
  const address = /^Quarterdeck: (\S+)\n$/.exec(stdout)?.[1] ?? ''
  expect(new URL(address).origin).toBe(new URL(page.url()).origin)
  const second = await strangersPage(ownBrowser)
  await second.page.goto(address)
  await expect(second.page.getByText('shared').first()).toBeVisible()
  expect(second.page.url()).not.toContain('ticket')
  const third = await strangersPage(ownBrowser)
  expect((await third.page.goto(address))?.status()).toBe(403)
  await second.context.close()
  await third.context.close()
})

test('it ends in order on a signal, and nothing of it stays', async ({ env, tmux, dataFolder }) => {
  await tmux('new-session', '-d', '-s', 'kept', 'cat')
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const host = await startWebHost(env)
    await expect.poll(() => tmux('list-clients', '-F', '#{client_control_mode}')).toBe('1')
    const code = new Promise(resolve => host.child.on('exit', resolve))
    host.child.kill(signal)
    // As npm and a process group do: the same wish again.
    host.child.kill(signal)
    expect(await code, signal).toBe(0)
    expect(await tmux('list-clients'), signal).toBe('')
    await expect(readFile(join(dataFolder, 'host.json'))).rejects.toThrow(/ENOENT/)
  }
  expect(await tmux('list-sessions', '-F', '#{session_name}')).toBe('kept')
})

test('a second host on the same folder but another tmux says who holds it', async ({ page, env, tmux }) => {
  await tmux('new-session', '-d', '-s', 'first', 'cat')
  await expect(page.getByText('first').first()).toBeVisible()
  const second = await startWebHost({ ...env, QUARTERDECK_TMUX_SOCKET: `${env.QUARTERDECK_TMUX_SOCKET}-b` })
  expect(second.output()).toMatch(/held by the web shell, pid \d+/)
  await second.close()
})

test('wrong arguments are refused in words', async ({ env }) => {
  for (const args of [
    ['--port', 'x'],
    ['--host', '0.0.0.0'],
  ]) {
    const failure = await run(process.execPath, ['out/main/web.js', ...args], { env }).catch(error => error)
    expect(failure.code).toBe(2)
    expect(failure.stderr).toContain('Usage:')
  }
})

test('without tmux the page opens and says what to do', async ({ env, ownBrowser }) => {
  const host = await startWebHost({ ...env, PATH: '/nowhere' })
  const { context, page } = await strangersPage(ownBrowser)
  await page.goto(host.address)
  await expect(page.getByRole('heading', { name: 'tmux is not installed' })).toBeVisible()
  await expect(page.getByText(/(install|add|-S) (-y )?tmux/).first()).toBeVisible()
  await context.close()
  await host.close()
})

test('with a tmux that is too old the page opens and says which is needed', async ({ env, folder, ownBrowser }) => {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'tmux'), '#!/bin/sh\necho tmux 2.9a\n', { mode: 0o755 })
  const host = await startWebHost({ ...env, PATH: `${bin}:${env.PATH}` })
  const { context, page } = await strangersPage(ownBrowser)
  await page.goto(host.address)
  await expect(page.getByRole('heading', { name: 'This tmux is too old' })).toBeVisible()
  await expect(page.getByText('Quarterdeck needs tmux 3.2 or newer.')).toBeVisible()
  await expect(page.getByText(/2\.9a/).first()).toBeVisible()
  await context.close()
  await host.close()
})

test('who comes without its cookie, from another origin or by another name gets nothing', async ({ page }) => {
  const { origin } = new URL(page.url())
  const cookie = (await page.context().cookies()).map(one => `${one.name}=${one.value}`).join('; ')
  const status = (path: string, headers: Record<string, string>) =>
    new Promise(resolve => {
      const upgrade = path === '/wire' ? { connection: 'Upgrade', upgrade: 'websocket', ...KEY } : {}
      const asked = request(new URL(path, origin), { headers: { ...upgrade, ...headers } }, answer => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asked.on('upgrade', (_, socket) => {
        socket.destroy()
        resolve(101)
      })
      asked.on('error', resolve)
      asked.end()
    })
  expect(await status('/', { cookie })).toBe(200)
  expect(await status('/', {})).toBe(401)
  expect(await status('/', { cookie, host: 'evil.test' })).toBe(421)
  expect(await status('/wire', { cookie, origin })).toBe(101)
  expect(await status('/wire', { cookie, origin: 'http://evil.test' })).toBe(403)
  expect(await status('/wire', { origin })).toBe(403)
})
