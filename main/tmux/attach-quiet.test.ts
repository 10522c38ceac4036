import { afterEach, expect, it } from 'vitest'
import { silentLog } from '../log/log'
import { createTmux } from './server'
import { createTestServer, type TestServer, until } from './test-server'
import type { Tmux } from './types'

let server: TestServer
let tmux: Tmux

afterEach(async () => {
  await tmux.close()
  await server.end()
})

/** Acts of somebody else that kill a server (3.3a) in the instant of an attach, and how they are done again and again. */
const ACTS: readonly (readonly [name: string, act: (n: number) => string[]])[] = [
  ['the current pane', n => ['select-pane', '-t', `=one:0.${n % 2}`]],
  ['the current window', n => ['select-window', '-t', `=one:${n % 2}`]],
  ['the mode of a pane', n => (n % 2 === 0 ? ['copy-mode', '-t', '=one:0.0'] : ['copy-mode', '-q', '-t', '=one:0.0'])],
]

it.each(ACTS)(
  'no attach meets somebody who changes %s',
  async (_name, act) => {
    server = createTestServer()
    await server.tmux('new-session', '-d', '-s', 'one', '-x', '80', '-y', '24', 'cat')
    await server.tmux('split-window', '-t', '=one:', 'cat')
    await server.tmux('new-window', '-d', '-t', '=one:', 'cat')
    tmux = createTmux({ target: server.target, log: silentLog, clientRecord: null })
    const attached = () => server.tmux('list-clients', '-F', '#{client_session}')
    await until(async () => (await attached()) === 'one', 'the first client')
    await server.tmux('new-session', '-d', '-s', 'two', 'cat')
    // Longer than the quiet that an attach waits for, shorter than its patience.
    const end = Date.now() + 1500
    let before = Date.now()
    let longest = 0
    for (let n = 0; Date.now() < end; n += 1) {
      await server.tmux(...act(n))
      longest = Math.max(longest, Date.now() - before)
      before = Date.now()
      const seen = await attached()
      // On a machine under load a process may take so long that there was quiet between two acts.
      if (longest < 400) expect(seen).toBe('one')
    }
    await until(async () => (await attached()).split('\n').includes('two'), 'the second client')
  },
  20_000,
)
