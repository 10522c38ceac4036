import { type ExecFileException, execFile } from 'node:child_process'
import { HostError } from '../../ipc/failure'
import { installCommandHere } from './install-command'
import { toArgvList } from './quote'
import { failureOf } from './run-errors'
import { serverArgs, tmuxEnvironment } from './socket'
import type { Command, TmuxTarget } from './types'

export interface RunOptions {
  /** Bytes for its standard input; else that is empty. */
  readonly input?: Uint8Array
  /** ms. */
  readonly timeout?: number
}

const TIMEOUT = 10_000
/** A capture of the whole history of a large pane has 10 MB. */
const MAX_REPLY = 256 * 1024 * 1024

/** The words for a tmux that cannot be started; `code`: the system's, e.g. ENOENT. */
async function noTmux(binary: string, code: string): Promise<HostError> {
  const missing = code === 'ENOENT' && binary === 'tmux'
  const what = missing ? 'tmux is not installed.' : `The program ${binary} could not be started (${code}).`
  return new HostError('no-tmux', what, await installCommandHere())
}

async function failureOfRun(binary: string, error: ExecFileException, words: string): Promise<HostError> {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return new HostError('too-large', 'The answer of tmux is too large.')
  if (typeof error.code === 'string') return noTmux(binary, error.code)
  return error.killed ? new HostError('tmux-timeout', 'tmux did not answer in time.') : failureOf(words)
}

/** A process of ours with an argument array: UTF-8 text of its standard output. */
function runProgram(binary: string, args: readonly string[], options: RunOptions): Promise<string> {
  const settings = {
    env: tmuxEnvironment(),
    timeout: options.timeout ?? TIMEOUT,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_REPLY,
    encoding: 'utf8',
    cwd: '/',
  } as const
  return new Promise((resolve, reject) => {
    const child = execFile(binary, args, settings, (error, stdout, stderr) => {
      if (error) void failureOfRun(binary, error, stderr || stdout).then(reject)
      else resolve(stdout)
    })
    // A tmux that ends without reading its input is reported by its exit code; the broken pipe adds nothing.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
  })
}

/**
 * One tmux command as a process of its own, or several as one list; its standard output without the last line's end.
 * Starts a server when the first is one that does. Rejects with the HostErrors of `run-errors.ts`, and `no-tmux`, `tmux-timeout`, `too-large`.
 */
export async function runTmux(
  target: TmuxTarget,
  command: Command | readonly Command[],
  options: RunOptions = {},
): Promise<string> {
  const commands = 'verb' in command ? [command] : command
  const stdout = await runProgram(target.binary, [...serverArgs(target), ...toArgvList(commands)], options)
  return stdout.replace(/\n$/, '')
}

/** `tmux -V`, e.g. `tmux 3.3a`. Rejects with HostError `no-tmux` or `tmux-timeout`. */
export async function runVersion(binary: string): Promise<string> {
  const stdout = await runProgram(binary, ['-V'], {})
  return stdout.trim()
}
