import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A line for the person; on standard error, so that standard output stays what the command promises. */
export const say = (/** @type {string} */ text) => void process.stderr.write(`${text}\n`)

/**
 * Runs a program in the project's folder and lets its output through to standard error (`inherit`: as it is).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, inherit?: boolean }} [options]
 * @returns {Promise<number>} exit status; 127 when the program is not there
 */
export function run(program, args, options = {}) {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: options.env ?? process.env,
      stdio: options.inherit ? 'inherit' : ['inherit', 2, 2],
    })
    child.on('error', () => resolve(127))
    child.on('exit', code => resolve(code ?? 1))
  })
}

/**
 * Runs a program and reads what it says.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, out: string, error: string }>} code 127: not there; 124: took too long and was ended
 */
export function read(program, args, options = {}) {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let error = ''
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, options.timeoutMs ?? 20_000)
    child.stdout.on('data', chunk => {
      out += chunk
    })
    child.stderr.on('data', chunk => {
      error += chunk
    })
    child.on('error', () => {
      clearTimeout(timer)
      resolve({ code: 127, out, error })
    })
    child.on('close', code => {
      clearTimeout(timer)
      resolve({ code: late ? 124 : (code ?? 1), out, error })
    })
  })
}
