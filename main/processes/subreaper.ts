import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Number of the prctl system call on Linux. */
const PRCTL: Readonly<Record<string, number>> = { x64: 157, arm64: 167 }
/** PR_SET_CHILD_SUBREAPER, linux/prctl.h. */
const SET_SUBREAPER = 36

let prefix: Promise<string[]> | null = null

/**
 * Arguments to put before a command so that it becomes the adopter of all its orphans (Linux: child subreaper, kept over
 * exec, costs no process): then whatever it starts stays in its tree, also what daemonises with a cleared environment.
 * `[]` where that cannot be had (no perl, another system or processor). Asked of the system once.
 */
export function subreaperPrefix(): Promise<string[]> {
  prefix ??= makePrefix()
  return prefix
}

async function makePrefix(): Promise<string[]> {
  const prctl = process.platform === 'linux' ? PRCTL[process.arch] : undefined
  if (prctl === undefined) return []
  const [env, perl] = await Promise.all([findProgram('env'), findProgram('perl')])
  if (!env || !perl) return []
  // A wrong locale must not make perl write a warning into the pane; the variable is gone again for the command.
  // `exec {…}` never asks a shell, also for a single word. When prctl fails the command runs all the same.
  const call = `syscall(${prctl},${SET_SUBREAPER},1,0,0,0)`
  const code = `delete $ENV{PERL_BADLANG};${call};exec{$ARGV[0]}@ARGV;print STDERR "$ARGV[0]: $!\\n";exit 127`
  const works = await answers(perl, `print ${call}`)
  return works ? [env, 'PERL_BADLANG=0', perl, '-e', code, '--'] : []
}

function answers(perl: string, code: string): Promise<boolean> {
  return new Promise(resolve => {
    execFile(perl, ['-e', code], { timeout: 5000 }, (error, stdout) => resolve(!error && stdout === '0'))
  })
}

async function findProgram(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (!folder.startsWith('/')) continue
    const path = join(folder, name)
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (usable) return path
  }
  return null
}
