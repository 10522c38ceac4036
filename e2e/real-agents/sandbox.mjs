import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** No secret: the model server asks for none, but the programs want to see one. */
const KEY = 'quarterdeck-model-server-key'

/**
 * A home folder in which the real programs start at their prompt and talk to the model server at `port`.
 * Returns the folders and the environment to start an agent with. `kind` leaves out what the programs then ask for at their
 * start: `gates` the folder's trust, `unapproved` the key's approval, `fresh` everything, `login` Codex's model
 * server; `update` tells Codex of a newer version.
 */
export async function createSandbox(root, port, kind = 'normal') {
  const home = join(root, 'home')
  const project = join(root, 'project')
  const codexHome = join(home, '.codex')
  await mkdir(codexHome, { recursive: true })
  await mkdir(project, { recursive: true })
  // Codex 0.169 asks for trust in a git repository alone.
  if (kind === 'gates') await promisify(execFile)('git', ['init', '-q', project])
  const trusted = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true }
  const claude = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    hasSeenAutoDefaultNudge: true,
    customApiKeyResponses: { approved: kind === 'unapproved' ? [] : [KEY.slice(-20)], rejected: [] },
    projects: kind === 'gates' ? {} : { [project]: trusted },
  }
  await writeFile(join(home, '.claude.json'), JSON.stringify(kind === 'fresh' ? {} : claude))
  await mkdir(join(home, '.claude'))
  // From some version after 2.1.197 on a model answers for the person, unless that is set.
  await writeFile(join(home, '.claude', 'settings.json'), JSON.stringify({ permissions: { defaultMode: 'default' } }))
  const config = [
    'model = "stand-in"',
    'model_provider = "loopback"',
    ...(kind === 'gates' ? [] : ['approval_policy = "on-request"', 'sandbox_mode = "read-only"']),
    `check_for_update_on_startup = ${kind === 'update'}`,
    '[model_providers.loopback]',
    'name = "loopback"',
    `base_url = "http://127.0.0.1:${port}/v1"`,
    'wire_api = "responses"',
    'env_key = "LOOPBACK_KEY"',
    ...(kind === 'gates' ? [] : [`[projects.${JSON.stringify(project)}]`, 'trust_level = "trusted"']),
  ]
  // A version that it was told of on its last look, a moment ago.
  const news = { latest_version: '99.0.0', last_checked_at: new Date().toISOString(), dismissed_version: null }
  if (kind === 'update') await writeFile(join(codexHome, 'version.json'), JSON.stringify(news))
  await writeFile(join(codexHome, 'config.toml'), kind === 'login' ? '' : `${config.join('\n')}\n`)
  return {
    home,
    project,
    env: {
      HOME: home,
      CODEX_HOME: codexHome,
      LOOPBACK_KEY: KEY,
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    },
  }
}

/** Pid of one of Codex's daemons by the file that it keeps, as long as it runs from the sandbox; else null. */
async function daemonPid(codexHome, name) {
  const file = join(codexHome, 'app-server-daemon', name)
  try {
    const { pid } = JSON.parse(await readFile(file, 'utf8'))
    const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)])
    return stdout.startsWith(codexHome) ? pid : null
  } catch {
    return null
  }
}

/**
 * Ends the daemons that Codex has started for this sandbox: they outlive every pane. The updater first, which would start
 * the other one again. At once, as a daemon asked politely waits for its turn's end.
 */
export async function endDaemons({ env }) {
  if (!env.CODEX_HOME) return
  for (const name of ['daemon-updater.pid', 'daemon.pid']) {
    const pid = await daemonPid(env.CODEX_HOME, name)
    if (pid === null) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
}
