import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { AgentTypeInfo } from '../../ipc/model'
import type { Log } from '../log/log'
import { tmuxEnvironment } from '../tmux/socket'
import type { AgentType } from './agent-type'
import { baseName } from './program-name'
import { createVersions, isOlder, signalGroup } from './program-version'
import { loginShell } from './registry'

/** Start-up files that take longer than this (ms) are given up on: the process's own PATH serves instead. */
const SHELL_TIMEOUT = 5000
/** The list of types is not kept longer than this (ms) by programs that are slow to tell their version. */
const VERSIONS_WITHIN = 1500

export interface Programs {
  /** The types as the page shows them, with the path of each program; `refresh` reads PATH and disk again. */
  list(types: readonly AgentType[], refresh: boolean): Promise<AgentTypeInfo[]>
  /** The same with `warning` where a program is older than its type; waits for versions 1.5 s at most. */
  listWithVersions(types: readonly AgentType[], refresh: boolean): Promise<AgentTypeInfo[]>
  /** Where one program is, or null; always looks at the disk. */
  find(command: string): Promise<string | null>
}

interface Options {
  readonly log: Log
  /** The user's login shell; given in tests. */
  readonly shell?: string
  /** The environment in which it is started; given in tests. */
  readonly environment?: NodeJS.ProcessEnv
}

/** Shells that take `-l -i -c` and expand "$PATH" to words joined by colons (fish does for quoted path variables, 3.0). */
const PLAIN_SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'ksh93', 'mksh', 'fish'])

/** The shell that can be asked in sh's language: the user's own, or `/bin/sh` in place of csh, nu and unknown ones. */
export function askableShell(shell: string): string {
  return PLAIN_SHELLS.has(baseName(shell)) ? shell : '/bin/sh'
}

/** Start-up files may print anything; more than this (characters) is no longer read. */
const MOST_OUTPUT = 1_000_000

/**
 * PATH as the login shell sets it, by one run of it; null when it does not tell in time. What start-up files print around
 * the answer is ignored: it stands between two marks that no file can know. The answer counts as soon as it is there, as
 * programs that start-up files leave behind may hold the output open.
 */
export function readLoginPath(
  shell: string,
  environment: NodeJS.ProcessEnv,
  log: Log,
  timeout = SHELL_TIMEOUT,
): Promise<string | null> {
  const mark = `qd${randomBytes(8).toString('hex')}`
  const answer = new RegExp(`${mark}<(.*)>${mark}`, 's')
  const script = `printf '\\n%s<%s>%s\\n' ${mark} "$PATH" ${mark}`
  return new Promise(resolve => {
    // A session of its own: an interactive shell would else take our terminal, or stop us with it.
    const child = spawn(askableShell(shell), ['-l', '-i', '-c', script], {
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    let finished = false
    const finish = (why: string) => {
      if (finished) return
      finished = true
      clearTimeout(timer)
      const path = answer.exec(output)?.[1] ?? null
      if (path === null) log.warn('the login shell did not tell its PATH', { shell, why })
      child.stdout.destroy()
      resolve(path)
    }
    const timer = setTimeout(() => {
      // HUP, as a closed terminal would: start-up files get to remove their locks. To its whole group, which is not
      // collected before we are told, so that its number cannot be another's.
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        signalGroup(child.pid, 'SIGHUP')
      finish('too slow')
    }, timeout)
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString('utf8')
      if (answer.test(output) || output.length > MOST_OUTPUT) finish('too much output')
    })
    child.on('error', error => finish(error.message))
    child.on('close', () => finish('it ended'))
  })
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** The first executable file of that name in a PATH; names with a slash are looked at as they are, relative ones never. */
export async function findProgram(command: string, path: string): Promise<string | null> {
  if (command.includes('/')) return isAbsolute(command) && (await isProgram(command)) ? command : null
  for (const folder of path.split(':')) {
    const candidate = join(folder, command)
    if (isAbsolute(folder) && (await isProgram(candidate))) return candidate
  }
  return null
}

function info(type: AgentType, path: string | null): AgentTypeInfo {
  const relative = type.command.includes('/') && !isAbsolute(type.command)
  const missing = relative ? 'must be a name or an absolute path' : 'is not installed'
  return {
    id: type.id,
    name: type.name,
    command: [type.command, ...type.args],
    path,
    problem: path === null ? `${type.command} ${missing}` : '',
    remedy: path === null ? type.remedy : '',
    custom: type.custom,
  }
}

/** Knows which programs are installed, as the user's login shell sees it. PATH is read once, and again on refresh. */
export function createPrograms({ log, shell = loginShell(), environment = tmuxEnvironment() }: Options): Programs {
  let path: Promise<string> | null = null
  const versions = createVersions()

  const currentPath = (refresh: boolean): Promise<string> => {
    if (path === null || refresh)
      path = readLoginPath(shell, environment, log).then(found => found ?? environment.PATH ?? '/usr/bin:/bin')
    return path
  }

  async function list(types: readonly AgentType[], refresh: boolean): Promise<AgentTypeInfo[]> {
    const where = await currentPath(refresh)
    return Promise.all(types.map(async type => info(type, await findProgram(type.command, where))))
  }

  async function warned(type: AgentType | undefined, found: AgentTypeInfo): Promise<AgentTypeInfo> {
    const { least } = type ?? {}
    if (!type || !least || found.path === null) return found
    const env = { ...environment, ...type.env, PATH: await currentPath(false) }
    const version = await versions.of(found.path, least, env, VERSIONS_WITHIN)
    if (version === null || !isOlder(version, least.version)) return found
    const name = baseName(found.path)
    return { ...found, warning: `${name} ${version} is older than ${least.version}: ${least.otherwise}` }
  }

  return {
    list,
    async listWithVersions(types, refresh) {
      const found = await list(types, refresh)
      return Promise.all(found.map((one, index) => warned(types[index], one)))
    },
    async find(command) {
      return findProgram(command, await currentPath(false))
    },
  }
}
