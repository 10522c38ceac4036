import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../log/log'
import { createTestFolder } from '../../tmux/test-server'
import { type AgentType, interruptBy, noTitle, type OwnPrograms, PLAIN } from '../agent-type'
import { createReports, reportingWords } from './reports'

let base: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  base = await createTestFolder()
})
afterEach(() => base.remove())

const parts = { args: [], env: {}, custom: true, kind: 'program', packages: ['@x/agent'], readTitle: noTitle } as const
const type: AgentType = {
  ...{ ...PLAIN, ...parts, id: 'agent', name: 'Agent', command: 'agent', programs: ['agent'], shared: [], remedy: '' },
  interruptKey: interruptBy('C-c'),
  reporting: {
    channel: 'hook',
    args: ({ helper, settingsFile, userArgs }) =>
      userArgs.includes('--bare') ? null : ['--settings', settingsFile, '--say', ...helper],
    settings: helper => JSON.stringify({ helper }),
  },
}

test.each([
  ['before the user’s own', ['agent', '-v'], ['agent', '--settings', 'F', '--say', 'H', '-v']],
  [
    'behind an interpreter’s script',
    ['node', '/n/agent.js', '-v'],
    ['node', '/n/agent.js', '--settings', 'F', '--say', 'H', '-v'],
  ],
  [
    'by its package',
    ['node', '/node_modules/@x/agent/cli.js'],
    ['node', '/node_modules/@x/agent/cli.js', '--settings', 'F', '--say', 'H'],
  ],
  ['not where there is no room', ['agent', '--bare'], ['agent', '--bare']],
  ['not into another program', ['npx', '@x/agent'], ['npx', '@x/agent']],
  ['not into code', ['bash', '-lc', 'agent'], ['bash', '-lc', 'agent']],
])('the arguments go %s', (_, words, expected) => {
  expect(reportingWords(type, words, { helper: ['H'], settingsFile: 'F', own: new Map() })).toEqual(expected)
  expect(
    reportingWords({ ...type, reporting: null }, words, { helper: ['H'], settingsFile: 'F', own: new Map() }),
  ).toEqual(words)
})

const open = (readOnly: boolean) =>
  createReports({
    folder: join(base.path, 'events'),
    readOnly: () => readOnly,
    log: silentLog,
    env: { XDG_RUNTIME_DIR: base.path },
  })

test('the settings file is in place, for its user alone, before words name it', async () => {
  const reports = open(false)
  expect(reports.words(type, ['agent'], 'a-1')).toEqual(['agent'])
  await reports.ready([type])
  const words = reports.words(type, ['agent'], 'a-1')
  const file = join(base.path, 'events', 'settings-agent.json')
  expect(words).toEqual([
    'agent',
    '--settings',
    file,
    '--say',
    '/bin/sh',
    join(base.path, 'events', 'report.sh'),
    'id=a-1',
  ])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  // The helper of a file that all of its type share names no agent.
  expect(JSON.parse(await readFile(file, 'utf8')).helper).toHaveLength(2)
  await reports.close()
  expect(await readdir(join(base.path, 'events'))).not.toContain('host')
})

test("programs of the user's own configuration are read anew before a launch, and handed to the type", async () => {
  const reports = open(false)
  let program = 'one'
  const chaining = {
    ...type,
    reporting: {
      ...(type.reporting as NonNullable<AgentType['reporting']>),
      own: async () => new Map([['', [program]]]),
      args: ({ own }: { own: OwnPrograms }) => ['--then', ...(own.get('') ?? [])],
    },
  }
  await reports.ready([chaining])
  expect(reports.words(chaining, ['agent'], 'a-1')).toEqual(['agent', '--then', 'one'])
  program = 'two'
  await reports.ready([chaining])
  expect(reports.words(chaining, ['agent'], 'a-1')).toEqual(['agent', '--then', 'two'])
  await reports.close()
})

test('a host that may not write the data folder uses a private one, and takes the other over when it may', async () => {
  const reports = open(true)
  await reports.ready([type])
  const [, , file = ''] = reports.words(type, ['agent'], 'a-1')
  const [own = ''] = (await readdir(base.path)).filter(name => name.startsWith('quarterdeck-'))
  expect(file.startsWith(join(base.path, own))).toBe(true)
  expect((await stat(join(base.path, own))).mode & 0o777).toBe(0o700)
  expect(await readdir(base.path)).not.toContain('events')
  await reports.adopt()
  expect(await readFile(join(base.path, 'events', 'host'), 'utf8')).toBe(`${process.pid}\n`)
  await reports.close()
  expect(await readdir(base.path)).toEqual(['events'])
})
