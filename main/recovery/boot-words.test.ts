import { expect, test } from 'vitest'
import type { BootEntry } from './boot-log'
import { type MachineEnd, readBootWords } from './boot-words'
import type { Suspects } from './kernel-words'

const SUSPECTS: Suspects = { server: 123, agents: [456], cgroup: '/user.slice/a.scope' }
const ALIVE = 1_000_000
const kernel = (message: string, at = ALIVE): BootEntry => ({ at, by: 'kernel', message })
const logind = (message: string, at = ALIVE): BootEntry => ({ at, by: 'systemd-logind', message })
const read = (...log: BootEntry[]) => readBootWords(log, SUSPECTS, ALIVE)
const endOf = (...log: BootEntry[]) => read(...log).end

/* Lines as Linux 5.4 to 6.12 and systemd 245 to 258 wrote them. */
const OOM = 'Out of memory: Killed process 123 (tmux: server) total-vm:9132kB, anon-rss:1234kB, UID:0 pgtables:60kB'
const AGENT = 'Memory cgroup out of memory: Killed process 456 (node) total-vm:99132kB, anon-rss:91234kB, UID:1000'
const PANIC = 'Kernel panic - not syncing: Fatal exception in interrupt'
const OOPS = 'Oops: 0002 [#1] PREEMPT SMP NOPTI'
const DOWN = 'System is powering down.'

test('a server that the kernel had ended before: that is told, and not how the machine went down later', () => {
  expect(read(kernel(OOM), logind(DOWN, ALIVE + 1))).toEqual({ lines: [OOM], who: 'server', why: 'memory', end: null })
  const oomd: BootEntry = {
    at: ALIVE,
    by: 'systemd-oomd',
    message: 'Killed /user.slice/a.scope due to memory used (1)',
  }
  expect(read(oomd)).toMatchObject({ who: 'server', lines: [`systemd-oomd: ${oomd.message}`] })
  // With an agent the session went on.
  expect(read(kernel(AGENT), logind(DOWN, ALIVE + 1))).toEqual({
    ...{ lines: [AGENT, `systemd-logind: ${DOWN}`], who: 'agents', why: 'memory', end: 'shutdown' },
  })
})

test('while server and agents were there, their pids were theirs: what was ended before was another', () => {
  const none = { lines: [], who: null, why: null, end: null }
  expect(read(kernel(OOM, ALIVE - 1), kernel(AGENT, ALIVE - 1))).toEqual(none)
  expect(read(kernel(OOM.replace('123', '124')), logind(OOM))).toEqual(none)
  expect(read(logind('x[123]: segfault at 18 ip 000055d0'))).toEqual(none)
  expect(read()).toEqual(none)
})

test.each<[MachineEnd, string]>([
  ['panic', PANIC],
  ['panic', 'Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b'],
  ['protection', 'reboot: HARDWARE PROTECTION shutdown (Temperature too high)'],
  ['protection', 'reboot: HARDWARE PROTECTION shutdown (Battery critical capacity)'],
  ['protection', 'thermal thermal_zone4: critical temperature reached (128 C), shutting down'],
  ['protection', 'thermal thermal_zone0: cpu-thermal: critical temperature reached, shutting down'],
  ['oops', OOPS],
  ['oops', 'Internal error: Oops: 0000000096000004 [#1] SMP'],
  ['oops', 'kernel BUG at fs/ext4/inode.c:2721!'],
])('the kernel tells of %s: %s', (end, message) => {
  expect(read(kernel(message))).toEqual({ lines: [message], who: null, why: null, end })
  // Whoever else says so, or talks about it, is not believed.
  expect(endOf(logind(message))).toBeNull()
  expect(endOf(kernel(`usb 1-1: Product: ${message}`))).toBeNull()
})

test.each<[MachineEnd, string]>([
  ['shutdown', DOWN],
  ['shutdown', 'System is halted.'],
  ['restart', 'System is rebooting.'],
  ['restart', 'System is rebooting (A new kernel).'],
])('systemd-logind tells of %s: %s', (end, message) => {
  expect(read(logind(message))).toEqual({ lines: [`systemd-logind: ${message}`], who: null, why: null, end })
  expect(endOf(kernel(message))).toBeNull()
  expect(endOf(logind(`Session 3: ${message}`))).toBeNull()
})

test('the power button, where it was what made the system go down', () => {
  const [key, action] = [logind('Power key pressed short.'), logind('Powering Off...')]
  const gone = logind('Session 3 logged out. Waiting for processes to exit.', ALIVE + 4)
  const down = logind(DOWN, ALIVE + 5)
  const lines = ['systemd-logind: Power key pressed short.', `systemd-logind: ${DOWN}`]
  expect(read(key, action, gone, down)).toEqual({ lines, who: null, why: null, end: 'power-key' })
  expect(endOf(logind('Power key pressed.'), action, down)).toBe('power-key')
  // It may do nothing, or something else, and the order come from elsewhere.
  expect(endOf(key, down)).toBe('shutdown')
  expect(endOf(key, gone, action, down)).toBe('shutdown')
  expect(endOf(key, logind('Suspending...'), action, down)).toBe('shutdown')
  expect(endOf(key, action, logind(DOWN, ALIVE + 60_001))).toBe('shutdown')
  expect(endOf(key, action)).toBeNull()
})

test('what the machine went on after did not end it; of several the surest counts', () => {
  const later = kernel('usb 1-1: new high-speed USB device', ALIVE + 600_001)
  for (const one of [kernel(PANIC), kernel(OOPS), logind(DOWN)]) {
    expect(endOf(one, later)).toBeNull()
    expect(endOf(one, { ...later, at: later.at - 1 })).not.toBeNull()
  }
  expect(endOf(kernel(OOPS), kernel(PANIC))).toBe('panic')
  expect(endOf(kernel(OOPS), logind(DOWN))).toBe('shutdown')
  expect(endOf(kernel('reboot: HARDWARE PROTECTION shutdown (Temperature too high)'), logind(DOWN))).toBe('protection')
})

test('hostile logs, quickly', () => {
  const began = performance.now()
  const log = ['Oops: [#', 'kernel BUG at :', 'thermal thermal_zone1: ', 'Killed process '].flatMap(start =>
    Array.from({ length: 1250 }, () => kernel(start + start.repeat(200).slice(0, 980))),
  )
  expect(endOf(...log)).toBeNull()
  expect(performance.now() - began).toBeLessThan(1000)
})
