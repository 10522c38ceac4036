/*
 * What tmux may be told at all. Measurements with 3.3a to 3.7c behind each ban:
 *   refresh-client -A %N:off|on   the server dies (4 of 5 on 3.3a and 3.4)
 *   -f no-output                  the client hangs (5 of 6)
 *   refresh-client -C             from then on our client takes part in sizing everybody's windows
 *   new-session without -d        moves the control client to the new session
 *   run-shell, if-shell, wait-for, confirm-before   block every later command of the client
 *   kill-server, kill-* -a, detach-client -a|-E|-P, set-option -g|-s   reach beyond what was asked
 *   select-layout with a word that is no layout   the server dies (3.3a: 5 of 5 for `nonsense`, `main`, an empty word)
 *   #(…) in a format              runs a program
 */

/**
 * Verb → its options as in getopt (a colon: takes a value), cut down to those that we send. An option that is missing
 * here cannot be sent; add it with a test when a feature needs it.
 */
const OPTIONS = {
  'capture-pane': 'ab:CeE:FHJNpPqS:t:',
  'copy-mode': 'equt:',
  'delete-buffer': 'b:',
  'detach-client': 't:',
  'display-message': 'pt:',
  'has-session': 't:',
  'kill-pane': 't:',
  'kill-session': 't:',
  'kill-window': 't:',
  'list-clients': 'F:t:',
  'list-panes': 'asF:f:t:',
  'list-sessions': 'F:f:',
  'list-windows': 'aF:f:t:',
  'load-buffer': 'b:',
  'move-window': 'abds:t:',
  'new-session': 'c:de:F:n:Ps:x:y:',
  'new-window': 'abc:de:F:kn:Pt:',
  'paste-buffer': 'b:dprSt:',
  'refresh-client': 'A:B:f:',
  'rename-session': 't:',
  'rename-window': 't:',
  'resize-pane': 'DLRt:Ux:y:Z',
  'resize-window': 'aAt:x:y:',
  'respawn-pane': 'c:e:kt:',
  'save-buffer': 'b:',
  'select-layout': 'Enot:',
  'select-pane': 'T:t:Z',
  'select-window': 't:',
  'send-keys': 'HlN:Rt:X',
  'set-buffer': 'ab:n:',
  'set-environment': 'hrt:u',
  'set-option': 'aFopqt:uUw',
  'show-buffer': 'b:',
  'show-environment': 'ght:',
  'show-options': 'AgHpqst:vw',
  'split-window': 'bc:de:fF:hl:Pt:vZ',
  'start-server': '',
  'swap-pane': 'ds:t:Z',
} as const

/** The tmux commands that we may send. */
export type Verb = keyof typeof OPTIONS

/** Options whose values tmux expands as formats, per verb; `*` stands for the words after the options. */
const FORMATS: { readonly [V in Verb]?: string } = {
  'display-message': '*',
  'list-clients': 'F',
  'list-panes': 'Ff',
  'list-sessions': 'Ff',
  'list-windows': 'Ff',
  'new-session': 'cFns',
  'new-window': 'cFn',
  'refresh-client': 'B',
  'rename-session': '*',
  'rename-window': '*',
  'respawn-pane': 'c',
  'save-buffer': '*',
  'select-pane': 'T',
  'split-window': 'cF',
}

/** `send-keys -H` is quadratic and ends in a yacc stack overflow at about 9900 bytes (3.3a); we send 256 a line. */
const MAX_SEND_KEYS_WORDS = 300

interface Parsed {
  readonly options: readonly (readonly [name: string, value: string])[]
  readonly words: readonly string[]
}

function refuse(verb: string, why: string): never {
  throw new Error(`tmux ${verb}: ${why}`)
}

/** Reads the options in one word (`-dP`); returns the one that still waits for its value, or ''. */
function optionsIn(verb: Verb, word: string, into: [string, string][]): string {
  const allowed: string = OPTIONS[verb]
  for (const [i, name] of [...word.slice(1)].entries()) {
    const place = name === ':' ? -1 : allowed.indexOf(name)
    if (place < 0) refuse(verb, `option -${name} is not on our list`)
    if (allowed.charAt(place + 1) === ':') {
      // Values stand in a word of their own: one way to write a thing is easier to check.
      if (i !== word.length - 2) refuse(verb, `option -${name} needs its value as the next word`)
      return name
    }
    into.push([name, ''])
  }
  return ''
}

/** As tmux's args_parse: options end at `--` or at the first word that is none. */
function parse(verb: Verb, args: readonly string[]): Parsed {
  const options: [string, string][] = []
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    if (word === '--') return { options, words: args.slice(at + 1) }
    if (!/^-./s.test(word)) return { options, words: args.slice(at) }
    const waiting = optionsIn(verb, word, options)
    if (waiting === '') continue
    at += 1
    const value = args[at]
    if (value === undefined) refuse(verb, `option -${waiting} needs its value as the next word`)
    options.push([waiting, value])
  }
  return { options, words: [] }
}

const OBJECT = /^(?:[%@$]\d{1,9}|\$\d{1,9}:\d{0,9})$/
/** A name of our own (`makeKept` in commands/create-session.ts), for the one option without which a session ends before its id is known. */
const KEPT = /^=quarterdeck-[0-9a-f]{16}:$/
const CLIENT = /^(?:\/dev\/[\w/.-]{1,100}|client-\d{1,9})$/
const REFRESH: Record<string, RegExp> = {
  A: /^%\d{1,9}:(?:pause|continue)$/,
  f: /^pause-after(?:=\d{1,4})?$/,
  // A subscription to a single pane or window, or its end: servers die of the others (`createWatch`).
  B: /^qd-[a-z]+-\d{1,9}(?::[%@]\d{1,9}:|$)/,
}

/** `#(` after an even number of `#` is live; `##(` is text. */
function runsAProgram(format: string): boolean {
  for (const run of format.matchAll(/(#+)\(/g)) if ((run[1]?.length ?? 0) % 2 === 1) return true
  return false
}

function isTarget(verb: Verb, name: string): boolean {
  return name === 't' || (name === 's' && (verb === 'swap-pane' || verb === 'move-window'))
}

function assertTarget(verb: Verb, value: string): void {
  if (verb === 'set-option' && KEPT.test(value)) return
  const rule = verb === 'detach-client' ? CLIENT : OBJECT
  if (!rule.test(value)) refuse(verb, `target ${value} is no id`)
}

function assertFormat(verb: Verb, value: string): void {
  if (runsAProgram(value)) refuse(verb, 'a format would run a program')
}

function assertOption(verb: Verb, name: string, value: string): void {
  if (isTarget(verb, name)) assertTarget(verb, value)
  if (FORMATS[verb]?.includes(name)) assertFormat(verb, value)
  if (verb === 'refresh-client' && !REFRESH[name]?.test(value)) refuse(verb, `-${name} ${value} is forbidden`)
}

/** Verbs that, without one option, do more than was asked. */
const NEEDED: { readonly [V in Verb]?: readonly [option: string, else_: string] } = {
  'new-session': ['d', 'else it moves the control client'],
  'display-message': ['p', 'else it writes on status lines'],
  'detach-client': ['t', 'else it detaches us'],
  'respawn-pane': ['t', 'else tmux picks a pane'],
  'kill-pane': ['t', 'else tmux picks a pane'],
  'kill-window': ['t', 'else tmux picks a window'],
  'kill-session': ['t', 'else tmux picks a session'],
  'send-keys': ['t', 'else tmux picks a pane'],
  'paste-buffer': ['t', 'else tmux picks a pane'],
  'save-buffer': ['b', 'else tmux picks what the user copied'],
}

/** Throws Error (a bug of ours) unless tmux may be told this. */
export function assertAllowed(verb: Verb, args: readonly string[]): void {
  // A verb may come from outside TypeScript's sight; `hasOwn` keeps `constructor` and the like out.
  if (!Object.hasOwn(OPTIONS, verb)) refuse(verb, 'is not on our list')
  const { options, words } = parse(verb, args)
  const given = new Set(options.map(option => option[0]))
  const needed = NEEDED[verb]
  if (needed && !given.has(needed[0])) refuse(verb, `needs -${needed[0]}, ${needed[1]}`)
  for (const [name, value] of options) assertOption(verb, name, value)
  if (FORMATS[verb]?.includes('*') || (verb === 'set-option' && given.has('F')))
    for (const word of words) assertFormat(verb, word)
  if (verb === 'select-layout' && words.some(word => !LAYOUT.test(word))) refuse(verb, 'the server dies of that layout')
  if (verb === 'save-buffer' && !(words.length === 1 && words[0]?.startsWith('/')))
    refuse(verb, 'needs one absolute path, else it is the server that knows which folder is meant')
  if (verb === 'send-keys') assertKeys(words, given.has('X'))
}

/** Full names, and strings that begin as tmux's own: for anything else 3.3a frees what it never allocated. */
const LAYOUT =
  /^(?:even-horizontal|even-vertical|main-horizontal|main-vertical|tiled|[0-9a-f]{4},[0-9x,{}[\]]{1,20000})$/

function assertKeys(words: readonly string[], copyMode: boolean): void {
  // Other copy mode commands may start programs (copy-pipe).
  if (copyMode && words.join(' ') !== 'cancel') refuse('send-keys', '-X may only cancel')
  if (words.length > MAX_SEND_KEYS_WORDS) refuse('send-keys', 'too many keys for one line')
}
