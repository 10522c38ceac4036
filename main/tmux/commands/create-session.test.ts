import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readProcesses } from '../../processes/read'
import { createTestFolder, createTestServer, until } from '../test-server'
import type { Command } from '../types'
import { isAtLeast } from '../versions'
import { createSession } from './create-session'
import { splitWindow } from './split-window'
import { createRunner } from './test-run'

let folder: Awaited<ReturnType<typeof createTestFolder>>
let config = '/dev/null'
let server = createTestServer()
let { run, ask } = createRunner(server)

beforeAll(async () => {
  folder = await createTestFolder()
  config = `${folder.path}/tmux.conf`
  await writeFile(
    config,
    [
      'set -g base-index 3',
      'set -g pane-base-index 2',
      'set -g history-limit 1234',
      'set -g default-command "echo wrong"',
      'set -g remain-on-exit on',
      'set -g detach-on-destroy off',
      'set -g renumber-windows on',
      'set-hook -g after-new-window "set -g @hooked yes"',
    ].join('\n'),
  )
})

afterEach(async () => {
  await server.end()
  server = createTestServer(config)
  ;({ run, ask } = createRunner(server))
})

afterAll(() => folder.remove())

const first = () => ({ folder: folder.path, environment: {}, argv: ['sleep', '300'] })
const plan = (name: string) => ({ name, width: 161, height: 41, historyLimit: 54_321, first: first() })

describe.each(['a bare configuration', 'a busy tmux.conf'])('createSession with %s', which => {
  const base =
    which === 'a bare configuration' ? { window: 0, pane: 0, history: 2000 } : { window: 3, pane: 2, history: 1234 }

  async function fresh(): Promise<void> {
    await server.end()
    server = createTestServer(which === 'a bare configuration' ? '/dev/null' : config)
    ;({ run, ask } = createRunner(server))
  }

  it('gives the first pane the history, the size and the first index, and leaves no placeholder', async () => {
    await fresh()
    const made = await createSession(run, { ...plan('one'), windowName: 'my "agents" #(id)' })
    expect(await server.tmux('list-panes', '-a', '-F', '#{pane_id} #{history_limit} #{pane_index}')).toBe(
      `${made.paneId} 54321 ${base.pane}`,
    )
    const facts =
      '#{session_id}|#{window_id}|#{window_index}|#{window_width}x#{window_height}|#{window_active}|#{window_name}'
    expect(await server.tmux('list-windows', '-a', '-F', facts)).toBe(
      `${made.sessionId}|${made.windowId}|${base.window}|161x41|1|my "agents" #(id)`,
    )
    expect(made.windowIndex).toBe(base.window)
    expect(await server.tmux('show-options', '-gv', 'history-limit')).toBe(String(base.history))
    expect(await server.tmux('show-options', '-wv', '-t', made.windowId, 'window-size')).toBe('')
  })

  it('gives later panes the same history', async () => {
    await fresh()
    const made = await createSession(run, plan('one'))
    await run(splitWindow(made.paneId, first()))
    expect(await server.tmux('list-panes', '-a', '-F', '#{history_limit}')).toBe('54321\n54321')
  })

  it.each([`it's "q" #(touch x) #{pid}`, '日本 é 👩‍🚀', '-t', '#[fg=red]', 'a;', '~', '%5', '#', 'a##b'])(
    'names a session %s',
    async name => {
      await fresh()
      const { sessionId } = await createSession(run, plan(name))
      expect(await ask(sessionId, '#{session_name}')).toBe(name)
      expect(await server.tmux('list-sessions', '-F', '#{session_id}')).toBe(sessionId)
    },
  )
})

describe('createSession', () => {
  it('gets back other names than it asked for where tmux changes them', async () => {
    const asked = ['a.b:c', '$HOME', 'back\\slash']
    const ids = []
    for (const name of asked) ids.push((await createSession(run, plan(name))).sessionId)
    const names = []
    for (const id of ids) names.push(await ask(id, '#{session_name}'))
    const version = await server.version()
    const dotted = isAtLeast(version, 3, 7) ? 'a.b:c' : 'a_b_c'
    const dollar = isAtLeast(version, 3, 4) ? '$HOME' : '\\$HOME'
    expect(names).toEqual([dotted, dollar, 'back\\\\slash'])
  })

  it('gives the program its words, folder and environment without a shell', async () => {
    const strange = `${folder.path}/a #(touch b) 'c' é`
    await mkdir(strange)
    const program =
      'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env.QD_A, process.cwd()])+"\\n");setInterval(()=>{},1e6)'
    const words = ['a b', '$(id)', '"', "'", ';', 'x;', '#{pid}', '-x', '', 'é']
    const { paneId, sessionId } = await createSession(run, {
      ...plan('one'),
      width: 400,
      first: {
        folder: strange,
        environment: { QD_A: `b c;$HOME #(id) "'` },
        argv: [process.execPath, '-e', program, '--', ...words],
      },
    })
    const screen = await until(async () => {
      const text = await server.tmux('capture-pane', '-p', '-J', '-t', paneId)
      return text.includes(']\n') ? text : null
    }, 'the program has told its words')
    expect(JSON.parse(screen.trim())).toEqual([words, `b c;$HOME #(id) "'`, strange])
    expect(await server.tmux('show-environment', '-t', sessionId)).not.toContain('QD_A')
  })

  it('leaves nothing behind when a step fails, and tells the first failure', async () => {
    await createSession(run, plan('other'))
    const failing = (one: Command) => (one.verb === 'new-window' ? Promise.reject(new Error('no')) : run(one))
    await expect(createSession(failing, plan('one'))).rejects.toThrow('no')
    expect(await server.tmux('list-sessions', '-F', '#{session_name}')).toBe('other')
  })

  it('is refused for a name that is taken, and the taken session stays', async () => {
    await createSession(run, plan('one'))
    await expect(createSession(run, plan('one'))).rejects.toMatchObject({
      message: expect.stringMatching(/duplicate session/),
    })
    expect(await server.tmux('list-panes', '-a')).not.toContain('\n')
  })
})

describe('createSession under destroy-unattached', () => {
  it.each(['no server yet', 'a server with another session'])('lives, with %s', async which => {
    const file = `${folder.path}/destroy.conf`
    await writeFile(file, 'set -g destroy-unattached on\n')
    await server.end()
    server = createTestServer(file)
    ;({ run, ask } = createRunner(server))
    const keep = ['set-option', '-t', 'other', 'destroy-unattached', 'off']
    if (which !== 'no server yet') await server.tmux('new-session', '-d', '-s', 'other', 'cat', ';', ...keep)
    // The server needs a moment to leave when its only session ends: `Tmux.request` waits for that, this runner does not.
    const patient = async (one: Command, ...more: readonly Command[]): Promise<string> => {
      const { text } = await until(async () => {
        try {
          return { text: await run(one, ...more) }
        } catch (error) {
          if (one.verb === 'new-session' && /exited unexpectedly/.test(String(error))) return null
          throw error
        }
      })
      return text
    }
    const name = 'mine; $(touch x) '
    const made = await createSession(patient, plan(name))
    const shown = '#{session_name}|#{session_windows}|#{pane_id}|#{history_limit}'
    expect(await ask(made.sessionId, shown)).toBe(`${name}|1|${made.paneId}|54321`)
    expect(await server.tmux('show-options', '-t', made.sessionId, 'destroy-unattached')).toBe('destroy-unattached off')
    expect(await server.tmux('show-options', '-g', 'destroy-unattached')).toBe('destroy-unattached on')
    // A name that is taken is still refused, and nothing of ours stays.
    await expect(createSession(patient, plan(name))).rejects.toMatchObject({ code: 'name-taken' })
    expect(await server.tmux('list-sessions', '-F', '#{session_name}')).not.toContain('quarterdeck-')
  })

  it('sets no option of a session where there is no need', async () => {
    const { sessionId } = await createSession(run, plan('plain'))
    expect(await server.tmux('show-options', '-t', sessionId)).not.toContain('destroy-unattached')
  })
})

describe('createSession by a host that dies between two steps', () => {
  it('leaves a placeholder that ends soon, and that goes on while its host lives', async () => {
    let steps = 0
    const dies = (one: Command, ...more: readonly Command[]) =>
      steps++ === 0 ? run(one, ...more) : Promise.reject(new Error('died'))
    await expect(createSession(dies, plan('half'))).rejects.toThrow('died')
    const pid = Number(await server.tmux('list-panes', '-a', '-F', '#{pane_pid}'))
    const words = (await readProcesses()).all.find(one => one.pid === pid)?.argv ?? []
    expect(words.at(-1)).toBe(String(process.pid))
    const dead = spawn(process.execPath, ['-e', ''])
    await once(dead, 'exit')
    const [program = '', ...rest] = words
    const orphan = spawn(program, [...rest.slice(0, -1), String(dead.pid)])
    expect(await once(orphan, 'exit')).toEqual([0, null])
    expect(await server.tmux('list-panes', '-a', '-F', '#{pane_pid} #{pane_dead}')).toBe(`${pid} 0`)
  })
})
