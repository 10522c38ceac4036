import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../log/log'
import { askAddress, shareAddress } from './address'

const target = { binary: 'tmux', socket: 'qd', config: null }
const ADDRESS = 'http://127.0.0.1:4000/?ticket='

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qd-address-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('askAddress', () => {
  it('gets a fresh address each time from the host that serves the same tmux', async () => {
    let count = 0
    const end = await shareAddress(folder, target, () => `${ADDRESS}t${++count}`, silentLog)
    expect((await stat(join(folder, 'web.sock'))).mode & 0o777).toBe(0o600)
    expect(await askAddress(folder, target)).toBe(`${ADDRESS}t1`)
    expect(await askAddress(folder, target)).toBe(`${ADDRESS}t2`)
    expect(await askAddress(folder, { ...target, socket: 'other' })).toBeNull()
    expect(count).toBe(2)
    await end()
    expect(await askAddress(folder, target)).toBeNull()
  })

  it('is null without a host, and a file left by a killed one is no hindrance', async () => {
    expect(await askAddress(folder, target)).toBeNull()
    await writeFile(join(folder, 'web.sock'), '')
    expect(await askAddress(folder, target)).toBeNull()
    const end = await shareAddress(folder, target, () => `${ADDRESS}x`, silentLog)
    expect(await askAddress(folder, target)).toBe(`${ADDRESS}x`)
    await end()
  })

  it('believes no answer that is not such an address', async () => {
    const end = await shareAddress(folder, target, () => 'http://evil.example/?ticket=x', silentLog)
    expect(await askAddress(folder, target)).toBeNull()
    await end()
  })

  it('goes without when the path is too long for a socket', async () => {
    const long = join(folder, 'x'.repeat(120))
    const end = await shareAddress(long, target, () => `${ADDRESS}x`, silentLog)
    expect(await askAddress(long, target)).toBeNull()
    await end()
  })
})
