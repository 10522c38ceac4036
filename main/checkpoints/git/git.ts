import { execFile } from 'node:child_process'
import { HostError } from '../../../ipc/failure'
import { wasCancelled } from '../cancelled'

/** Longer than any honest answer about one work tree; a hanging filter or a dead network disk ends here. ms. */
const TIMEOUT = 30_000
/** Bytes of an answer; more changed paths than this hold are too many to list. */
const MOST_OUTPUT = 64 * 1024 * 1024

/**
 * Nothing that we ask of git may run somebody's program (hooks, fsmonitor, a pager, an editor, a password prompt), start a
 * collection, take a lock that the user's own git then stumbles over, or reach into submodules: they are saved by themselves.
 */
const QUIET = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'gc.auto=0',
  '-c',
  'maintenance.auto=false',
  '-c',
  'core.quotePath=false',
  '-c',
  'commit.gpgSign=false',
  '-c',
  'pack.threads=1',
  '-c',
  'submodule.recurse=false',
  '-c',
  'fetch.recurseSubmodules=false',
]

/**
 * Before a subcommand: large files (git-lfs) as they are. Their filter would put the content aside in the repository, where
 * it is pruned as soon as no branch needs it, and leave a pointer to be saved.
 */
export const AS_THEY_ARE = ['clean=', 'process=', 'required=false'].flatMap(value => ['-c', `filter.lfs.${value}`])

/** Variables that would lead git to another repository than the one in the folder. */
const MISLEADING = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
]

export interface GitOptions {
  /** Bytes for standard input. */
  readonly input?: Uint8Array | string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const name of MISLEADING) delete env[name]
  return { ...env, LC_ALL: 'C.UTF-8', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_PAGER: 'cat', ...more }
}

/**
 * Runs git in a folder with an argument array; gives its output as bytes. Throws HostError `refused` with git's own last
 * words (hostile text) and `bad-folder` when git is missing or took longer than 30 s.
 */
export function gitBytes(folder: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['-C', folder, ...QUIET, ...args],
      {
        encoding: 'buffer',
        env: environment(options.env),
        maxBuffer: MOST_OUTPUT,
        timeout: TIMEOUT,
        ...(options.signal ? { signal: options.signal } : {}),
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout)
        if (error.name === 'AbortError') return reject(wasCancelled())
        if ('code' in error && error.code === 'ENOENT')
          return reject(new HostError('bad-folder', 'git is not installed.'))
        if (error.killed) return reject(new HostError('bad-folder', `git did not answer within ${TIMEOUT / 1000} s.`))
        const words = stderr.toString('utf8').trim().split('\n').at(-1) ?? ''
        reject(new HostError('refused', words.slice(0, 500) || `git ${args[0]} failed.`))
      },
    )
    // A git that ended early closes its input; its exit status tells why.
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input ?? '')
  })
}

/** As `gitBytes`, the output as text without its last newline. */
export async function git(folder: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await gitBytes(folder, args, options)).toString('utf8').replace(/\n$/, '')
}
