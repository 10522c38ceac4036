import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTimeOf } from '../processes/identity'
import { createTestFolder, until } from '../tmux/test-server'
import { bootEntry, readBootLog } from './boot-log'

/*
 * fixtures/journalctl-252.jsonl: what journalctl of systemd 252 printed for these very arguments, of a journal made from
 * lines of Linux 6.1 and systemd-logind 252. That journal also held a program's lines that passed for the kernel's and for
 * logind's, and another run of the machine; neither was printed.
 */
const RECORDED = join(import.meta.dirname, 'fixtures', 'journalctl-252.jsonl')
const BOOT = '7f2b0c7e-4d5a-4c0b-9d1e-3f6a8b9c0d1e'
const ID = BOOT.replaceAll('-', '')

let folder: Awaited<ReturnType<typeof createTestFolder>>
beforeEach(async () => {
  folder = await createTestFolder()
})
afterEach(() => folder.remove())

/** A program in the place of journalctl. */
async function program(script: string): Promise<string> {
  const path = join(folder.path, 'journalctl')
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o700)
  return path
}

const line = (change: object = {}) =>
  JSON.stringify({
    ...{ __REALTIME_TIMESTAMP: '1763813400020000', _BOOT_ID: ID, _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel' },
    ...{ MESSAGE: 'words', ...change },
  })

test.runIf(process.platform === 'linux')(
  'a recorded log, the oldest entry first, by arguments that are data',
  async () => {
    const told = join(folder.path, 'told')
    const path = await program(`for one in "$@"; do echo "$one"; done > '${told}'; echo "$SYSTEMD_COLORS" >> '${told}'
cat '${RECORDED}'`)
    expect(await readBootLog(BOOT, 1763812850.7, { program: path })).toEqual([
      { at: 1763813300000, by: 'kernel', message: expect.stringMatching(/^oom-kill:.*,pid=456,uid=1000$/) },
      {
        at: 1763813300100,
        by: 'kernel',
        message: expect.stringMatching(/^Out of memory: Killed process 456 \(node\)/),
      },
      // Of bytes that are no UTF-8; the entry after it was longer than journalctl tells.
      { at: 1763813301000, by: 'kernel', message: 'usb 1-1: Product: \ufffd\ufffd\u001b[31m' },
      { at: 1763813400000, by: 'systemd-logind', message: 'Power key pressed short.' },
      { at: 1763813400010, by: 'systemd-logind', message: 'Powering off...' },
      { at: 1763813400020, by: 'systemd-logind', message: 'System is powering down.' },
    ])
    expect((await readFile(told, 'utf8')).trim().split('\n')).toEqual([
      ...[
        '--quiet',
        '--no-pager',
        '--output=json',
        '--output-fields=MESSAGE,SYSLOG_IDENTIFIER,_TRANSPORT,_SYSTEMD_UNIT',
      ],
      ...['--reverse', '--lines=5000', `--boot=${ID}`, '--since=@1763812850', '_TRANSPORT=kernel', '+'],
      ...['_SYSTEMD_UNIT=systemd-logind.service', '+', '_SYSTEMD_UNIT=systemd-oomd.service', '0'],
    ])
  },
)

test('only the kernel and the two services of the system count, of that run alone, and never much of them', () => {
  expect(bootEntry(line(), ID)).toEqual({ at: 1763813400020, by: 'kernel', message: 'words' })
  expect(bootEntry(line({ MESSAGE: 'x'.repeat(4000) }), ID)?.message).toHaveLength(1000)
  const unit = (name: string) => ({ _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'kernel', _SYSTEMD_UNIT: name })
  expect(bootEntry(line(unit('systemd-oomd.service')), ID)?.by).toBe('systemd-oomd')
  const others = [
    line(unit('user@1000.service')),
    line({ SYSLOG_IDENTIFIER: 'systemd' }),
    line({ SYSLOG_IDENTIFIER: ['kernel', 'kernel'] }),
    line({ _BOOT_ID: ID.replace('7', '8') }),
    line({ MESSAGE: null }),
    line({ MESSAGE: [1, 256] }),
    line({ MESSAGE: ['kernel', 'panic'] }),
    line({ __REALTIME_TIMESTAMP: '-1' }),
    line().slice(0, -5),
    `\u001b[0m${line()}`,
    '-- No entries --',
    '[]',
    'null',
    '',
  ]
  expect(others.filter(one => bootEntry(one, ID) !== null)).toEqual([])
})

test('no journalctl, no journal of that run, no right to read it, or nothing in it: not known', async () => {
  const none = "echo 'Data from the specified boot is not available: No such boot ID in journal' >&2; exit 1"
  for (const path of [join(folder.path, 'missing'), folder.path, await program(none)])
    expect(await readBootLog(BOOT, 0, { program: path })).toBeNull()
  expect(await readBootLog(BOOT, 0, { program: await program(':') })).toBeNull()
  // What is no id of Linux is not asked for.
  const asked = join(folder.path, 'asked')
  const path = await program(`: > '${asked}'; cat '${RECORDED}'`)
  for (const boot of ['since 1763812800', '', '0', ID, `${BOOT} --file=x`, '--file=x'])
    expect(await readBootLog(boot, 0, { program: path })).toBeNull()
  await expect(readFile(asked)).rejects.toThrow('ENOENT')
})

test.runIf(process.platform === 'linux')('a log without end is cut, and one that does not come is ended', async () => {
  const first = `echo '${line()}'`
  const endless = await program(`${first}; exec yes '${line({ _BOOT_ID: 'x'.repeat(4000) })}'`)
  expect(await readBootLog(BOOT, 0, { program: endless, limit: 60_000 })).toHaveLength(1)
  const pid = join(folder.path, 'pid')
  const slow = await program(`${first}; echo $$ > '${pid}'; exec sleep 60`)
  // What is printed until then counts.
  expect(await readBootLog(BOOT, 0, { program: slow, limit: 1500 })).toHaveLength(1)
  const sleeper = Number(await readFile(pid, 'utf8'))
  await until(async () => (await startTimeOf(sleeper)) === null, 'its end')
})
