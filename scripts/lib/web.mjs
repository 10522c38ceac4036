import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from './run.mjs'

/**
 * Starts the built web shell.
 * @param {readonly string[]} args
 * @returns {Promise<{ address: string, ended: Promise<number>, stop: () => Promise<number>, release: () => Promise<number> } | null>} null when it ended
 * before it said its address; then it said why on standard error. `release` ends it once no page is open any more
 */
export function startWeb(args) {
  const child = spawn(process.execPath, [join(ROOT, 'out', 'main', 'web.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  /** @type {Promise<number>} */
  const ended = new Promise(resolve => child.on('exit', code => resolve(code ?? 1)))
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  const release = () => {
    child.kill('SIGUSR2')
    return ended
  }
  return new Promise(resolve => {
    createInterface({ input: child.stdout }).on('line', line => {
      const address = /^Quarterdeck: (http:\S+)$/.exec(line)?.[1]
      if (address) resolve({ address, ended, stop, release })
    })
    child.on('error', () => resolve(null))
    void ended.then(() => resolve(null))
  })
}
