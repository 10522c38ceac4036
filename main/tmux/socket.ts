import { join } from 'node:path'
import type { TmuxTarget } from './types'

/** What npm and we ourselves were started with, and no program in a pane should be. */
const OF_THIS_APP = /^(?:npm_.*|INIT_CWD|QUARTERDECK_.*|ELECTRON_RUN_AS_NODE|ELECTRON_OVERRIDE_DIST_PATH)$/

/** Without the folders of our own tools, which npm puts in front: agents would run our compiler for theirs. */
function withoutOwnTools(path: string): string {
  const own = /\/node_modules\/\.bin$|\/node-gyp-bin$/
  return path
    .split(':')
    .filter(folder => !own.test(folder))
    .join(':')
}

/**
 * The environment for processes of ours that outlive us: a tmux server that we start keeps it for all its panes. Without
 * the marks of the npm script and of the tmux that we were started in.
 */
export function tmuxEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const own: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !OF_THIS_APP.test(name)) own[name] = value
  // npm sets these two; a person's own stay.
  if (env.npm_node_execpath !== undefined && own.NODE === env.npm_node_execpath) delete own.NODE
  if (env.npm_lifecycle_event !== undefined && own.PATH !== undefined) own.PATH = withoutOwnTools(own.PATH)
  // With TMUX set, tmux would talk to the server that we run inside of, whatever its socket is.
  for (const name of ['TMUX', 'TMUX_PANE', 'STY', 'WINDOW', 'TERMCAP', 'COLUMNS', 'LINES']) delete own[name]
  // A start from the desktop has no TERM; tmux refuses to attach a terminal of an unknown kind.
  own.TERM = 'xterm-256color'
  return own
}

/** Options that name the server, before any command: `-u` always, as without a UTF-8 locale replies hold `_` (3.3a). */
export function serverArgs(target: TmuxTarget): string[] {
  const args = ['-u']
  if (target.socket !== null) args.push('-L', target.socket)
  if (target.config !== null) args.push('-f', target.config)
  return args
}

/** Folder and name of the server's socket, by tmux's own rule (`TMUX_TMPDIR`, else `/tmp`; then `tmux-<uid>`). */
export function socketPlace(
  target: TmuxTarget,
  env: NodeJS.ProcessEnv = process.env,
): { readonly folder: string; readonly name: string; readonly path: string } {
  const folder = join(env.TMUX_TMPDIR || '/tmp', `tmux-${process.getuid?.() ?? 0}`)
  const name = target.socket ?? 'default'
  return { folder, name, path: join(folder, name) }
}
