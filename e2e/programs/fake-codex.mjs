#!/usr/bin/env node
/*
 * Behaves in a terminal like Codex 0.169.0 (watched; see docs/agent-states.md): title, composer, approval menu, notify
 * program, what Escape and Ctrl+C do. Prompts and environment as in fake-claude.mjs, as far as they apply.
 */
import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createComposer } from './fake/composer.mjs'
import { createHearing } from './fake/hear.mjs'
import { begin, listen } from './fake/listen.mjs'
import { createMenu } from './fake/menu.mjs'
import { createJournal, number, record, run } from './fake/record.mjs'
import { firstLine, QUOTE, scriptOf } from './fake/script.mjs'
import { createUi } from './fake/ui.mjs'

const args = process.argv.slice(2)
const env = process.env
if (args.includes('--version')) {
  console.log('codex-cli 0.169.0')
  process.exit(0)
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FOLDER = basename(process.cwd())
const PLACE = process.cwd().replace(homedir(), '~')
const dim = text => `\x1b[2m${text}\x1b[0m`
const bold = text => `\x1b[1m${text}\x1b[0m`
const said = text => [
  '\x1b[48;5;238m ',
  ...text.split('\n').map((line, n) => `\x1b[48;5;238m\x1b[1;2m${n === 0 ? '› ' : '  '}\x1b[0m\x1b[48;5;238m${line}`),
  '\x1b[48;5;238m ',
]

/** Of version 7, as Codex makes them: the day of its transcript is read from it. */
const born = Date.now().toString(16).padStart(12, '0')
const session = `${born.slice(0, 8)}-${born.slice(8)}-7${randomUUID().slice(15)}`
const [year, month, day] = new Date().toISOString().slice(0, 10).split('-')
const home = env.CODEX_HOME ?? join(homedir(), '.codex')
const journal = createJournal(
  join(home, 'sessions', year, month, day, `rollout-${year}-${month}-${day}T00-00-00-${session}.jsonl`),
)
const composer = createComposer(text => (text.length > 1000 ? `[Pasted Content ${text.length} chars]` : null))
const ui = createUi(live)
const inputs = []
const queue = []
let menu = null
let turn = null
let footer = ''
let armed = 0

/** The program of `-c notify=[…]`, whose value is TOML that is also JSON. */
const notify = args
  .filter((_, n) => args[n - 1] === '-c')
  .flatMap(text => {
    const [, list] = /^notify\s*=\s*(\[.*\])$/s.exec(text) ?? []
    return list ? [JSON.parse(list)] : []
  })[0]

async function tell(answer) {
  if (!notify) return
  const facts = { 'thread-id': session, 'turn-id': randomUUID(), cwd: process.cwd(), client: 'codex-tui' }
  const words = { type: 'agent-turn-complete', ...facts, 'input-messages': inputs, 'last-assistant-message': answer }
  await run(notify[0], [...notify.slice(1), JSON.stringify(words)])
}

function write(type, payload) {
  journal({ timestamp: new Date().toISOString(), type, payload })
}

function live() {
  const width = process.stdout.columns ?? 80
  if (menu) return { lines: menu.lines(), cursor: { line: 0, column: 1 } }
  const seconds = turn ? Math.floor((Date.now() - turn.started) / 1000) : 0
  const working = ['', `• ${dim('Working')} ${dim(`(${seconds}s •`)} ${bold('esc')} ${dim('to interrupt)')}`]
  const queued = [`${dim('•')} Queued follow-up inputs`, ...queue.map(text => dim(`  ↳ ${firstLine(text)}`))]
  const head = turn ? [...working, ...(queue.length > 0 ? queued : []), ''] : ['']
  const rows = composer.shown().split('\n')
  const body = rows.map((row, n) => `${n === 0 ? `${bold('›')} ` : '  '}${row}`)
  if (composer.empty()) body[0] += dim('Ask Codex to do anything')
  const status = [`  \x1b[38;5;223mstand-in default\x1b[39m · \x1b[38;5;151m${PLACE}\x1b[39m`.slice(0, width + 40)]
  status.push(footer || (composer.empty() ? `  ${bold('←')} for agents · ${bold('?')} for shortcuts` : ' '))
  const cursor = { line: head.length + body.length - 1, column: 2 + [...(rows.at(-1) ?? '')].length }
  return { lines: [...head, ...body, '', ...status], cursor }
}

const style = (on, mark, n, label) => (on ? `\x1b[38;5;75m${mark}${n}. ${label}\x1b[39m` : `  ${n}. ${label}`)

function ask({ about, choices, head, foot }) {
  return new Promise(done => {
    const close = index => {
      menu = null
      ui.draw()
      done(index)
    }
    const made = createMenu({ about, choices, take: close, refuse: () => close(-1) })
    menu = { ...made, lines: () => [...head, '', ...made.rows('›', style), '', `  ${dim(foot)}`] }
    ui.draw()
  })
}

const approval = command =>
  ask({
    about: command,
    head: ['', `  ${bold('Would you like to run the following command?')}`, '', `  $ ${command}`],
    choices: [
      'Yes, proceed (y)',
      "Yes, and don't ask again for this command (p)",
      'No, and tell Codex what to do differently (esc)',
    ],
    foot: 'Press enter to confirm or esc to cancel',
  })

/** Ctrl+C at work does not stop it: it asks what to do. Escape closes that menu, and the turn goes on (watched). */
async function stillRunning() {
  const choices = ['Cancel task', 'Run in background', 'Exit']
  const index = await ask({
    about: 'still running',
    head: ['', `  ${bold('Task is still running')}`],
    choices,
    foot: 'esc back',
  })
  if (index === 2) end(0)
  if (index === 0) turn?.abort.abort()
}

function end(code) {
  record({ kind: 'end', code })
  clearInterval(turn?.timer)
  menu = null
  turn = null
  ui.leave('', `To continue this session, run codex resume ${session}`)
  process.exit(code)
}

async function work({ word, value, lines, answer }, text, signal) {
  const hold = ms => pause(ms, undefined, { signal })
  if (lines) ui.print(...lines)
  if (word === 'work') await hold(value ?? 2 ** 31 - 1)
  if (word === 'ratelimit') await hold((value ?? 60) * 1000)
  if (word === 'quote') {
    ui.print('', `${dim('•')} ${QUOTE[0]}`, ...QUOTE.slice(1))
    await hold(value ?? 300)
    return ''
  }
  for (let n = 1; word === 'ask' && n <= (value ?? 1); n += 1) {
    ui.title(`[ ! ] Action Required | ${FOLDER}`)
    const index = await approval(`touch file-${n}.txt`)
    if (index !== 0 && index !== 1) throw Object.assign(new Error('refused'), { name: 'AbortError' })
    ui.print('', `${dim('•')} ${bold('Ran')} touch file-${n}.txt`, dim('  └ (no output)'))
  }
  await hold(number('FAKE_TURN_MS', 150))
  return answer ?? `You said: ${firstLine(text)}`
}

async function take(text) {
  // Before anything of it shows: who reads the proof once a prompt is seen to be taken has to find it.
  record({ kind: 'prompt', text })
  const script = scriptOf(text)
  const abort = new AbortController()
  turn = { abort, started: Date.now(), ticks: 0 }
  turn.timer = setInterval(() => {
    turn.ticks += 1
    if (menu) return
    ui.title(`${FRAMES[turn.ticks % FRAMES.length]} ${FOLDER}`)
    ui.draw()
  }, 100)
  inputs.push(text)
  write('response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text }] })
  ui.title(`${FRAMES[0]} ${FOLDER}`)
  ui.print('', ...said(text))
  if (script.word === 'exit') end(script.value ?? 0)
  try {
    if (script.word === 'error')
      ui.print('', '\x1b[38;5;1m■ exceeded retry limit, last status: 429 Too Many Requests\x1b[39m')
    else {
      const answer = await work(script, text, abort.signal)
      if (answer) ui.print('', `${dim('•')} ${answer}`, dim('  Worked for <1s • 12:00'))
      write('response_item', { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answer }] })
      await tell(answer)
    }
  } catch (error) {
    if (error.name !== 'AbortError') throw error
    ui.print('', '■ Conversation interrupted - use /feedback if something went wrong')
    // What was queued comes back into the composer (watched).
    const back = [...(env.FAKE_RETYPE ? [text] : []), ...queue.splice(0)]
    if (back.length > 0) composer.set(back.join('\n'))
  }
  clearInterval(turn.timer)
  turn = null
  ui.title(FOLDER)
  ui.draw()
  if (queue.length > 0) void take(queue.shift())
}

function submit(text) {
  if (text.trim() === '/quit') return end(0)
  if (!turn) return void take(text)
  queue.push(text)
}

function onEscape() {
  if (turn) {
    if (env.FAKE_STUBBORN === undefined) turn.abort.abort()
    return
  }
  if (Date.now() - armed < 1000) {
    armed = 0
    record({ kind: 'rewind' })
    void ask({ about: 'rewind', head: ['  Browsing transcript'], choices: ['back'], foot: 'esc back' })
    return
  }
  armed = Date.now()
  footer = `  ${bold('esc')} again to edit previous message`
  setTimeout(() => {
    footer = ''
    ui.draw()
  }, 1000)
}

const hear = createHearing({
  composer,
  ui,
  menu: () => menu,
  submit,
  leave: () => end(0),
  keys: {
    escape: onEscape,
    'ctrl-c'() {
      if (turn) return void stillRunning()
      if (composer.empty()) return end(0)
      composer.set('')
    },
  },
})

await begin('Error loading configuration')
listen(hear)
process.on('SIGTERM', () => end(143))
process.stdout.on('resize', () => ui.draw())
if (env.FAKE_DRAFT) composer.set(env.FAKE_DRAFT)
write('session_meta', { id: session, cwd: process.cwd(), cli_version: '0.169.0' })
ui.title(FOLDER)
ui.print(`  \x1b[38;5;75m>_ ${bold('OpenAI Codex')} ${dim('(v0.169.0)')}`, `     ${dim(PLACE)}`, '')
