import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/*
 * What a test wants to prove: every byte that came in, every prompt that was submitted, every question that was answered.
 */

const env = process.env

/** A number from the environment, or what counts without it. */
export const number = (name, fallback) => (env[name] === undefined ? fallback : Number(env[name]))

/** Input as hex, a line for each chunk. */
export function logBytes(chunk) {
  if (env.FAKE_AGENT_LOG) appendFileSync(env.FAKE_AGENT_LOG, `${chunk.toString('hex')}\n`)
}

/** One JSON object a line: `{ pane, kind: 'prompt' | 'answer' | 'end', … }`. */
export function record(entry) {
  const line = JSON.stringify({ pane: env.TMUX_PANE ?? '', at: Date.now(), ...entry })
  if (env.FAKE_AGENT_PROMPTS) appendFileSync(env.FAKE_AGENT_PROMPTS, `${line}\n`)
}

/** A file of JSON lines that is begun when it is first written. */
export function createJournal(path) {
  return entry => {
    mkdirSync(dirname(path), { recursive: true })
    appendFileSync(path, `${JSON.stringify(entry)}\n`)
  }
}

/** Runs a program with this on its standard input, or as its last argument; resolves when it has ended, whatever came of it. */
export function run(program, args, input) {
  return new Promise(done => {
    const child = spawn(program, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'] })
    child.on('error', () => done())
    child.on('exit', () => done())
    if (input === undefined) return
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** The hooks of a settings file, by event: lists of shell commands. */
export function readHooks(path) {
  if (!path) return {}
  const text = path.trimStart().startsWith('{') ? path : readFileSync(path, 'utf8')
  const { hooks = {} } = JSON.parse(text)
  const commands = list => list.flatMap(entry => entry.hooks ?? []).map(hook => hook.command)
  return Object.fromEntries(Object.entries(hooks).map(([event, list]) => [event, commands(list)]))
}
