import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT, run, say } from './run.mjs'

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} Package
 * @typedef {{ packages?: Record<string, Package> }} Lock
 */

/** @param {string} file @returns {Promise<Lock | null>} */
async function readLock(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}

/**
 * Whether what npm installed is what the lock file asks for. By content, not by time: a checkout makes every file new.
 * What is optional or for another system may be missing.
 * @param {Lock | null} wanted package-lock.json
 * @param {Lock | null} installed node_modules/.package-lock.json
 */
export function isInstalled(wanted, installed) {
  if (!wanted?.packages || !installed?.packages) return false
  const there = installed.packages
  return Object.entries(wanted.packages).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === '') return true
    const found = there[path]
    return found ? found.version === version : Boolean(optional || devOptional || peer)
  })
}

/** Installs the dependencies when they are missing or not those of the lock file. @returns {Promise<boolean>} success */
export async function ensureInstalled() {
  const [wanted, installed] = await Promise.all([
    readLock(join(ROOT, 'package-lock.json')),
    readLock(join(ROOT, 'node_modules', '.package-lock.json')),
  ])
  if (isInstalled(wanted, installed)) return true
  say(installed ? 'Bringing the dependencies up to date …' : 'Installing the dependencies …')
  // The development tools build the app, so they are wanted whatever NODE_ENV says.
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'])
  if (code !== 0) say('The dependencies could not be installed; npm said why above.')
  return code === 0
}
