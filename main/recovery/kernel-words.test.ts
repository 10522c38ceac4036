import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '../tmux/test-server'
import { readSystemLog } from './kernel-log'
import { journalMessage, kmsgMessage, readKernelWords, type Suspects } from './kernel-words'

const SUSPECTS: Suspects = { server: 123, agents: [456, 789], cgroup: '/user.slice/user-1000.slice/a.scope' }
const read = (...messages: string[]) => readKernelWords(messages, SUSPECTS)

/* Lines as Linux 6.1 and systemd 252 wrote them. */
const OOM = 'Out of memory: Killed process 123 (tmux: server) total-vm:9132kB, anon-rss:1234kB, UID:0 pgtables:60kB'
const OOM_GROUP = 'Memory cgroup out of memory: Killed process 456 (node) total-vm:99132kB, anon-rss:91234kB, UID:1000'
const TASK =
  'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/user.slice,task=tmux: server,pid=123,uid=1000'
const SEGFAULT = 'tmux: server[123]: segfault at 18 ip 000055d0 sp 00007ffc error 4 in tmux[55d0+90000]'
const FAULT = 'traps: tmux: server[123] general protection fault ip:7f0 sp:7ff error:0 in libc.so.6[7f0+1]'
const OOMD = 'systemd-oomd: Killed /user.slice/user-1000.slice/a.scope due to memory used (123) / total (124)'

test('whom the kernel ended, and why', () => {
  expect(read('nothing', OOM)).toEqual({ lines: [OOM], who: 'server', why: 'memory' })
  expect(read(OOM_GROUP)).toEqual({ lines: [OOM_GROUP], who: 'agents', why: 'memory' })
  expect(read(TASK)).toMatchObject({ who: 'server', why: 'memory' })
  expect(read(SEGFAULT)).toMatchObject({ who: 'server', why: 'crash' })
  expect(read(FAULT)).toMatchObject({ who: 'server', why: 'crash' })
  // The server counts, whoever else was ended before.
  expect(read(OOM_GROUP, OOM)).toMatchObject({ lines: [OOM_GROUP, OOM], who: 'server' })
})

test('systemd-oomd ends whole groups: the one of the server, or one around it', () => {
  expect(read(OOMD)).toMatchObject({ who: 'server', why: 'memory' })
  expect(read(OOMD.replace('/a.scope', ''))).toMatchObject({ who: 'server' })
  for (const other of [OOMD.replace('a.scope', 'b.scope'), OOMD.replace('a.scope', 'a.scope/sub')])
    expect(read(other).who).toBeNull()
  expect(readKernelWords([OOMD], { ...SUSPECTS, cgroup: '' }).who).toBeNull()
  // A server that lives was not ended.
  expect(readKernelWords([OOMD, OOM], { ...SUSPECTS, server: 0 }).who).toBeNull()
})

test('others, and what only looks like it, say nothing', () => {
  const none = { lines: [], who: null, why: null }
  expect(read(OOM.replace('123', '1234'), OOM_GROUP.replace('456', '45'), '', 'pid=123', 'process 123')).toEqual(none)
  expect(read('Killed process 99999999999 (x)', 'Killed / due to memory used')).toEqual(none)
})

test('a device or a program that names itself like the kernel speaks is not taken for it', () => {
  const none = { lines: [], who: null, why: null }
  expect(read(`usb 1-1: Product: ${OOM}`, `systemd-oomd: ${OOM}`)).toEqual(none)
  // The pid of who crashed stands behind its name, before the name of a library.
  expect(read('traps: [123] trap x:[999] general protection fault ip:7f0 sp:7ff error:0 in a[1] trap [7f0+1]')).toEqual(
    none,
  )
  expect(read('x[999]: segfault at 18 ip 000055d0 sp 00007ffc error 4 in [123] trap x[55d0+90000]')).toEqual(none)
  expect(read('Out of memory (oom_kill_allocating_task): Killed process 123 (x)').who).toBe('server')
})

test('hostile logs are cut, quickly', () => {
  const began = performance.now()
  const long = `oom-kill:${'a,pid='.repeat(200_000)}`
  const many = Array.from({ length: 30_000 }, () => `Killed process 123 (${'x'.repeat(2000)}`)
  const words = read(long, ...many, ...Array.from({ length: 20 }, (_, at) => `${OOM} ${at}`))
  expect(words.lines).toHaveLength(5)
  expect(Math.max(...words.lines.map(line => line.length))).toBeLessThanOrEqual(1000)
  expect(performance.now() - began).toBeLessThan(2000)
})

test('records of /dev/kmsg and lines of journald', () => {
  expect(kmsgMessage(`4,1234,567890,-;${OOM}`)).toBe(OOM)
  expect(kmsgMessage(' SUBSYSTEM=pci')).toBeNull()
  expect(kmsgMessage('')).toBeNull()
  expect(journalMessage(`1700000000.123456 host kernel: ${OOM}`)).toBe(OOM)
  expect(journalMessage(`1700000000.123456 host systemd-oomd[321]: ${OOMD.slice(14)}`)).toBe(OOMD)
  expect(journalMessage('-- Boot 0123 --')).toBeNull()
})

test.runIf(process.platform === 'linux')('the log is read where it may be, within its time', async () => {
  const folder = await createTestFolder()
  try {
    const path = join(folder.path, 'kmsg')
    await writeFile(path, `4,1,2,-;${OOM}`)
    expect(await readSystemLog(Date.now() / 1000, path)).toContain(OOM)
    const began = performance.now()
    const none = await readSystemLog(Date.now() / 1000, join(folder.path, 'missing'))
    // Of journald what it has, or nothing: this machine's own.
    expect(none === null || none.length > 0).toBe(true)
    expect(performance.now() - began).toBeLessThan(10_000)
  } finally {
    await folder.remove()
  }
})
