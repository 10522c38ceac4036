import { spawn } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestFolder, until } from '../../tmux/test-server'
import { codexNotifyArgs, ownNotify } from './codex-notify'
import { topLevelWords } from './toml-words'

let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

const config = (name: string, text: string) => writeFile(join(folder.path, name), text)
const own = async (system = '/nowhere') =>
  Object.fromEntries(await ownNotify({ home: '/nowhere', env: { CODEX_HOME: folder.path } }, system))

test("the user's own programs are known by profile, and what cannot be read is told from none", async () => {
  expect(await own()).toEqual({})
  await config('config.toml', 'model = "x"\nnotify = ["mine", "a b"]\n[profiles.old]\nnotify = ["ignored"]\n')
  await config('work.config.toml', 'notify = []\n')
  await config('odd.config.toml', 'notify = "mine"\n')
  await config('plain.config.toml', 'model = "y"\n')
  await config('a b.config.toml', 'notify = ["no profile"]')
  expect(await own()).toEqual({ '': ['mine', 'a b'], work: [], odd: null })
  await mkdir(join(folder.path, 'dir.config.toml'))
  expect(await own()).toMatchObject({ dir: null })
  expect(await readFile(join(folder.path, 'config.toml'), 'utf8')).toContain('"mine", "a b"')
})

test("the machine's program counts where the user's file has none", async () => {
  const system = join(folder.path, 'system.toml')
  await writeFile(system, 'notify = ["machine"]')
  expect(await own(system)).toEqual({ '': ['machine'] })
  await config('config.toml', 'notify = []')
  expect(await own(system)).toEqual({ '': [] })
})

/** Runs the words as Codex does: the event as one more argument, no input, nobody reads what it prints. */
function run(args: string[] | null, event: string, env: Record<string, string> = {}): Promise<number | null> {
  const [program = '', ...words] = topLevelWords(args?.[1] ?? '', 'notify') ?? []
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, event], { env: { PATH: '/usr/bin:/bin', ...env }, stdio: 'ignore' })
    child.on('error', reject)
    child.on('exit', resolve)
  })
}

async function scripts(): Promise<{ helper: string[]; mine: string[]; told(name: string): Promise<string> }> {
  const report = join(folder.path, 'report.sh')
  const user = join(folder.path, "user's.sh")
  const keep = (name: string) =>
    `#!/bin/sh\nprintf '<%s>' "$@" >'${folder.path}/${name}.part'\nmv '${folder.path}/${name}.part' '${folder.path}/${name}'\n`
  await writeFile(report, keep('ours'))
  await writeFile(user, `${keep('theirs')}exit 7\n`)
  await chmod(user, 0o700)
  const helper = ['/bin/sh', report, 'id=a-1']
  const mine = [user, '-c', 'a "b" $HOME `x`', '', "it's\n"]
  return { helper, mine, told: name => readFile(join(folder.path, name), 'utf8').catch(() => '') }
}

const EVENT = '{"type":"agent-turn-complete","text":"\\"$(x)` é\\n"}'

test("ours is told and the user's own program runs with its own arguments and end, the event last", async () => {
  const { helper, mine, told } = await scripts()
  expect(await run(codexNotifyArgs(helper, mine), EVENT)).toBe(7)
  expect(await told('theirs')).toBe(`<-c><a "b" $HOME \`x\`><><it's\n><${EVENT}>`)
  await until(async () => (await told('ours')) === `<id=a-1><${EVENT}>`, 'our helper')
})

test("whatever becomes of our helper, the user's own program runs", async () => {
  const { mine, told } = await scripts()
  expect(await run(codexNotifyArgs(['/bin/sh', join(folder.path, 'gone.sh'), 'id=x'], mine), EVENT)).toBe(7)
  expect(await told('theirs')).toContain(EVENT)
  const hangs = join(folder.path, 'hangs.sh')
  await writeFile(hangs, 'exec sleep 3\n')
  expect(await run(codexNotifyArgs(['/bin/sh', hangs, 'id=x'], mine), EVENT)).toBe(7)
})

test('what cannot be put together is left to the user', () => {
  expect(codexNotifyArgs(['/bin/sh', 'r', 'i'], null)).toBeNull()
  expect(codexNotifyArgs(['r'], ['mine'])).toBeNull()
  expect(codexNotifyArgs(['r'], [])).toEqual(['-c', 'notify=["r"]'])
})
