import { mkdir, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** No secret: the model server asks for none, but the programs want to see one. */
const KEY = 'quarterdeck-model-server-key'

async function folders(root) {
  const home = join(root, 'home')
  const project = join(root, 'project')
  await mkdir(home, { recursive: true })
  await mkdir(project, { recursive: true })
  return { home, project: await realpath(project) }
}

/**
 * A home folder in which Gemini CLI talks to the model server at `port`. `kind`: `gates` leaves out the folder's trust, `fresh`
 * the choice of an account.
 */
export async function createGeminiSandbox(root, port, kind = 'normal') {
  const { home, project } = await folders(root)
  const own = join(home, '.gemini')
  await mkdir(own)
  const settings = {
    security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: kind === 'gates' } },
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    model: { name: 'gemini-2.5-pro' },
  }
  if (kind === 'fresh') delete settings.security.auth
  await writeFile(join(own, 'settings.json'), JSON.stringify(settings))
  const key = kind === 'fresh' ? {} : { GEMINI_API_KEY: KEY }
  const env = { HOME: home, GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}`, ...key }
  return { home, project, env }
}

/**
 * A home folder in which OpenCode talks to the model server at `port`. It asks for permissions before it runs or writes
 * anything. `kind`: `fresh` has no model at all.
 */
export async function createOpenCodeSandbox(root, port, kind = 'normal') {
  const { home, project } = await folders(root)
  const own = join(home, '.config', 'opencode')
  await mkdir(own, { recursive: true })
  const config = {
    autoupdate: false,
    share: 'disabled',
    model: 'loopback/stand-in',
    small_model: 'loopback/stand-in',
    permission: { bash: 'ask', edit: 'ask' },
    provider: {
      loopback: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Loopback',
        options: { baseURL: `http://127.0.0.1:${port}/v1`, apiKey: KEY },
        models: { 'stand-in': { name: 'Stand-in', limit: { context: 200_000, output: 8000 } } },
      },
    },
  }
  await writeFile(join(own, 'opencode.json'), JSON.stringify(kind === 'fresh' ? { autoupdate: false } : config))
  const env = { HOME: home, OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' }
  return { home, project, env }
}
