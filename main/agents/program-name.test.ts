import { expect, test } from 'vitest'
import { isInteractiveShell, programOf } from './program-name'

test.each([
  ['/usr/bin/claude --resume x', 'claude', ['--resume', 'x']],
  ['node /x/node_modules/.bin/codex app-server', 'codex', ['app-server']],
  ['node --require /x/hook.js --max-old-space-size=9 /x/gemini.js -i', 'gemini', ['-i']],
  ['python3.12 -m aider --model x', 'aider', ['--model', 'x']],
  ['python3 /usr/local/bin/aider', 'aider', []],
  ['bun run /x/opencode.ts', 'opencode', []],
  ['deno run -A agent.ts', 'agent', []],
  ['bash /x/agent.sh', 'agent.sh', []],
  ['-bash', 'bash', []],
])('%s runs %s', (line, name, args) => {
  const program = programOf(line.split(' '))
  expect([program.name, program.args]).toEqual([name, args])
})

test.each(['node', 'node -e code', 'bash -lc claude', 'python3 -c claude', 'sh -i'])(
  '%s is only an interpreter',
  line => {
    expect(programOf(line.split(' ')).interpreter).toBe(true)
  },
)

test('an interactive shell has neither code nor a script', () => {
  const yes = ['bash', '-bash', '/bin/zsh -l', 'fish -i', 'bash -o vi']
  const no = ['bash -c x', 'bash -lc x', 'sh script', 'node', 'vim', 'bash -- script', '']
  expect(yes.map(line => isInteractiveShell(line.split(' ')))).toEqual(yes.map(() => true))
  expect(no.map(line => isInteractiveShell(line.split(' ')))).toEqual(no.map(() => false))
})
