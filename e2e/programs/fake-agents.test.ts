import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Terminal } from '@xterm/headless'
import { type IPty, spawn } from 'node-pty'
import { afterEach, beforeEach, expect, test } from 'vitest'

/* The scripted agents do what the real ones were seen to do; journeys rely on it. */

let folder: string
const open: IPty[] = []

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'qd-fake-')))
  await mkdir(join(folder, 'home'))
})

afterEach(async () => {
  for (const one of open.splice(0)) one.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function until(look: () => unknown, what: string): Promise<void> {
  const end = Date.now() + 15_000
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise(done => setTimeout(done, 10))
  }
}

interface Fake {
  readonly pty: IPty
  readonly title: () => string
  readonly screen: () => string
  readonly ended: () => number | null
  shows(text: string | RegExp): Promise<void>
  send(bytes: string): void
  /** As the app delivers: a bracketed paste, time to settle, Enter. */
  prompt(text: string): Promise<void>
}

function start(program: string, env: Record<string, string> = {}, args: string[] = [], cols = 100): Fake {
  const pty = spawn(process.execPath, [resolve('e2e/programs', program), ...args], {
    cols,
    rows: 30,
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: join(folder, 'home'),
      FAKE_AGENT_PROMPTS: join(folder, 'proof'),
      FAKE_AGENT_LOG: join(folder, 'bytes'),
      ...env,
    },
  })
  open.push(pty)
  const terminal = new Terminal({ cols, rows: 30, allowProposedApi: true })
  let title = ''
  let ended: number | null = null
  terminal.onTitleChange(text => {
    title = text
  })
  pty.onData(data => terminal.write(data))
  pty.onExit(({ exitCode }) => {
    ended = exitCode
  })
  const screen = () => {
    const { active } = terminal.buffer
    const rows = Array.from({ length: terminal.rows }, (_, n) =>
      active.getLine(active.baseY + n)?.translateToString(true),
    )
    return rows.join('\n').trimEnd()
  }
  const shows = (text: string | RegExp) =>
    until(() => (typeof text === 'string' ? screen().includes(text) : text.test(screen())), `${text} in\n${screen()}`)
  const send = (bytes: string) => pty.write(bytes)
  return {
    pty,
    screen,
    shows,
    send,
    title: () => title,
    ended: () => ended,
    async prompt(text) {
      const before = screen()
      send(`\x1b[200~${text}\x1b[201~`)
      await until(() => screen() !== before, 'the paste to show')
      // Longer than FAKE_SETTLE_MS.
      await new Promise(done => setTimeout(done, 120))
      send('\r')
    },
  }
}

async function proof(): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'proof'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

const prompts = async () => (await proof()).filter(one => one.kind === 'prompt').map(one => one.text)

async function hooked(): Promise<{ args: string[]; told: () => Promise<Record<string, unknown>[]> }> {
  const log = join(folder, 'hooks')
  const command = `cat >> '${log}'; echo >> '${log}'`
  const events = [
    'SessionStart',
    'UserPromptSubmit',
    'PreToolUse',
    'PermissionRequest',
    'Stop',
    'StopFailure',
    'SessionEnd',
  ]
  const hooks = Object.fromEntries(events.map(event => [event, [{ hooks: [{ type: 'command', command }] }]]))
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ hooks }))
  const told = async () => {
    const text = await readFile(log, 'utf8').catch(() => '')
    return text
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
  }
  return { args: ['--settings', join(folder, 'settings.json')], told }
}

test('claude: a prompt, a turn with its spinner, hooks in order and a transcript', async () => {
  const { args, told } = await hooked()
  const fake = start('fake-claude.mjs', { FAKE_TURN_MS: '400' }, [...args, '--session-id', 'id-1'])
  await fake.shows('❯')
  expect(fake.title()).toBe('✳ Claude Code')
  const text = 'one; "two" $(three)\n\tfour  \n- /five @six 🚢'
  await fake.prompt(text)
  await until(() => /^[⠂⠐] /.test(fake.title()), 'the spinner in the title')
  await fake.shows(/… \(\ds · ↓ \d+ tokens\)/)
  await fake.shows('esc to interrupt')
  await fake.shows('You said: one; "two" $(three)')
  await until(() => fake.title() === '✳ Claude Code', 'rest')
  expect(await prompts()).toEqual([text])
  await until(async () => (await told()).length === 3, 'three hooks')
  expect((await told()).map(one => one.hook_event_name)).toEqual(['SessionStart', 'UserPromptSubmit', 'Stop'])
  expect((await told())[1]).toMatchObject({ prompt: text, session_id: 'id-1', cwd: folder })
  const path = String((await told())[0]?.transcript_path)
  expect(path).toBe(join(folder, 'home/.claude/projects', folder.replace(/[^A-Za-z0-9]/g, '-'), 'id-1.jsonl'))
  const lines = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines.map(line => line.type)).toEqual(['user', 'assistant'])
  expect(lines[0]).toMatchObject({ message: { content: text }, sessionId: 'id-1' })
})

test('claude: Escape stops a turn, what was queued begins, and no hook tells of it', async () => {
  const { args, told } = await hooked()
  const fake = start('fake-claude.mjs', {}, args)
  await fake.shows('❯')
  await fake.prompt('work')
  await fake.shows('esc to interrupt')
  await fake.prompt('later')
  await fake.shows('Press up to edit queued messages')
  fake.send('\x1b')
  await fake.shows('Interrupted · What should Claude do instead?')
  await fake.shows('You said: later')
  await until(async () => (await told()).length === 4, 'hooks')
  const names = (await told()).map(one => one.hook_event_name)
  expect(names).toEqual(['SessionStart', 'UserPromptSubmit', 'UserPromptSubmit', 'Stop'])
})

test('claude: Ctrl+C at rest arms, twice ends; Escape twice opens the history', async () => {
  const fake = start('fake-claude.mjs')
  await fake.shows('❯')
  fake.send('\x1b')
  await new Promise(done => setTimeout(done, 100))
  fake.send('\x1b')
  await fake.shows('Rewind')
  fake.send('\x1b')
  await fake.shows('? for shortcuts')
  fake.send('\x03')
  await fake.shows('Press Ctrl-C again to exit')
  fake.send('\x03')
  await until(() => fake.ended() !== null, 'its end')
  expect((await proof()).map(one => one.kind)).toEqual(['rewind', 'answer', 'end'])
})

test('claude: a permission question is answered by a digit, refused by Escape; other text is stray', async () => {
  const { args, told } = await hooked()
  const fake = start('fake-claude.mjs', {}, args)
  await fake.shows('❯')
  await fake.prompt('ask 2')
  await fake.shows(/Do you want to proceed\?\n ❯ 1\. Yes/)
  expect(fake.title()).toBe('✳ Claude Code')
  fake.send('\x1b[200~a prompt\x1b[201~')
  await until(async () => (await proof()).some(one => one.kind === 'stray'), 'stray text')
  fake.send('1')
  await fake.shows('touch file-2.txt')
  fake.send('\x1b')
  await fake.shows('Interrupted')
  const answers = (await proof()).filter(one => one.kind === 'answer')
  expect(answers).toMatchObject([
    { about: 'touch file-1.txt', choice: 'Yes' },
    { about: 'touch file-2.txt', choice: 'escape' },
  ])
  expect(await prompts()).toEqual(['ask 2'])
  expect((await told()).filter(one => one.hook_event_name === 'PermissionRequest')).toHaveLength(2)
})

test('claude: long pastes show as a label and arrive whole; Ctrl+U empties line by line', async () => {
  const fake = start('fake-claude.mjs')
  await fake.shows('❯')
  const long = `${'ü'.repeat(100)}\n`.repeat(1000)
  fake.send('abc\x1b[200~x\ny\x1b[201~')
  await fake.shows(/❯\u00a0abcx\n {2}y/)
  fake.send('\x15\x15\x15')
  await fake.shows('? for shortcuts')
  await fake.prompt(long)
  await until(async () => (await prompts()).length === 1, 'the prompt')
  expect(await prompts()).toEqual([long])
  fake.send('\x1b[200~1\n2\n3\n4\x1b[201~')
  await fake.shows('[Pasted text #2 +3 lines]')
})

test('claude: gates, a draft, a swallowed Enter, an Enter too soon, a stubborn turn, a retyped draft', async () => {
  const gate = start('fake-claude.mjs', { FAKE_GATE: 'trust' })
  await gate.shows('❯ 1. Yes, I trust this folder')
  gate.send('\x1b')
  await until(() => gate.ended() !== null, 'the end by Escape at the gate')
  const fake = start('fake-claude.mjs', {
    FAKE_GATE: 'login',
    FAKE_DRAFT: 'wor',
    FAKE_SWALLOW: '1',
    FAKE_STUBBORN: 'escape',
    FAKE_RETYPE: '1',
  })
  await fake.shows('Select login method:')
  fake.send('\r')
  await fake.shows('❯\u00a0wor')
  fake.send('\x1b[200~k\x1b[201~\r')
  await fake.shows(/❯\u00a0work\n/)
  fake.send('\x7f')
  await new Promise(done => setTimeout(done, 120))
  fake.send('\r')
  fake.send('\r')
  await fake.shows('esc to interrupt')
  fake.send('\x1b')
  await fake.shows(/… \(1s/)
  fake.send('\x03')
  await fake.shows('Interrupted')
  await fake.shows('❯\u00a0work')
  expect(await prompts()).toEqual(['work'])
})

test('claude: retries of a rate limit, an error, a quoted question, an end with its status', async () => {
  const { args, told } = await hooked()
  const fake = start('fake-claude.mjs', {}, args, 40)
  await fake.shows('❯')
  await fake.prompt('ratelimit 1')
  await fake.shows('✻ API error · Retrying in 1s')
  await fake.shows('You said: ratelimit 1')
  await fake.prompt('error')
  await fake.shows('● API Error: 400')
  await until(async () => (await told()).some(one => one.hook_event_name === 'StopFailure'), 'StopFailure')
  await fake.prompt('quote')
  await fake.shows('❯ 1. Yes')
  await fake.shows(/❯\u00a0 ?\n─+\n {2}\? for shortcuts/)
  await fake.prompt('exit 3')
  await until(() => fake.ended() !== null, 'its end')
  expect(fake.ended()).toBe(3)
  expect((await told()).at(-1)).toMatchObject({ hook_event_name: 'SessionEnd' })
})

test('both: a slow start, an end at the start, an end when a paste begins', async () => {
  for (const program of ['fake-claude.mjs', 'fake-codex.mjs']) {
    const dying = start(program, { FAKE_DIES: '4' })
    await until(() => dying.ended() !== null, 'its end')
    expect(dying.ended()).toBe(4)
    const leaving = start(program, { FAKE_START_MS: '200', FAKE_EXIT_ON_PASTE: '1' })
    await leaving.shows(/[❯›]/)
    leaving.send('\x1b[200~touch x\x1b[201~')
    await until(() => leaving.ended() !== null, 'its end')
    expect(leaving.ended()).toBe(0)
  }
  expect(await prompts()).toEqual([])
})

test('codex: a turn with its spinner and its notify program; Escape stops, and what was queued comes back', async () => {
  const log = join(folder, 'notes')
  await writeFile(join(folder, 'notify'), `#!/bin/sh\nprintf '%s\\n' "$2" >> '${log}'\n`)
  await chmod(join(folder, 'notify'), 0o755)
  const fake = start('fake-codex.mjs', {}, ['-c', `notify=${JSON.stringify([join(folder, 'notify'), 'event'])}`])
  await fake.shows('› Ask Codex to do anything')
  const name = folder.split('/').at(-1)
  expect(fake.title()).toBe(name)
  await fake.prompt('hello')
  await fake.shows('You said: hello')
  await until(async () => readFile(log, 'utf8').catch(() => ''), 'the note')
  expect(JSON.parse(await readFile(log, 'utf8'))).toMatchObject({ 'input-messages': ['hello'], cwd: folder })
  await fake.prompt('work')
  await until(() => /^[\u2800-\u28ff] /.test(fake.title()), 'the spinner')
  await fake.prompt('and this')
  await fake.shows('Queued follow-up inputs')
  fake.send('\x1b')
  await fake.shows('■ Conversation interrupted')
  await fake.shows('› and this')
  expect(await prompts()).toEqual(['hello', 'work'])
  await until(() => fake.title() === name, 'rest')
})

test('codex: Ctrl+C asks at work and ends at rest; an approval is answered by a digit', async () => {
  const fake = start('fake-codex.mjs')
  await fake.shows('›')
  await fake.prompt('ask')
  await fake.shows('› 1. Yes, proceed (y)')
  expect(fake.title()).toMatch(/^\[ ! \] Action Required/)
  fake.send('1')
  await fake.shows('Ran touch file-1.txt')
  await until(() => !/^[\u2800-\u28ff]/.test(fake.title()), 'rest')
  await fake.prompt('work')
  await fake.shows('esc to interrupt')
  fake.send('\x03')
  await fake.shows('Task is still running')
  fake.send('\x1b')
  await fake.shows('esc to interrupt')
  fake.send('\x03')
  await fake.shows('Task is still running')
  fake.send('1')
  await fake.shows('■ Conversation interrupted')
  fake.send('\x03')
  await fake.shows('codex resume')
  await until(() => fake.ended() !== null, 'its end')
})

test('both: a prompt of the pictures shows work, then the answer or the question that stands there', async () => {
  const claude = start('fake-claude.mjs')
  await claude.shows('? for shortcuts')
  await claude.prompt('Write the notes of the release and tag it')
  await claude.shows(/Wrote 46 lines[\s\S]*git tag -a v2\.4\.0[\s\S]*❯ 1\. Yes/)
  const codex = start('fake-codex.mjs')
  await codex.shows('for shortcuts')
  await codex.prompt('Is the new migration safe on 40 million rows?')
  await codex.shows(/Seq Scan on uploads[\s\S]*Not yet: the index is built without CONCURRENTLY/)
})
