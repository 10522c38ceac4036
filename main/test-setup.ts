import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/*
 * Every test file gets an empty home. Tests start login shells and kill them: with the person's own start-up files they
 * would be as slow as those, and one that is killed halfway leaves what it was doing behind (pyenv's lock, seen: every
 * later login shell of that person then waits for 60 s).
 */
const home = await mkdtemp(join(tmpdir(), 'qd-home-'))
const before = process.env.HOME
process.env.HOME = home
for (const name of ['XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'ZDOTDIR', 'BASH_ENV', 'ENV']) delete process.env[name]

afterAll(async () => {
  process.env.HOME = before
  // What a test started may still write there for a moment.
  await rm(home, { recursive: true, force: true, maxRetries: 3 })
})
