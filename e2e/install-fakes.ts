import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const PROGRAMS = {
  claude: { file: '@anthropic-ai/claude-code/cli.mjs', fake: 'fake-claude.mjs' },
  codex: { file: '@openai/codex/bin/codex.mjs', fake: 'fake-codex.mjs' },
} as const

/**
 * Installs the scripted agents (e2e/programs/fake-*.mjs) below a home folder, where the app finds the real ones: a
 * package's program on the PATH of the login shell. They write what reached them to `proof.jsonl` and `bytes-PANE` there.
 */
export async function installFakes(home: string): Promise<void> {
  await mkdir(join(home, 'bin'))
  // /etc/profile may set PATH afresh: only what comes after it counts.
  await writeFile(join(home, '.profile'), 'PATH="$HOME/bin:$PATH"\nexport PATH\n')
  for (const [name, { file, fake }] of Object.entries(PROGRAMS)) {
    const path = join(home, 'lib', 'node_modules', file)
    await mkdir(resolve(path, '..'), { recursive: true })
    const proof = JSON.stringify(join(home, 'proof.jsonl'))
    const bytes = `${JSON.stringify(join(home, 'bytes-'))} + (process.env.TMUX_PANE ?? '').slice(1)`
    const lines = [
      `#!${process.execPath}`,
      `process.env.FAKE_AGENT_PROMPTS = ${proof}`,
      `process.env.FAKE_AGENT_LOG = ${bytes}`,
      `await import(${JSON.stringify(resolve('e2e/programs', fake))})`,
    ]
    await writeFile(path, `${lines.join('\n')}\n`)
    await chmod(path, 0o755)
    await symlink(path, join(home, 'bin', name))
  }
}
