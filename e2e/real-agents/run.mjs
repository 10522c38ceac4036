import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/*
 * `npm run test:real-agents [-- BIN]`: installs the agent programs into a scratch folder (or takes those of BIN) and runs the
 * checks against them. No account and no network but npm's: the model server is our own. What cannot be installed is left
 * out, and that is said.
 */

const PACKAGES = ['@anthropic-ai/claude-code', '@openai/codex', '@google/gemini-cli', 'opencode-ai']

function run(program, args, env = {}) {
  return new Promise(resolve => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('exit', code => resolve(code ?? 1))
  })
}

const given = process.argv[2]
const scratch = given ? '' : await mkdtemp(join(tmpdir(), 'qd-real-npm-'))
let missing = 0
for (const name of given ? [] : PACKAGES) {
  const code = await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', scratch, name])
  if (code === 0) continue
  console.error(`${name} could not be installed: left out`)
  missing += 1
}
const installed = missing === PACKAGES.length ? 1 : 0
const bin = given ?? join(scratch, 'node_modules', '.bin')
const config = ['--config', 'e2e/real-agents/vitest.config.mjs']
const code = installed || (await run('npx', ['vitest', 'run', ...config], { QUARTERDECK_REAL_BIN: bin }))
if (scratch) await rm(scratch, { recursive: true, force: true })
process.exit(code)
