import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as claude from './claude-scenes.mjs'
import * as codex from './codex-scenes.mjs'
import { createServer, shoot, startPane } from './driver.mjs'
import { gate, gates } from './gate-scenes.mjs'
import * as gemini from './gemini-scenes.mjs'
import { startModelServer } from './model-server.mjs'
import * as opencode from './opencode-scenes.mjs'
import { createGeminiSandbox, createOpenCodeSandbox } from './other-sandboxes.mjs'
import { createSandbox, endDaemons } from './sandbox.mjs'

/*
 * Records the screens of the real programs: `node e2e/real-agents/record.mjs BIN [only]`, where BIN is a folder with them in it
 * (`npm install --prefix SCRATCH @anthropic-ai/claude-code @openai/codex @google/gemini-cli opencode-ai`, then
 * SCRATCH/node_modules/.bin). A program that is not there is left out. `only` narrows it to names that contain it:
 * `claude-40`, `codex`, `gate`.
 */

const SIZES = [
  [40, 40],
  [80, 30],
  [200, 50],
]
const ACTS = ['composing', 'turns', 'questions', 'troubles', 'ends']
const SCENES = { claude, codex, gemini, opencode }
const BOXES = {
  claude: createSandbox,
  codex: createSandbox,
  gemini: createGeminiSandbox,
  opencode: createOpenCodeSandbox,
}
const OUT = fileURLToPath(new URL('../../main/agents/screens/fixtures', import.meta.url))
const SHELL = ['bash', '--norc', '-i']

/**
 * A command for which the programs are found by name, so that no path of the machine is recorded. Not by tmux's `-e`: 3.3a
 * gives panes the PATH of its client.
 */
function found({ bin }, command) {
  return ['env', `PATH=${bin}:${process.env.PATH}`, 'PS1=shell$ ', ...command]
}

const run = promisify(execFile)

async function recordTurns(place, agent, [width, height], version) {
  const name = `${agent}-${width}`
  const box = await BOXES[agent](join(place.root, name), place.port)
  place.boxes.push(box)
  const command = found(place, SHELL)
  const { env } = box
  const pane = await startPane(place.server, { name, width, height, env, folder: box.project, command })
  await pane.see(/\$$/)
  await pane.key('-l', agent)
  await pane.key('Enter')
  const shot = (scene, state, more) => shoot(pane, OUT, agent, version, scene, { state, ...more })
  for (const act of ACTS) await SCENES[agent][act]({ pane, shot })
}

async function recordGate(place, one, [width, height], version) {
  const name = `gate-${one.agent}-${one.scene}-${width}`
  const box = await BOXES[one.agent](join(place.root, name), place.port, one.sandbox)
  place.boxes.push(box)
  const program = [one.agent, ...(one.args ?? [])]
  const command = found(place, one.shell ? SHELL : program)
  const env = { ...box.env, ...one.env }
  const pane = await startPane(place.server, { name, width, height, env, folder: box.project, command })
  const shot = (scene, state, more) => shoot(pane, OUT, one.agent, version, `gate-${scene}`, { state, ...more })
  if (one.shell) await pane.key('-l', program.join(' '))
  if (one.shell) await pane.key('Enter')
  await gate({ pane, shot }, one)
}

/** Ends what runs in a session's panes: Gemini CLI (0.61.0) survives the end of its terminal. */
async function endPrograms(server, name) {
  const ttys = await server.raw('list-panes', '-s', '-t', `=${name}`, '-F', '#{pane_tty}').catch(() => '')
  for (const tty of ttys.split('\n').filter(Boolean)) {
    const { stdout } = await run('ps', ['-o', 'pid=', '-t', tty]).catch(() => ({ stdout: '' }))
    for (const pid of stdout.split('\n').map(Number).filter(Boolean))
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended meanwhile.
      }
  }
}

async function main(bin, only = '') {
  const models = await startModelServer()
  const server = createServer()
  const root = await mkdtemp(join(tmpdir(), 'qd-real-'))
  const place = { bin, root, server, port: models.port, boxes: [] }
  const versions = {}
  for (const agent of Object.keys(SCENES)) {
    // Some of them write into their home folder at every call.
    const asked = run(join(bin, agent), ['--version'], { env: { ...process.env, HOME: root } })
    const { stdout } = await asked.catch(() => ({ stdout: '' }))
    if (stdout === '') console.log(`left out: ${agent} is not in ${bin}`)
    else versions[agent] = stdout.match(/\d+\.\d+\.\d+/)?.[0] ?? 'unknown'
  }
  const jobs = []
  for (const size of SIZES) {
    for (const agent of Object.keys(versions))
      jobs.push([`${agent}-${size[0]}`, () => recordTurns(place, agent, size, versions[agent])])
    for (const one of gates.filter(({ agent }) => agent in versions))
      jobs.push([`gate-${one.agent}-${one.scene}-${size[0]}`, () => recordGate(place, one, size, versions[one.agent])])
  }
  const failed = []
  const queue = jobs.filter(([name]) => name.includes(only))
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const [name, record] = job
      await record().catch(error => failed.push(`${name}: ${error.message}`))
      await endPrograms(server, name)
      await server.raw('kill-session', '-t', `=${name}`).catch(() => undefined)
      console.log(failed.some(one => one.startsWith(name)) ? 'FAILED' : 'done', name)
    }
  }
  await Promise.all([worker(), worker(), worker()])
  await server.end()
  for (const box of place.boxes) await endDaemons(box)
  await models.close()
  await rm(root, { recursive: true, force: true, maxRetries: 5 })
  for (const one of failed) console.error(one)
  process.exit(failed.length === 0 ? 0 : 1)
}

await main(process.argv[2] ?? '', process.argv[3])
