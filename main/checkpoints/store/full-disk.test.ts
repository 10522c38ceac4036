import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../../log/log'
import { createConfBackend } from '../../settings/conf-backend'
import { createTestFolder } from '../../tmux/test-server'
import { openCheckpoints } from './open'

const run = promisify(execFile)

let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

it('a disk that takes no more fails that save alone: what was saved stays, nothing half written does', async () => {
  const script = fileURLToPath(new URL('fixtures/save-on-full-disk.mjs', import.meta.url))
  // Files of 256 blocks of 512 bytes, or of 1024 where the shell counts so.
  const words = ['-c', 'ulimit -f 256; exec "$@"', 'sh', process.execPath, script, folder.path]
  const { stdout } = await run('/bin/sh', words)
  const [first = '', refused, last = ''] = stdout.trim().split('\n')
  expect(refused).toBe('failed: EFBIG')
  const options = { makeBackend: createConfBackend, log: silentLog, readOnly: () => false }
  const { store, notices } = await openCheckpoints({ ...options, folder: folder.path })
  expect([notices, store.list().map(one => one.id)]).toEqual([[], [last, first]])
  expect(await Promise.all([first, last].map(id => store.check(id, true)))).toEqual(['', ''])
  const files = await readdir(join(folder.path, 'checkpoints'), { recursive: true })
  expect(files.filter(name => name.endsWith('.tmp'))).toEqual([])
})
