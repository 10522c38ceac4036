import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PaneId, StateName } from '../../ipc/model'
import { type AgentType, spinnerTitle } from '../agents/agent-type'
import type { Screen } from '../agents/screen'
import type { TestFleet } from './test-fleet'

/*
 * For tests alone: an agent with a composer, bracketed paste, turns, questions and bad habits, and its type.
 */

/**
 * Its keys besides text: Enter submits, Ctrl+U empties the composer, Ctrl+W begins or ends a turn, Ctrl+Q opens a question
 * (answered by 1 or 2), Ctrl+X ends it. A prompt `work` begins a turn, any other makes one of 100 ms.
 * HABITS: how many Enters it swallows, whether it asks for trust at its start, whether it takes pastes as such, ms until
 * it draws a paste.
 */
const BODY = (folder: string, habits: Habits) => `
const habits = ${JSON.stringify(habits)};
const note = (kind, text) => fs.appendFileSync(${JSON.stringify(folder)} + '/got-' + process.env.TMUX_PANE, JSON.stringify({ kind, text }) + '\\n');
let draft = '', question = habits.gate ? 'Do you trust this folder?' : '', working = false, swallow = habits.swallow ?? 0, paste = null, seenKeys = '';
const title = text => process.stdout.write('\\x1b]2;' + text + '\\x07');
function shown() {
  if (draft.length > 400) return '[Pasted text #1 +' + draft.split('\\n').length + ' lines]';
  return draft.split('\\n').slice(-4).join('\\r\\n  ');
}
function draw() {
  const top = working ? 'WORKING' : 'ready';
  const low = question ? 'QUESTION ' + question + '\\r\\n 1. Yes\\r\\n 2. No' : '> ' + shown();
  process.stdout.write('\\x1b[2J\\x1b[H' + top + '\\r\\n' + low);
}
function turn(on) {
  working = on;
  title(on ? '⠋ fake' : '✳ fake');
  draw();
}
function submit() {
  if (swallow > 0) { swallow -= 1; draft += habits.newline ? '\\n' : ''; return draw(); }
  note('prompt', draft);
  const text = draft;
  draft = '';
  if (text === 'exit') process.exit(3);
  turn(true);
  if (text === 'ask') { working = false; question = 'May I?'; return draw(); }
  if (text !== 'work') setTimeout(() => turn(false), 100);
}
function key(char) {
  if (char === '\\x18') process.exit(0);
  if (char === '\\x17') return turn(!working);
  if (char === '\\x11') { question = 'May I?'; return draw(); }
  if (question) {
    if (char !== '1' && char !== '2') return;
    note('answer', char);
    question = habits.again ? question + '?' : '';
    if (habits.deaf) question = 'May I?';
    return draw();
  }
  if (char === '\\r') return submit();
  if (char === '\\x15') draft = habits.stubborn ? draft : '';
  else draft += char;
  draw();
}
function feed(text) {
  while (text !== '') {
    const end = paste === null ? text.indexOf('\\x1b[200~') : text.indexOf('\\x1b[201~');
    const part = end < 0 ? text : text.slice(0, end);
    if (paste === null) for (const char of part) key(char);
    else paste += part;
    if (end < 0) return;
    text = text.slice(end + 6);
    if (paste === null) { paste = ''; continue; }
    const whole = paste;
    paste = null;
    setTimeout(() => { draft += whole; draw(); }, habits.slow ?? 0);
  }
}
if (habits.plain !== true) process.stdout.write('\\x1b[?2004h');
process.stdin.setRawMode(true);
const decoder = new TextDecoder();
process.stdin.on('data', data => { note('bytes', data.toString('hex')); feed(decoder.decode(data, { stream: true })); });
setTimeout(() => turn(false), habits.starts ?? 0);
if (habits.lateGate) setTimeout(() => { question = 'Make this your default?'; draw(); }, habits.lateGate);
`

export interface Habits {
  /** How many Enters do nothing; with `newline` they make a line in the composer. */
  readonly swallow?: number
  readonly newline?: boolean
  /** Asks for trust at its start. */
  readonly gate?: boolean
  /** ms after which a question takes the place of its first composer. */
  readonly lateGate?: number
  /** Does not ask for bracketed paste. */
  readonly plain?: boolean
  /** ms until a paste shows. */
  readonly slow?: number
  /** ms until it draws anything. */
  readonly starts?: number
  /** Its composer cannot be emptied. */
  readonly stubborn?: boolean
  /** An answer opens another question, or changes nothing. */
  readonly again?: boolean
  readonly deaf?: boolean
}

const last = (screen: Screen, mark: string) =>
  screen.rows.map(row => row.text).findLastIndex(text => text.startsWith(mark))

/** Reads what the script draws. */
const reading: Partial<AgentType> = {
  custom: false,
  readTitle: spinnerTitle(title => title.startsWith('✳')),
  readScreen(screen) {
    const asked = last(screen, 'QUESTION ')
    const says = (name: Exclude<StateName, 'unknown'>) =>
      ({ says: name, sure: 'certain', sentence: `It is ${name}.` }) as const
    if (asked >= 0) {
      const title = screen.rows[asked]?.text.slice(9) ?? ''
      const choices = ['Yes', 'No'].map((label, at) => ({ key: `${at + 1}`, label, selected: false, danger: false }))
      return { ...says('waiting'), question: { kind: 'permission', title, detail: '', choices } }
    }
    if (last(screen, 'WORKING') >= 0) return says('working')
    return last(screen, '>') >= 0 ? says('idle') : null
  },
  readComposer(screen) {
    const at = last(screen, '>')
    if (at < 0 || last(screen, 'QUESTION ') >= 0) return null
    const rows = screen.rows.slice(at).map(row => row.ink)
    const text = rows.join('\n').slice(1).trim()
    return { kind: text === '' ? 'empty' : 'draft', text }
  },
  prompting: { settleMs: 30, clear: ['C-u'] },
  answerKeys: (_, choice) => [choice.key],
}

/** A type of agents with these habits. */
export function fakeAgent(
  t: TestFleet,
  id: string,
  habits: Habits = {},
  more: Partial<AgentType> = {},
): Promise<AgentType> {
  return t.script(id, BODY(t.folder, habits), { ...reading, ...more })
}

/** What reached the agent in a pane: prompts that it took, answers, or raw bytes as hex. */
export async function got(
  t: TestFleet,
  pane: PaneId,
  kind: 'prompt' | 'answer' | 'bytes' = 'prompt',
): Promise<string[]> {
  const text = await readFile(join(t.folder, `got-${pane}`), 'utf8').catch(() => '')
  const lines = text.split('\n').filter(line => line !== '')
  return lines.map(line => JSON.parse(line)).flatMap(line => (line.kind === kind ? [line.text] : []))
}
