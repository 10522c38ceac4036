// `npm test`: everything that is checked, from a fresh clone. The last line is `N passed, N failed, N skipped`.
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { findChromium } from './lib/chromium.mjs'
import { countPlaywright, countVitest, lastLine, NONE, sum } from './lib/counts.mjs'
import { findElectron } from './lib/electron.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ROOT, read, run, say } from './lib/run.mjs'
import { aptInstall, ensureTmux, installCommand, mayInstall, readSystem } from './lib/system.mjs'

/** @typedef {import('./lib/counts.mjs').Counts} Counts */

const REPORTS = join(ROOT, '.cache', 'reports')

/** @type {[string, Counts, string][]} what was done, its counts, a remark */
const summary = []

/** @param {string} name @param {Counts} counts @param {string} [remark] */
function note(name, counts, remark = '') {
  summary.push([name, counts, remark])
}

/** @param {string} name @param {() => Promise<boolean>} act one check that passes or fails as a whole */
async function check(name, act) {
  say(`\n── ${name}`)
  const good = await act()
  note(name, { ...NONE, [good ? 'passed' : 'failed']: 1 })
  return good
}

const npmRun = (/** @type {string} */ script) => async () =>
  (await run('npm', ['run', '--silent', script], { inherit: true })) === 0

/** The tests need tmux and Chromium from the system. @returns {Promise<boolean>} whether both are there */
async function ensureSystem() {
  const tmux = await ensureTmux()
  if (await findChromium()) return tmux
  const system = await readSystem()
  if (mayInstall(system) && (await aptInstall(['chromium'])) && (await findChromium())) return tmux
  say(`Chromium is not installed. To install it: ${installCommand(system, 'chromium')} (or set CHROMIUM_PATH)`)
  return false
}

/**
 * Runs a test runner that writes a report, and counts from the report: the exit status alone tells no numbers.
 * @param {string} name
 * @param {string} report file
 * @param {() => Promise<number>} act
 * @template R
 * @param {(report: R) => Counts} count
 */
async function tests(name, report, act, count) {
  say(`\n── ${name}`)
  await rm(report, { force: true })
  const code = await act()
  const text = await readFile(report, 'utf8').catch(() => '')
  const counts = text === '' ? { ...NONE, failed: 1 } : count(JSON.parse(text))
  // A runner that failed without a failed test (an error between tests) is a failure too.
  note(name, code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts, text === '' ? 'no report' : '')
}

const vitest = () =>
  tests(
    'unit and integration tests',
    join(REPORTS, 'vitest.json'),
    () =>
      run(
        join(ROOT, 'node_modules', '.bin', 'vitest'),
        ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(REPORTS, 'vitest.json')}`],
        { inherit: true },
      ),
    countVitest,
  )

/** @param {'web' | 'electron'} project */
const playwright = project =>
  tests(
    `journeys, ${project}`,
    join(REPORTS, `playwright-${project}.json`),
    () =>
      run(join(ROOT, 'node_modules', '.bin', 'playwright'), ['test', `--project=${project}`, '--reporter=list,json'], {
        inherit: true,
        env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: join(REPORTS, `playwright-${project}.json`) },
      }),
    countPlaywright,
  )

/** Journeys that cannot run are still journeys: they are counted as skipped. @param {string} project @param {string} why */
async function skipJourneys(project, why) {
  const tool = join(ROOT, 'node_modules', '.bin', 'playwright')
  const { out } = await read(tool, ['test', `--project=${project}`, '--list'], { timeoutMs: 60_000 })
  const skipped = Number(/^Total: (\d+) tests?/m.exec(out)?.[1] ?? 1)
  note(`journeys, ${project}`, { ...NONE, skipped }, why)
}

async function journeys() {
  if (!(await findChromium())) {
    await skipJourneys('web', 'no Chromium')
    note('Chromium', { ...NONE, failed: 1 }, 'the journeys need it')
  } else await playwright('web')
  const electron = await findElectron({ fetch: true })
  if ('file' in electron) await playwright('electron')
  else await skipJourneys('electron', `Electron cannot start: ${electron.why}`)
}

async function all() {
  await mkdir(REPORTS, { recursive: true })
  if (!(await check('what the tests need from the system', ensureSystem))) say('Going on without.')
  await check('types', npmRun('types'))
  await check('lint', npmRun('lint'))
  await check('dead code', npmRun('dead-code'))
  await vitest()
  if (await check('build', build)) await journeys()
}

if (await ensureInstalled()) await all()
else note('dependencies', { ...NONE, failed: 1 }, 'could not be installed')

const total = sum(summary.map(([, counts]) => counts))
say('')
for (const [name, counts, remark] of summary) say(`${name}: ${lastLine(counts)}${remark ? ` (${remark})` : ''}`)
process.stdout.write(`${lastLine(total)}\n`)
process.exitCode = total.failed === 0 ? 0 : 1
