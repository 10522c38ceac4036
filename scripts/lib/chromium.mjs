import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Browsers that know `--app`, best first. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]

const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]

/**
 * @param {NodeJS.ProcessEnv} env `CHROMIUM_PATH` wins over `PATH`
 * @returns {string[]} where such a browser may be, best first
 */
export function candidates(env, platform = process.platform) {
  const own = env.CHROMIUM_PATH ? [env.CHROMIUM_PATH] : []
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const onPath = NAMES.flatMap(name => folders.map(folder => join(folder, name)))
  return [...own, ...(platform === 'darwin' ? MAC : []), ...onPath]
}

/** @returns {Promise<string | null>} the first that is there */
export async function findChromium(env = process.env) {
  for (const file of candidates(env)) {
    const there = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (there) return file
  }
  return null
}

/**
 * Arguments of an app window on `address`, with a profile of its own so that no extension and no cookie of the user's
 * browser meets ours. Chromium refuses to run as root with its sandbox; without it a page could reach further, but
 * this window shows one page only: ours, from loopback, under a policy that loads nothing else.
 * @param {string} address
 * @param {string} profile folder
 * @param {boolean} root
 */
export function appWindowArguments(address, profile, root) {
  return [
    `--app=${address}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-extensions',
    '--disable-background-networking',
    '--window-size=1440,900',
    // The second one keeps a bar about the first one from covering the page.
    ...(root ? ['--no-sandbox', '--test-type'] : []),
  ]
}
