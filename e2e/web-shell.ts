import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from '@playwright/test'
import type { OpenShell } from './shell'

/** A host that has not ended by itself in this time, ms, is ended by force: the test then fails elsewhere if it matters. */
const END_LIMIT_MS = 8000

export interface WebHost {
  /** The address that it printed: good once. */
  readonly address: string
  readonly child: ChildProcess
  output(): string
  close(): Promise<void>
}

/** Starts the built web shell; rejects with its output when it ends before it printed an address. */
export function startWebHost(env: Record<string, string>, args: readonly string[] = []): Promise<WebHost> {
  const child = spawn(process.execPath, [resolve('out/main/web.js'), '--port', '0', '--no-open', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', chunk => {
    output += chunk
  })
  const ended = new Promise<void>(done => child.on('exit', () => done()))
  const close = async () => {
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS)
    await ended
    clearTimeout(force)
  }
  return new Promise((done, reject) => {
    createInterface({ input: child.stdout }).on('line', line => {
      output += `${line}\n`
      const address = /^Quarterdeck: (http:\S+)$/.exec(line)?.[1]
      if (address) done({ address, child, output: () => output, close })
    })
    void ended.then(() => reject(new Error(`The web shell ended with ${child.exitCode}:\n${output}`)))
  })
}

/** The web shell with one browser window on it. */
export async function openWebShell(browser: Browser, env: Record<string, string>): Promise<OpenShell> {
  const host = await startWebHost(env)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  let page = await context.newPage()
  await page.goto(host.address)
  return {
    kind: 'web',
    electron: null,
    page: () => page,
    async reopen() {
      await page.close()
      page = await context.newPage()
      await page.goto(new URL('/', host.address).href)
      return page
    },
    output: host.output,
    async close() {
      await context.close()
      await host.close()
    },
  }
}
