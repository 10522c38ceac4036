import { readFile } from 'node:fs/promises'
import { read, run, say } from './run.mjs'

/** Oldest tmux whose control mode has what we need. */
const OLDEST = [3, 2]

/** @typedef {{ platform: string, family: 'debian' | 'fedora' | 'arch' | 'alpine' | 'suse' | 'other', root: boolean }} System */

/** @param {string} text of /etc/os-release @returns {System['family']} */
export function familyOf(text) {
  const value = (/** @type {string} */ name) =>
    new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1]?.toLowerCase() ?? ''
  const ids = [value('ID'), ...value('ID_LIKE').split(/\s+/)]
  const is = (/** @type {string[]} */ ...names) => names.some(name => ids.includes(name))
  if (is('debian', 'ubuntu')) return 'debian'
  if (is('fedora', 'rhel', 'centos')) return 'fedora'
  if (is('arch')) return 'arch'
  if (is('alpine')) return 'alpine'
  return is('suse', 'opensuse') ? 'suse' : 'other'
}

/** @returns {Promise<System>} */
export async function readSystem() {
  const text = process.platform === 'linux' ? await readFile('/etc/os-release', 'utf8').catch(() => '') : ''
  return { platform: process.platform, family: familyOf(text), root: process.getuid?.() === 0 }
}

/** The command that installs packages on this system, for a person to run. @param {System} system @param {string} names */
export function installCommand(system, names) {
  if (system.platform === 'darwin') return `brew install ${names}`
  const sudo = system.root ? '' : 'sudo '
  const commands = {
    debian: `${sudo}apt-get install -y ${names}`,
    fedora: `${sudo}dnf install -y ${names}`,
    arch: `${sudo}pacman -S ${names}`,
    alpine: `${sudo}apk add ${names}`,
    suse: `${sudo}zypper install ${names}`,
    other: `install ${names} with your system's package manager`,
  }
  return commands[system.family]
}

/** Whether we may install packages without asking: only as root, and only where apt is. @param {System} system */
export const mayInstall = system => system.root && system.platform === 'linux' && system.family === 'debian'

/** @param {string[]} names Debian packages @returns {Promise<boolean>} success */
export async function aptInstall(names) {
  say(`Installing ${names.join(' and ')} with apt-get …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { env })
  if ((await install()) === 0) return true
  await run('apt-get', ['update', '-q'], { env })
  return (await install()) === 0
}

/**
 * @param {string} words of `tmux -V`, e.g. `tmux 3.3a`, `tmux next-3.6`
 * @returns {boolean} whether it is 3.2 or newer; a name without a number (`tmux master`) counts as new
 */
export function isNewEnough(words) {
  const match = /(\d+)\.(\d+)/.exec(words)
  if (!match) return words.trim() !== ''
  const [major, minor] = [Number(match[1]), Number(match[2])]
  return major > (OLDEST[0] ?? 0) || (major === OLDEST[0] && minor >= (OLDEST[1] ?? 0))
}

/** @returns {Promise<string>} empty when tmux is good, else one sentence that says what is wrong */
async function tmuxProblem() {
  const { code, out } = await read('tmux', ['-V'])
  if (code !== 0) return 'tmux is not installed.'
  return isNewEnough(out) ? '' : `${out.trim()} is too old: Quarterdeck needs tmux 3.2 or newer.`
}

/**
 * Sees to it that tmux is there: installs it as root on Debian and Ubuntu, says what to do elsewhere.
 * @returns {Promise<boolean>} whether tmux can be used
 */
export async function ensureTmux() {
  const problem = await tmuxProblem()
  if (problem === '') return true
  const system = await readSystem()
  if (mayInstall(system) && (await aptInstall(['tmux'])) && (await tmuxProblem()) === '') return true
  say(`${problem} To install it: ${installCommand(system, 'tmux')}`)
  return false
}
