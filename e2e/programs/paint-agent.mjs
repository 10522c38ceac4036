#!/usr/bin/env node
/*
 * Paints a screen like that of a coding agent, for the screenshots: a title with a spinner while it works, a composer
 * when it rests. The product is told by the name that the program is started by (`claude`, `codex`, …), the task by the
 * pane's number, so that a session has some of each.
 */
const called = process.argv[1]?.split('/').at(-1) ?? ''
const product = { claude: 'Claude Code', codex: 'Codex', gemini: 'Gemini CLI' }[called] ?? 'Agent'
const claude = called === 'claude'
const turn = Number((process.env.TMUX_PANE ?? '%0').slice(1))
const ESC = '\x1b['
const dim = text => `${ESC}2m${text}${ESC}0m`
const bold = text => `${ESC}1m${text}${ESC}0m`
const rgb = (r, g, b, text) => `${ESC}38;2;${r};${g};${b}m${text}${ESC}0m`
const accent = text => (claude ? rgb(217, 119, 87, text) : rgb(96, 165, 250, text))
const green = text => `${ESC}32m${text}${ESC}0m`
const red = text => `${ESC}31m${text}${ESC}0m`
const spinner = claude ? ['⠂', '⠐', '⠂', '⠄'] : ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧']

const TASKS = [
  {
    topic: 'Retry failed uploads',
    prompt: 'Retry failed uploads with backoff, and prove it by a test',
    lines: [
      `${green('●')} ${bold('Read')}(src/upload/queue.ts)`,
      dim('  └  Read 148 lines'),
      `${green('●')} ${bold('Update')}(src/upload/queue.ts)`,
      dim('  └  Updated with 14 additions and 3 removals'),
      `     41 ${red('-  await send(part)')}`,
      `     41 ${green('+  await withBackoff(() => send(part), { tries: 5 })')}`,
      `     42 ${green('+  metrics.count("upload.retried")')}`,
      `${green('●')} ${bold('Bash')}(npm test -- queue)`,
      dim('  └  Test Files  1 passed (1)'),
      dim('     Tests       14 passed (14)'),
    ],
  },
  {
    topic: 'Review the migration',
    prompt: 'Is the new migration safe on a table of 40 million rows?',
    lines: [
      `${green('●')} ${bold('Search')}(pattern: "ALTER TABLE", path: "migrations")`,
      dim('  └  Found 6 files'),
      `${green('●')} The index is built without ${bold('CONCURRENTLY')}: it locks writes.`,
      '  Two steps are safe: first the index, then the constraint',
      '  as NOT VALID, validated afterwards.',
    ],
  },
  {
    topic: 'Type the config loader',
    prompt: 'Replace any in the config loader by a schema',
    lines: [
      `${green('●')} ${bold('Update')}(src/config/load.ts)`,
      dim('  └  Updated with 31 additions and 22 removals'),
      `${green('●')} ${bold('Bash')}(npx tsc --noEmit)`,
      dim('  └  (No content)'),
      `${green('●')} Every field has a type now; 3 defaults were never`,
      '  reached, and I removed them.',
    ],
  },
]
const task = TASKS[turn % TASKS.length]
const working = turn % 3 !== 1
const started = Date.now()
let tick = 0

function head() {
  const { columns } = process.stdout
  const width = Math.min(columns - 2, 58)
  const row = text => accent('│') + text + accent('│')
  const pad = (text, length) => text + ' '.repeat(Math.max(0, width - length))
  return [
    accent(`╭${'─'.repeat(width)}╮`),
    row(pad(` ${accent('✻')} ${bold(product)}`, product.length + 3)),
    row(pad(dim(`   ${process.cwd().split('/').at(-1)}`), (process.cwd().split('/').at(-1)?.length ?? 0) + 3)),
    accent(`╰${'─'.repeat(width)}╯`),
    '',
  ]
}

function foot() {
  const rule = dim('─'.repeat(process.stdout.columns))
  const seconds = Math.floor((Date.now() - started) / 1000) + 41 + turn * 7
  const busy = `${accent(claude ? '✶' : '•')} ${accent('Working…')} ${dim(`(${seconds}s · esc to interrupt)`)}`
  return ['', ...(working ? [busy, ''] : []), rule, `${bold('❯')} `, rule]
}

function paint() {
  const { rows } = process.stdout
  const body = ['', `${dim('>')} ${task.prompt}`, '', ...task.lines]
  const lines = [...head(), ...body, ...foot()].slice(-rows + 1)
  const fitted = lines.map(line => `${line}${ESC}0m${ESC}K`)
  process.stdout.write(`${ESC}?7l${ESC}H${fitted.join('\r\n')}${ESC}J${ESC}?7h${ESC}${lines.length - 1};3H`)
  const mark = working ? spinner[tick % spinner.length] : claude ? '✳' : ''
  process.stdout.write(`\x1b]2;${`${mark} ${claude ? task.topic : process.cwd().split('/').at(-1)}`.trim()}\x07`)
  tick += 1
}

process.stdin.setRawMode?.(true)
process.stdin.on('data', data => {
  if (data.includes(3)) process.exit(0)
})
process.stdout.on('resize', paint)
paint()
if (working) setInterval(paint, 500)
