import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { until } from './fixtures/real-tmux'
import { identityKey, isAlive, sameProcess, startTimeOf } from './identity'
import { readProcesses, splitArguments } from './read'
import { parsePs, ps } from './read-mac'
import { parseStat } from './stat'
import { createTable } from './table'
import type { ProcessInfo } from './types'

const started: number[] = []
afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
})

function start(program: string, args: readonly string[], options: { detached?: boolean; argv0?: string } = {}) {
  const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'ignore'], ...options })
  if (child.pid === undefined) throw new Error(`cannot start ${program}`)
  started.push(child.pid)
  return { child, pid: child.pid }
}

describe('the process table', () => {
  test('has this process as the system knows it', async () => {
    const table = await readProcesses()
    const self = table.get(process.pid)
    expect(self).toMatchObject({ ppid: process.ppid, zombie: false })
    expect(self?.argv[0]).toContain('node')
    expect(table.treeOf(process.ppid)).toContain(self)
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pgid=,sess=,tpgid=', '-p', String(process.pid)])
    expect([self?.pgid, self?.sid, self?.tpgid]).toEqual(stdout.trim().split(/\s+/).map(Number))
  })

  test('reads names with parentheses, blanks and newlines, and arguments with anything in them', async () => {
    const { pid } = start('perl', [
      '-e',
      '$0 = "x"; open F, ">/proc/self/comm"; print F ") S 1 (\n("; close F; sleep 60',
    ])
    const named = await until(async () => {
      const one = (await readProcesses()).get(pid)
      return one?.name.startsWith(')') ? one : null
    })
    expect(named).toMatchObject({ name: ') S 1 (\n(', ppid: process.pid })
    const odd = start('sleep', ['60'], { argv0: 'two words\nand "quotes" ü' })
    const other = await until(async () => {
      const one = (await readProcesses()).get(odd.pid)
      return one?.name === 'sleep' ? one : null
    })
    expect(other.argv).toEqual(['two words\nand "quotes" ü', '60'])
  })

  test('notices an exec: same pid and start time, other arguments', async () => {
    const { child, pid } = start('sh', ['-c', 'read line; exec sh -c "read line; :" again'])
    const before = await until(async () => {
      const one = (await readProcesses()).get(pid)
      return one?.argv[2]?.startsWith('read line; exec') ? one : null
    })
    child.stdin.write('go\n')
    const after = await until(async () => {
      const one = (await readProcesses()).get(pid)
      return one?.argv.at(-1) === 'again' ? one : null
    })
    expect(sameProcess(before, after)).toBe(true)
    expect(after.name).toBe(before.name)
  })

  test('a zombie is told from a living process', async () => {
    // The parent does not collect its child.
    const { child, pid } = start('perl', ['-e', '$| = 1; if (!fork) { exit } print "$$\\n"; sleep 60'])
    await once(child.stdout, 'data')
    const zombie = await until(async () => (await readProcesses()).childrenOf(pid).find(one => one.zombie))
    expect(zombie.argv).toEqual([])
    expect(await isAlive(zombie)).toBe(false)
    expect(await startTimeOf(zombie.pid)).toBe(zombie.started)
  })

  test('survives processes that come and go while it reads', async () => {
    const { pid } = start('sh', ['-c', 'while :; do /bin/true; done'])
    for (let n = 0; n < 20; n++) {
      const table = await readProcesses()
      expect(table.get(pid)).not.toBeNull()
      for (const one of table.all) expect(Number.isInteger(one.ppid) && one.started !== '').toBe(true)
    }
  })

  test('does not block: a timer runs on while it reads, and a scan stays within the time of a keystroke', async () => {
    const times: number[] = []
    for (let n = 0; n < 10; n++) {
      const began = performance.now()
      await readProcesses()
      times.push(performance.now() - began)
    }
    // 10 ms for 150 processes on an idle machine; the bound leaves room for a busy one.
    const count = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).length
    expect(Math.min(...times)).toBeLessThan(Math.max(30, count / 2))
  })
})

describe('identity', () => {
  test('is pid and start time', async () => {
    const { child, pid } = start('sleep', ['60'])
    const born = await startTimeOf(pid)
    if (born === null) throw new Error('no start time')
    expect(await isAlive({ pid, started: born })).toBe(true)
    expect(await isAlive({ pid, started: `${born}0` })).toBe(false)
    const others = [
      { pid, started: 'x' },
      { pid: pid + 1, started: born },
    ]
    for (const other of others) {
      expect(sameProcess({ pid, started: born }, other)).toBe(false)
      expect(identityKey({ pid, started: born })).not.toBe(identityKey(other))
    }
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await isAlive({ pid, started: born })).toBe(false)
    expect(await startTimeOf(pid)).toBeNull()
  })

  test.each([0, -1, 1.5, Number.NaN, 2 ** 60])('no process %s', async pid => {
    expect(await startTimeOf(pid)).toBeNull()
  })
})

describe('parts', () => {
  const line = (state: string, threads: number, tty = 34819) =>
    `7 (a) ${state} 1 7 7 ${tty} 7 0 1 2 3 4 5 6 7 8 20 0 ${threads} 0 4242 1 2 3 4 5 6 ${'0 '.repeat(24)}`

  test('the stat line: terminal names, and a dead first thread is no dead process', () => {
    expect(parseStat(line('S', 1))).toMatchObject({
      pid: 7,
      ppid: 1,
      tty: '/dev/pts/3',
      started: '4242',
      zombie: false,
    })
    expect(parseStat(line('S', 1, 0))?.tty).toBe('')
    expect(parseStat(line('S', 1, (136 << 8) | 0x2c | (1 << 20)))?.tty).toBe('/dev/pts/300')
    expect(parseStat(line('S', 1, (4 << 8) | 2))?.tty).toBe('/dev/tty2')
    expect(parseStat(line('Z', 1))?.zombie).toBe(true)
    expect(parseStat(line('Z', 3))?.zombie).toBe(false)
    for (const torn of ['', '7 (a', '7 (a) S 1', 'x']) expect(parseStat(torn)).toBeNull()
  })

  test('arguments: empty ones count, what a rewritten title has left behind does not', () => {
    expect(splitArguments(Buffer.from('sh\0-c\0\0x\0'))).toEqual(['sh', '-c', '', 'x'])
    expect(splitArguments(Buffer.from('claude\0\0\0\0'))).toEqual(['claude'])
    expect(splitArguments(Buffer.from('\0\0'))).toEqual([])
  })

  test('ps: a process that has gone is no failure, and a start time is the same in every time zone', async () => {
    const { child, pid } = start('sleep', ['60'])
    const told = async (zone: string) => {
      vi.stubEnv('TZ', zone)
      return ps(['-o', 'lstart=', '-p', String(pid)])
    }
    const [one, other] = [await told('Asia/Tokyo'), await told('America/New_York')]
    vi.unstubAllEnvs()
    expect(one).toMatch(/ \d\d:\d\d:\d\d /)
    expect(other).toBe(one)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await ps(['-o', 'pid=', '-p', String(pid)])).toBe('')
  })

  test('a loop in the parent links ends', () => {
    const stat = parseStat(line('S', 1))
    if (!stat) throw new Error('no stat')
    const one = (pid: number, ppid: number): ProcessInfo => ({ ...stat, argv: [], pid, ppid })
    const table = createTable([one(1, 2), one(2, 1), one(3, 2)])
    expect(table.treeOf(1).map(each => each.pid)).toEqual([1, 2, 3])
    expect(table.treeOf(9)).toEqual([])
  })

  test('macOS: a recorded listing', () => {
    const text = [
      '    1     0     1 ??       Ss   Sat Nov 21 09:00:01 2026     /sbin/launchd',
      '  501   500   501 ttys003  Ss   Sun Nov 22 10:00:07 2026     -zsh',
      '  777   501   777 ttys003  S+   Sun Nov  2 10:01:00 2026     /usr/local/bin/node /x/claude  --resume',
      '  888   501   777 ttys003  Z    Sun Nov 22 10:01:00 2026     (sleep)',
      '  999     1   999 -        T    Sun Nov 22 10:02:00 2026     vim',
      'rubbish',
    ].join('\n')
    expect(parsePs(text)).toMatchObject([
      { pid: 1, tty: '', sid: 1, tpgid: 0, name: 'launchd' },
      { pid: 501, ppid: 500, tty: '/dev/ttys003', tpgid: 777, started: 'Sun Nov 22 10:00:07 2026' },
      {
        sid: 0,
        tpgid: 777,
        started: 'Sun Nov 2 10:01:00 2026',
        name: 'node',
        argv: ['/usr/local/bin/node', '/x/claude', '--resume'],
      },
      { pid: 888, zombie: true, argv: [] },
      { pid: 999, tty: '', stopped: true },
    ])
  })
})
