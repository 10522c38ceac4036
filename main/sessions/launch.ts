import { z } from 'zod'
import type { AgentType } from '../agents/agent-type'
import { baseName } from '../agents/program-name'
import { askableShell } from '../agents/programs'
import { WRAPPER_NAME, WRAPPER_SCRIPT } from '../agents/wrapper'

/** What is needed to start an agent again exactly as it was started; kept with its pane. */
const Launch = z.object({
  type: z.string().min(1).max(40),
  kind: z.enum(['program', 'shell']),
  command: z.string().min(1).max(4096),
  args: z.array(z.string().max(4096)).max(64),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(4096)),
  folder: z.string().min(1).max(4096),
})
export type Launch = z.infer<typeof Launch>

/** How this machine starts programs. */
export interface Starter {
  /** Absolute path of the user's login shell. */
  readonly shell: string
  /** Argument prefix that makes what follows a subreaper (`processes/subreaper.ts`), or empty. */
  readonly subreaper: readonly string[]
  /**
   * The program's words with the arguments by which it reports its events (`agents/signals/reports.ts`); `id` is its
   * agent id. Put in only now: what is kept of a launch stays as the user configured it.
   */
  readonly words?: (launch: Launch, id: string) => readonly string[]
}

/** The launch of an agent of this type in this folder. */
export function launchOf(type: AgentType, folder: string): Launch {
  return { type: type.id, kind: type.kind, command: type.command, args: [...type.args], env: { ...type.env }, folder }
}

/** A launch as one word for the pane option `@quarterdeck_launch`: base64 of JSON, as options show up in listings. */
export function encodeLaunch(launch: Launch): string {
  return Buffer.from(JSON.stringify(launch)).toString('base64')
}

/** The launch in a pane option, or null: the option can be set by anyone and is checked like anything from outside. */
export function decodeLaunch(text: string): Launch | null {
  try {
    return Launch.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')))
  } catch {
    return null
  }
}

/** The login shell's part: runs its start-up files as in a terminal, then gives way to the words after it. */
function throughLoginShell(shell: string): string[] {
  const own = askableShell(shell)
  // fish has no $0 for -c: all words after the code are $argv.
  if (baseName(own) === 'fish') return [own, '-l', '-i', '-c', 'exec $argv']
  return [own, '-l', '-i', '-c', 'exec "$@"', WRAPPER_NAME]
}

/**
 * The argument vector that tmux executes: an array from end to end, so that no shell reads the words of the command. A
 * program goes through the login shell (for its PATH and variables), then the subreaper, then our wrapper; a shell is the
 * login shell itself. At least two words, as tmux gives a single one to `sh -c`. `id`: the agent's.
 */
export function launchArgv(launch: Launch, { shell, subreaper, words: reporting }: Starter, id: string): string[] {
  const words = [launch.command, ...launch.args]
  if (launch.kind === 'program') {
    const told = reporting?.(launch, id) ?? words
    return [...throughLoginShell(shell), ...subreaper, '/bin/sh', '-c', WRAPPER_SCRIPT, WRAPPER_NAME, ...told]
  }
  const whole = [...subreaper, ...words]
  return whole.length > 1 ? whole : ['/bin/sh', '-c', 'exec "$0"', ...whole]
}

/** The environment of a launch as tmux's `-e` takes it; `id` is how its processes are found again. */
export function launchEnvironment(launch: Launch, id: string): Record<string, string> {
  return { ...launch.env, QUARTERDECK_AGENT_ID: id }
}
