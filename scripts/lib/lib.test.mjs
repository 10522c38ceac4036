import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { isStale } from './build.mjs'
import { appWindowArguments, candidates } from './chromium.mjs'
import { countPlaywright, countVitest, lastLine, sum } from './counts.mjs'
import { firstWords } from './electron.mjs'
import { isInstalled } from './install.mjs'
import { ROOT } from './run.mjs'
import { familyOf, installCommand, isNewEnough, mayInstall } from './system.mjs'
import { startWeb } from './web.mjs'

describe('isInstalled', () => {
  const lock = (/** @type {Record<string, object>} */ packages) => ({ packages: { '': {}, ...packages } })

  it('compares what is installed with what is asked for', () => {
    const wanted = lock({
      'node_modules/a': { version: '1.0.0' },
      'node_modules/mac': { version: '1.0.0', optional: true },
    })
    expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true)
    expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.0.1' } }))).toBe(false)
    expect(isInstalled(wanted, lock({}))).toBe(false)
    expect(isInstalled(wanted, null)).toBe(false)
    expect(isInstalled(null, lock({}))).toBe(false)
  })
})

describe('package-lock.json', () => {
  it('names the optional packages of every platform, without which npm ci refuses the file', async () => {
    /** @type {{ packages: Record<string, { optionalDependencies?: Record<string, string> }> }} */
    const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'))
    const paths = Object.keys(packages)
    const wanted = Object.values(packages).flatMap(one => Object.keys(one.optionalDependencies ?? {}))
    expect(wanted.length).toBeGreaterThan(0)
    // npm leaves out what its registry or mirror did not have when the file was made.
    expect(wanted.filter(name => !paths.some(path => path.endsWith(`node_modules/${name}`)))).toEqual([])
  })
})

describe('what npm starts and holds', () => {
  it('takes the place of the shell between, which would else end alone on a signal to npm (dash does)', async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
    for (const name of ['start', 'serve', 'dev']) {
      const held = scripts[name].replace(/node \S+/, 'tail -f package.json')
      const shell = spawn('sh', ['-c', held], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
      await once(shell.stdout, 'data')
      shell.kill('SIGTERM')
      // A program that is left holds the pipe open.
      const left = await Promise.race([once(shell, 'close').then(() => false), sleep(1000, true)])
      if (left && shell.pid) process.kill(-shell.pid, 'SIGKILL')
      expect({ name, left }).toEqual({ name, left: false })
    }
  })
})

describe('isStale', () => {
  const root = mkdtemp(join(tmpdir(), 'qd-stale-'))
  afterAll(async () => rm(await root, { recursive: true, force: true }))

  it('is so when nothing was built, or a source is newer; a test is no source', async () => {
    const at = async (/** @type {string} */ path, /** @type {number} */ seconds) => {
      const file = join(await root, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, '')
      await utimes(file, seconds, seconds)
    }
    await at('ipc/model.ts', 1000)
    await utimes(join(await root, 'ipc'), 1000, 1000)
    expect(await isStale(await root)).toBe(true)
    for (const out of ['main/electron.js', 'main/web.js', 'preload/index.cjs', 'renderer/index.html']) {
      await at(`out/${out}`, 2000)
    }
    expect(await isStale(await root)).toBe(false)
    await at('ipc/model.test.ts', 3000)
    await utimes(join(await root, 'ipc'), 1000, 1000)
    expect(await isStale(await root)).toBe(false)
    await utimes(join(await root, 'ipc', 'model.ts'), 3000, 3000)
    expect(await isStale(await root)).toBe(true)
  })
})

describe('the system', () => {
  it('knows the family of a Linux', () => {
    expect(familyOf('ID=ubuntu\nID_LIKE=debian\n')).toBe('debian')
    expect(familyOf('NAME="x"\nID="linuxmint"\nID_LIKE="ubuntu debian"')).toBe('debian')
    expect(familyOf('ID=fedora')).toBe('fedora')
    expect(familyOf('ID="rocky"\nID_LIKE="rhel centos fedora"')).toBe('fedora')
    expect(familyOf('ID=arch')).toBe('arch')
    expect(familyOf('')).toBe('other')
  })

  it('installs by itself as root on Debian and its kin alone, and names the command elsewhere', () => {
    const system = { platform: 'linux', family: /** @type {const} */ ('debian'), root: true }
    expect(mayInstall(system)).toBe(true)
    expect(mayInstall({ ...system, root: false })).toBe(false)
    expect(mayInstall({ ...system, family: 'fedora' })).toBe(false)
    expect(installCommand({ ...system, root: false }, 'tmux')).toBe('sudo apt-get install -y tmux')
    expect(installCommand({ ...system, family: 'arch' }, 'tmux')).toBe('pacman -S tmux')
    expect(installCommand({ platform: 'darwin', family: 'other', root: false }, 'tmux')).toBe('brew install tmux')
  })

  it('takes tmux from 3.2 on', () => {
    for (const good of ['tmux 3.2', 'tmux 3.3a', 'tmux 3.10', 'tmux 4.0', 'tmux next-3.6', 'tmux master']) {
      expect(isNewEnough(good), good).toBe(true)
    }
    for (const old of ['tmux 3.1c', 'tmux 2.9a', 'tmux 1.8', '']) expect(isNewEnough(old), old).toBe(false)
  })
})

describe('the app window', () => {
  it('is looked for where the user says, then on the PATH, best first', () => {
    const found = candidates({ CHROMIUM_PATH: '/my/chrome', PATH: '/a:/b' }, 'linux')
    expect(found.slice(0, 3)).toEqual(['/my/chrome', '/a/chromium', '/b/chromium'])
    expect(found.indexOf('/a/google-chrome')).toBeGreaterThan(found.indexOf('/b/chromium-browser'))
  })

  it('has a profile of its own, and goes without the sandbox for root alone', () => {
    const args = appWindowArguments('http://127.0.0.1:1/?ticket=x', '/tmp/p', false)
    expect(args).toContain('--app=http://127.0.0.1:1/?ticket=x')
    expect(args).toContain('--user-data-dir=/tmp/p')
    expect(args).not.toContain('--no-sandbox')
    expect(appWindowArguments('x', 'y', true)).toContain('--no-sandbox')
  })
})

describe('startWeb', () => {
  it('is null, not an exception, when the web shell ended with its own words', async () => {
    expect(await startWeb(['--no-such-option'])).toBeNull()
  })
})

describe('findElectron', () => {
  it('gives one line of why', () => {
    const words = '\n[1:0101/0.1:FATAL:x.cc(1)] Running as root without --no-sandbox is not supported.\nmore'
    expect(firstWords(words)).toBe('Running as root without --no-sandbox is not supported.')
    expect(firstWords('x'.repeat(1000))).toHaveLength(160)
    expect(firstWords('')).toBe('')
  })
})

describe('counting', () => {
  it('forgets no failure', () => {
    const broken = { status: 'failed', assertionResults: [] }
    const vitest = countVitest({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, testResults: [broken] })
    expect(vitest).toEqual({ passed: 3, failed: 2, skipped: 2 })
    const journeys = countPlaywright({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 4 }, errors: [{}] })
    expect(journeys).toEqual({ passed: 5, failed: 3, skipped: 4 })
    expect(lastLine(sum([vitest, journeys]))).toBe('8 passed, 5 failed, 6 skipped')
  })
})
