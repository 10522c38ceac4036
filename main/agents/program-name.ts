/** What an argument vector runs. */
export interface Program {
  /** Base name without extension: `claude` for `node /x/bin/claude.js`. */
  readonly name: string
  /** Path as written on the command line: of the script, where an interpreter runs one. */
  readonly path: string
  /** Arguments of the program itself. */
  readonly args: readonly string[]
  /** An interpreter or shell without a script of its own: the name says nothing about what it does. */
  readonly interpreter: boolean
}

const SHELLS = new Set(
  'sh bash dash ash zsh fish ksh ksh93 mksh csh tcsh nu xonsh elvish pwsh rbash busybox'.split(' '),
)
const RUNTIMES = new Set('node nodejs bun deno tsx ts-node perl ruby'.split(' '))
const PYTHON = /^python(\d+(\.\d+)?)?$/

/** Options of interpreters whose value is the next argument. */
const WITH_VALUE = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-W', '-X', '-o', '-O'])
/** Options after which code follows instead of a script. */
const CODE = new Set(['-e', '--eval', '-p', '--print', '-E'])

/** `/usr/bin/Claude.js` → `Claude`; a login shell's leading `-` goes. */
export function baseName(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1)
  return last.replace(/^-/, '').replace(/\.(js|mjs|cjs|ts|mts|py|exe)$/, '')
}

/** True for a name of a shell, with or without the `-` of a login shell. */
function isShell(name: string): boolean {
  return SHELLS.has(baseName(name))
}

/** True for programs that run other programs' code, so that only a look at their arguments or children tells what runs. */
export function isInterpreter(name: string): boolean {
  const base = baseName(name)
  return SHELLS.has(base) || RUNTIMES.has(base) || PYTHON.test(base)
}

/** Code given as text: `sh -c …`, also bundled as in `bash -lc …`; `node -e …`. */
function isCode(option: string, interpreter: string): boolean {
  if (isShell(interpreter)) return /^-[a-zA-Z]*c$/.test(option) || option === '--command'
  return CODE.has(option) || (PYTHON.test(interpreter) && option === '-c')
}

interface Script {
  readonly path: string
  readonly args: readonly string[]
}

/** What one argument of an interpreter means for the search of its script. */
function stepOf(arg: string, interpreter: string): 'code' | 'next' | 'here' | 'skip' | 'skip-two' {
  if (isCode(arg, interpreter)) return 'code'
  if (arg === '--' || (arg === '-m' && PYTHON.test(interpreter))) return 'next'
  if (WITH_VALUE.has(arg)) return 'skip-two'
  if (arg === 'run' && (interpreter === 'bun' || interpreter === 'deno')) return 'skip'
  return arg.startsWith('-') ? 'skip' : 'here'
}

/** The script that an interpreter runs; null when it runs none, or code given as text. */
function scriptOf(interpreter: string, args: readonly string[]): Script | null {
  for (let at = 0; at < args.length; at += 1) {
    const step = stepOf(args[at] ?? '', interpreter)
    if (step === 'code') return null
    if (step === 'skip-two') at += 1
    if (step !== 'here' && step !== 'next') continue
    const place = step === 'here' ? at : at + 1
    const path = args[place]
    return path === undefined ? null : { path, args: args.slice(place + 1) }
  }
  return null
}

/**
 * What an argument vector runs: interpreters (`node`, `python3 -m`, `bash script`) give way to their script. Text of
 * `-c` and `-e` is not read: what it starts is found as a child.
 */
export function programOf(argv: readonly string[]): Program {
  const path = argv[0] ?? ''
  const name = baseName(path)
  const args = argv.slice(1)
  if (!isInterpreter(name)) return { name, path, args, interpreter: false }
  const script = scriptOf(name, args)
  if (!script) return { name, path, args, interpreter: true }
  return { name: baseName(script.path), path: script.path, args: script.args, interpreter: false }
}

/** A shell that reads commands from its terminal: neither a script nor `-c`. */
export function isInteractiveShell(argv: readonly string[]): boolean {
  const [program = '', ...args] = argv
  if (!isShell(program)) return false
  if (args.some(arg => isCode(arg, baseName(program)))) return false
  return scriptOf(baseName(program), args) === null
}
