#!/usr/bin/env node
/*
 * Behaves in a terminal like Claude Code 2.1.197 (watched; see docs/agent-states.md): title, composer, spinner, questions,
 * gates, hooks of --settings, transcript. What a turn does is said by its prompt (fake/script.mjs), the rest by the
 * environment:
 *
 *   FAKE_START_MS, FAKE_DIES=CODE    starts slowly; ends at once
 *   FAKE_GATE=trust|login            asks that before anything else
 *   FAKE_DRAFT=TEXT                  has a draft when it starts
 *   FAKE_SWALLOW=N                   takes no notice of the first N Enters
 *   FAKE_SETTLE_MS                   an Enter that follows a paste sooner is a new line (60)
 *   FAKE_STUBBORN=escape|all         a turn goes on after Escape; after Ctrl+C too
 *   FAKE_RETYPE=1                    an interrupted prompt goes back into the composer
 *   FAKE_EXIT_ON_PASTE=1             ends when a paste begins
 *   FAKE_ON_PROMPT, FAKE_TURN_MS     see fake/script.mjs
 *   FAKE_AGENT_LOG, FAKE_AGENT_PROMPTS   files of proof, see fake/record.mjs
 */
import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createComposer } from './fake/composer.mjs'
import { createHearing } from './fake/hear.mjs'
import { begin, listen } from './fake/listen.mjs'
import { createMenu } from './fake/menu.mjs'
import { createJournal, number, readHooks, record, run } from './fake/record.mjs'
import { firstLine, QUOTE, scriptOf } from './fake/script.mjs'
import { createUi } from './fake/ui.mjs'

const args = process.argv.slice(2)
const option = name => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
const env = process.env
if (args.includes('--version')) {
  console.log('2.1.197 (Claude Code)')
  process.exit(0)
}
process.title = 'claude'

/** Two Ctrl+C within this time end the program; two Escapes open its history. ms. */
const TWICE_MS = 1000
const TOPIC = env.FAKE_TOPIC ?? 'Claude Code'
const GLYPHS = ['·', '✢', '✳', '✶', '✻', '✽']
const colour = code => text => `\x1b[38;5;${code}m${text}\x1b[39m`
const [grey, accent, blue, dark] = [246, 174, 153, 244].map(colour)
const said = text =>
  text.split('\n').map((line, n) => `\x1b[38;5;239m\x1b[48;5;237m${n === 0 ? '❯ ' : '  '}\x1b[38;5;231m${line}\x1b[0m`)

const hooks = readHooks(option('--settings'))
const config = env.CLAUDE_CONFIG_DIR ?? join(homedir(), '.claude')
let session = option('--session-id') ?? option('--resume') ?? randomUUID()
const transcript = () => join(config, 'projects', process.cwd().replace(/[^A-Za-z0-9]/g, '-'), `${session}.jsonl`)
const composer = createComposer((text, n) => {
  const breaks = text.split('\n').length - 1
  if (breaks === 0 && text.length > 800) return `[Pasted text #${n}]`
  return breaks > 2 || text.length > 800 ? `[Pasted text #${n} +${breaks} lines]` : null
})
const ui = createUi(live)

let menu = null
let turn = null
let notice = ''
const queue = []
const pressed = { 'ctrl-c': 0, escape: 0 }

async function tell(event, more) {
  const facts = { session_id: session, transcript_path: transcript(), cwd: process.cwd(), permission_mode: 'default' }
  for (const command of hooks[event] ?? [])
    await run('sh', ['-c', command], JSON.stringify({ ...facts, hook_event_name: event, ...more }))
}

function write(type, message) {
  const facts = { uuid: randomUUID(), timestamp: new Date().toISOString(), cwd: process.cwd(), sessionId: session }
  createJournal(transcript())({ isSidechain: false, type, message, userType: 'external', version: '2.1.197', ...facts })
}

/** Rows of a text in the composer, which breaks lines itself and sets them in. */
function inset(text, width) {
  return text.split('\n').flatMap(line => line.match(new RegExp(`.{1,${Math.max(1, width - 4)}}`, 'gu')) ?? [''])
}

function spinner() {
  const seconds = Math.floor((Date.now() - turn.started) / 1000)
  if (turn.retryAt) {
    const wait = Math.max(1, Math.ceil((turn.retryAt - Date.now()) / 1000))
    return `\x1b[38;5;211m✻ API error${grey(` · Retrying in ${wait}s · attempt 3/10`)}`
  }
  const glyph = GLYPHS[turn.ticks % GLYPHS.length]
  return `${accent(`${glyph} ${turn.verb}…`)} ${grey(`(${seconds}s · ↓ ${turn.ticks} tokens)`)}`
}

function footer(width) {
  if (notice) return `  ${grey(notice)}`
  if (turn) return `  ${grey('esc to interrupt')} ${grey('·')} ${grey('← for agents')}`
  return composer.empty() ? `  ${grey(`? for shortcuts · ← for agents`)}` : `${' '.repeat(Math.max(0, width - 20))}`
}

function live() {
  const width = process.stdout.columns ?? 80
  if (menu) return { lines: menu.lines(width), cursor: { line: menu.cursorLine ?? 0, column: 1 } }
  const rule = dark('─'.repeat(width))
  const queued = queue.flatMap(text => said(text).map(line => `  ${line}`))
  const head = turn ? ['', spinner(), '', ...queued] : ['', ...queued]
  const rows = inset(composer.shown(), width)
  const hint = queue.length > 0 ? '\x1b[7mP\x1b[0;2mress up to edit queued messages\x1b[0m' : '\x1b[7m \x1b[0m'
  const body = rows.map((row, n) => `${n === 0 ? '❯\u00a0' : '  '}${row}`)
  body[body.length - 1] += composer.empty() ? hint : '\x1b[7m \x1b[0m'
  const cursor = { line: head.length + body.length, column: 2 + [...(rows.at(-1) ?? '')].length }
  return { lines: [...head, rule, ...body, rule, footer(width)], cursor }
}

const style = (on, mark, n, label) =>
  on ? ` ${blue(mark.trim())} ${grey(`${n}.`)} ${blue(label)}` : `   ${grey(`${n}.`)} ${label}`

/** Asks; resolves with the choice's index, or -1 for Escape. */
function ask({ about, choices, lines }) {
  return new Promise(done => {
    const close = index => {
      // What follows an answer draws: at a gate that may be the end, and never the composer before it.
      menu = null
      done(index)
    }
    const made = createMenu({ about, choices, take: close, refuse: () => close(-1) })
    menu = { ...made, lines: width => lines(made.rows('❯', style), width), cursorLine: 0 }
    ui.draw()
  })
}

function permission(command, why = 'Create a file') {
  const choices = ['Yes', `Yes, and always allow access to \x1b[1mproject\x1b[0m/ from this project`, 'No']
  const foot = grey('Esc to cancel · Tab to amend · ctrl+e to explain')
  const lines = (rows, width) => {
    const call = [`${grey('●')} \x1b[1mBash\x1b[0m(${command})`, `  ${grey('⎿')} ${grey(' Waiting…')}`]
    const what = [` \x1b[1m${blue('Bash command')}\x1b[0m`, '', `   ${command}`, `   ${grey(why)}`]
    return ['', ...call, '', blue('─'.repeat(width)), ...what, '', ' Do you want to proceed?', ...rows, '', ` ${foot}`]
  }
  ui.title(`✳ ${TOPIC}`)
  return ask({ about: command, choices, lines })
}

async function gate(kind) {
  const trust = {
    about: 'trust',
    choices: ['Yes, I trust this folder', 'No, exit'],
    lines: (rows, width) => [
      colour(220)('─'.repeat(width)),
      ` \x1b[1m${colour(220)('Accessing workspace:')}\x1b[0m`,
      '',
      ` \x1b[1m${process.cwd()}\x1b[0m`,
      '',
      ' Quick safety check: Is this a project you created or one you trust? (Like your own code, a well-known open',
      " source project, or work from your team). If not, take a moment to review what's in this folder first.",
      '',
      " Claude Code'll be able to read, edit, and execute files here.",
      '',
      ` ${grey('Security guide')}`,
      '',
      ...rows,
      '',
      ` ${grey('Enter to confirm · Esc to cancel')}`,
    ],
  }
  const login = {
    about: 'login',
    choices: [
      'Claude account with subscription · Pro, Max, Team, or Enterprise',
      'Anthropic Console account · API usage billing',
    ],
    lines: rows => [
      ' Claude Code can be used with your Claude subscription or billed based on API usage through your Console account.',
      '',
      ' Select login method:',
      '',
      ...rows,
    ],
  }
  const index = await ask(kind === 'trust' ? trust : login)
  // Escape at the trust gate ends the program (watched).
  if (index < 0 || (kind === 'trust' && index === 1)) await end(1, 'other')
}

async function end(code, reason) {
  record({ kind: 'end', code, reason })
  menu = null
  clearInterval(turn?.timer)
  turn = null
  await tell('SessionEnd', { reason })
  ui.leave('', grey(`Resume this session with: claude --resume ${session}`))
  process.exit(code)
}

async function clear() {
  await tell('SessionEnd', { reason: 'clear' })
  session = randomUUID()
  ui.print('', ...said('/clear'))
  await tell('SessionStart', { source: 'clear' })
}

async function work({ word, value, lines, command, why, answer }, text, signal) {
  const hold = ms => pause(ms, undefined, { signal })
  if (lines) ui.print(...lines)
  if (word === 'work') await hold(value ?? 2 ** 31 - 1)
  if (word === 'ratelimit') {
    turn.retryAt = Date.now() + (value ?? 60) * 1000
    await hold((value ?? 60) * 1000)
    turn.retryAt = null
  }
  if (word === 'quote') {
    ui.print('', `\x1b[38;5;231m●\x1b[39m ${QUOTE[0]}`, ...QUOTE.slice(1))
    await hold(value ?? 300)
    return QUOTE[0]
  }
  for (let n = 1; word === 'ask' && n <= (value ?? 1); n += 1) {
    const input = { command: command ?? `touch file-${n}.txt`, description: why ?? 'Create a file' }
    const tool = { tool_name: 'Bash', tool_input: input }
    await tell('PreToolUse', tool)
    await tell('PermissionRequest', tool)
    const index = await permission(input.command, why)
    ui.title(`⠐ ${TOPIC}`)
    if (index !== 0 && index !== 1) throw Object.assign(new Error('refused'), { name: 'AbortError' })
    ui.print('', `\x1b[38;5;114m●\x1b[39m \x1b[1mBash\x1b[0m(${input.command})`, grey('  ⎿  Done'))
    await tell('PostToolUse', { ...tool, tool_response: { stdout: '', stderr: '' } })
  }
  await hold(number('FAKE_TURN_MS', 150))
  return answer ?? `You said: ${firstLine(text)}`
}

async function finish(script, text, signal) {
  if (script.word === 'error') {
    const error = 'API Error: 400 stand-in: broken'
    ui.print('', `\x1b[38;5;220m● ${error}\x1b[39m`)
    await tell('StopFailure', { error: 'unknown', last_assistant_message: error })
    return
  }
  const answer = await work(script, text, signal)
  if (script.word !== 'quote') ui.print('', `\x1b[38;5;231m●\x1b[39m ${answer}`)
  const usage = {
    input_tokens: 1200,
    cache_read_input_tokens: 20_000,
    cache_creation_input_tokens: 300,
    output_tokens: 40,
  }
  write('assistant', { role: 'assistant', model: 'claude-opus-4-8', content: [{ type: 'text', text: answer }], usage })
  await tell('Stop', { stop_hook_active: false, last_assistant_message: answer })
}

function stopped(script, text) {
  const quiet = script.word === 'ratelimit'
  if (!quiet) ui.print('', grey('  ⎿  Interrupted · What should Claude do instead?'))
  if (quiet || env.FAKE_RETYPE) composer.set(text)
}

async function take(text) {
  // Before anything of it shows: who reads the proof once a prompt is seen to be taken has to find it.
  record({ kind: 'prompt', text })
  const script = scriptOf(text)
  const abort = new AbortController()
  const verb = ['Pondering', 'Creating', 'Sautéing'][text.length % 3]
  turn = { abort, started: Date.now(), ticks: 0, verb, retryAt: null }
  turn.timer = setInterval(() => {
    turn.ticks += 1
    // Its title shows no spinner while it asks (watched).
    if (menu) return
    if (turn.ticks % 8 === 1) ui.title(`${turn.ticks % 16 === 1 ? '⠐' : '⠂'} ${TOPIC}`)
    ui.draw()
  }, 120)
  ui.title(`⠐ ${TOPIC}`)
  ui.print('', ...said(text))
  write('user', { role: 'user', content: text })
  await tell('UserPromptSubmit', { prompt: text })
  if (script.word === 'exit') await end(script.value ?? 0, 'prompt_input_exit')
  let over = `✻ Baked for ${Math.floor((Date.now() - turn.started) / 1000)}s`
  try {
    await finish(script, text, abort.signal)
  } catch (error) {
    if (error.name !== 'AbortError') throw error
    over = ''
    stopped(script, text)
  }
  clearInterval(turn.timer)
  turn = null
  ui.title(`✳ ${TOPIC}`)
  ui.print(...(over ? ['', grey(over)] : []))
  if (queue.length > 0) void take(queue.shift())
}

function submit(text) {
  if (text.trim() === '/clear') return void clear()
  if (text.trim() === '/exit') return void end(0, 'prompt_input_exit')
  if (!turn) return void take(text)
  queue.push(text)
}

function twice(key) {
  const again = Date.now() - pressed[key] < TWICE_MS
  pressed[key] = again ? 0 : Date.now()
  return again
}

function say(text) {
  notice = text
  setTimeout(() => {
    if (notice === text) notice = ''
    ui.draw()
  }, TWICE_MS)
}

function stop(key) {
  const deaf = env.FAKE_STUBBORN === 'all' || (env.FAKE_STUBBORN === 'escape' && key === 'escape')
  if (!deaf) turn.abort.abort()
}

function atRest(key) {
  if (key === 'ctrl-c') {
    if (twice('ctrl-c')) return void end(0, 'prompt_input_exit')
    return say('Press Ctrl-C again to exit')
  }
  const again = twice('escape')
  if (!composer.empty()) {
    if (again) composer.set('')
    else say('Esc again to clear')
  } else if (again) {
    record({ kind: 'rewind' })
    void ask({
      about: 'rewind',
      choices: ['(current)'],
      lines: rows => [' \x1b[1mRewind\x1b[0m', '', ...rows, '', grey(' Enter to continue · Esc to exit')],
    }).then(() => ui.draw())
  }
}

const hear = createHearing({
  composer,
  ui,
  menu: () => menu,
  submit,
  leave: () => void end(0, 'other'),
  keys: {
    up() {
      if (composer.empty() && queue.length > 0) composer.set(queue.splice(0).join('\n'))
    },
    escape: () => (turn ? stop('escape') : atRest('escape')),
    'ctrl-c': () => (turn ? stop('ctrl-c') : atRest('ctrl-c')),
  },
})

await begin('Unable to connect to Anthropic services')
listen(hear)
process.on('SIGTERM', () => void end(143, 'other'))
process.stdout.on('resize', () => ui.draw())
process.stdout.write('\x1b[?25l')
if (env.FAKE_GATE) await gate(env.FAKE_GATE)
if (env.FAKE_DRAFT) composer.set(env.FAKE_DRAFT)
ui.title(`✳ ${TOPIC}`)
ui.print(
  `${accent(' ▐▛███▜▌')}   \x1b[1mClaude Code\x1b[0m ${grey('v2.1.197')}`,
  `${accent('▝▜█████▛▘')}  ${grey('Opus 4.8 (1M context) · API Usage Billing')}`,
  `${accent('  ▘▘ ▝▝')}    ${grey(process.cwd().replace(homedir(), '~'))}`,
  '',
)
await tell('SessionStart', { source: option('--resume') ? 'resume' : 'startup', model: 'claude-opus-4-8[1m]' })
