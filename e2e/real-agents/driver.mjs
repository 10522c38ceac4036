import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/*
 * A real agent program in a pane of a private tmux server: typing, looking, recording.
 */

const run = promisify(execFile)

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))

/** A private tmux server without the user's configuration. */
export function createServer(socket = `qd-real-${process.pid}`) {
  const raw = async (...args) => (await run('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args])).stdout
  return {
    socket,
    raw,
    async end() {
      await raw('kill-server').catch(() => undefined)
    },
  }
}

/** Text of a screen for comparing: escapes, blanks and line ends are gone, so that a narrow pane's wraps do not matter. */
function squeezed(text) {
  return text.replace(/\x1b\[[0-9;]*m/g, '').replace(/[\s\u00a0]+/g, '')
}

/** A pane of its own window size with `command` (an argument vector) in it. */
export async function startPane(server, { name, width, height, env, folder, command }) {
  const variables = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`])
  const size = ['-x', String(width), '-y', String(height)]
  const where = ['new-session', '-d', '-s', name, ...size, '-c', folder, ...variables, '-P', '-F', '#{pane_id}']
  const id = (await server.raw(...where, '--', ...command)).trim()
  return paneOf(server, id, { name, width, height })
}

function paneOf(server, id, { name, width, height }) {
  const show = format => server.raw('display-message', '-p', '-t', id, format).then(text => text.replace(/\n$/, ''))
  const capture = () => server.raw('capture-pane', '-p', '-e', '-N', '-t', id)
  const key = (...keys) => server.raw('send-keys', '-t', id, ...keys)
  const title = () => show('#{pane_title}')
  async function until(look, what, limit = 45_000) {
    const end = Date.now() + limit
    for (;;) {
      if (await look()) return
      if (Date.now() > end) throw new Error(`${name}: waited ${limit} ms in vain for ${what}\n${await capture()}`)
      await sleep(60)
    }
  }
  const see = (pattern, limit) =>
    until(async () => pattern.test(squeezed(await capture())), `the text ${pattern}`, limit)
  const titled = pattern => until(async () => pattern.test(await title()), `the title ${pattern}`)
  /** Two captures that are the same, so that no half-drawn screen is recorded (a spinner never comes to rest: 1 s). */
  async function rest() {
    let before = await capture()
    for (let tries = 0; tries < 10; tries += 1) {
      await sleep(100)
      const now = await capture()
      if (now === before) return
      before = now
    }
  }
  async function paste(text) {
    const buffer = `qd-real-${id.slice(1)}`
    const file = join('/tmp', `${buffer}-${process.pid}`)
    await writeFile(file, text)
    await server.raw('load-buffer', '-b', buffer, file)
    await server.raw('paste-buffer', '-d', '-p', '-r', '-b', buffer, '-t', id)
    await rm(file)
  }
  /** An Enter that comes before the paste is drawn is lost now and then (5 of 66; none of 126 behind it: Claude Code). */
  async function send(text) {
    await paste(text)
    const start = squeezed(text).slice(0, 12)
    await until(async () => /\[Pasted/.test(await capture()) || squeezed(await capture()).includes(start), 'the paste')
    await sleep(600)
    await key('Enter')
  }
  return { id, name, width, height, show, capture, key, title, see, titled, until, rest, paste, send }
}

/**
 * Writes a fixture: a header of `# key: value` lines, `---`, then the visible rows as tmux tells them with escapes (`-e -N`).
 * `expected` holds the state in which the program is known to be, by what was done to it.
 */
export async function shoot(pane, folder, agent, version, scene, expected) {
  await pane.rest()
  const [title, cursor] = (await pane.show('#{pane_title}\n#{?cursor_flag,#{cursor_x} #{cursor_y},hidden}')).split('\n')
  const screen = await pane.capture()
  const header = {
    agent,
    version,
    scene,
    width: pane.width,
    height: pane.height,
    cursor,
    title: title.replace(/^(?!\W|OC \||OpenCode).*$/, one => (one.includes('project') ? one : 'host')).trimEnd(),
    ...expected,
  }
  const lines = Object.entries(header).map(([key, value]) => `# ${key}: ${value}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${agent}-${scene}-${pane.width}.txt`), `${lines.join('\n')}\n---\n${screen}`)
}
