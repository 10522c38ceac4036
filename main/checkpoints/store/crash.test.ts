import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../../log/log'
import { createConfBackend } from '../../settings/conf-backend'
import { createTestFolder } from '../../tmux/test-server'
import { openCheckpoints } from './open'

/** How often a host is killed: a few times in every run, 200 times by `npm run test:crash`. */
const CRASHES = Number(process.env.QUARTERDECK_CRASHES ?? 6)

let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

/** Runs a host until `moment` ms after it began, or after its first save, kills it, and says what it told. */
async function crash(
  moment: number,
  after: 'begin' | 'save',
): Promise<{ saved: string[]; deleting: string[]; notices: string[] }> {
  const script = fileURLToPath(new URL('fixtures/save-and-die.mjs', import.meta.url))
  const host = spawn(process.execPath, [script, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const told = { saved: [] as string[], deleting: [] as string[], notices: [] as string[] }
  const ended = new Promise(resolve => host.once('exit', resolve))
  let ending = false
  for await (const line of createInterface({ input: host.stdout })) {
    const fact = JSON.parse(line) as { saved?: string; deleting?: string; notices?: string[] }
    if (fact.notices) told.notices.push(...fact.notices)
    if (fact.saved) told.saved.push(fact.saved)
    if (!ending && (after === 'begin' || fact.saved)) {
      ending = true
      setTimeout(() => host.kill('SIGKILL'), moment)
    }
    if (fact.deleting) told.deleting.push(fact.deleting)
  }
  await ended
  return told
}

it(
  'a host that is killed at any moment loses nothing that it had saved, and the next one opens the store',
  async () => {
    const saved = new Set<string>()
    for (let round = 0; round < CRASHES; round += 1) {
      const moment = Math.random() * 120
      // By the clock alone a machine under load would be killed before it has saved anything.
      const told = await crash(moment, round % 2 === 0 ? 'save' : 'begin')
      expect(told.notices, `killed after ${moment} ms`).toEqual([])
      for (const id of told.saved) saved.add(id)
      for (const id of told.deleting) saved.delete(id)
      const { store, notices } = await openCheckpoints({
        folder: folder.path,
        makeBackend: createConfBackend,
        log: silentLog,
        readOnly: () => false,
      })
      expect(notices, `killed after ${moment} ms`).toEqual([])
      const there = new Map(store.list().map(info => [info.id, info]))
      const problems = await Promise.all([...there.keys()].map(id => store.check(id, true)))
      expect(problems.filter(Boolean), `killed after ${moment} ms`).toEqual([])
      expect(
        [...saved].filter(id => !there.has(id)),
        `killed after ${moment} ms`,
      ).toEqual([])
      // What was never told may be there too: it was saved in the instant before the end.
      for (const id of there.keys()) saved.add(id)
    }
    expect(saved.size).toBeGreaterThan(0)
  },
  CRASHES * 30_000,
)
