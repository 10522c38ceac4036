import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../log/log'
import { endProcesses } from './end'
import { openTerminalOf, parseOrigin, readDevice } from './evidence'
import { parseEnvironments } from './evidence-mac'
import { fixture, lives, type RealTmux, startRealTmux, until } from './fixtures/real-tmux'
import { findOwned, surveyPanes } from './owned'
import { readProcesses } from './read'
import { subreaperPrefix } from './subreaper'
import type { PaneRoot } from './types'

let real: RealTmux
let agentId: string
beforeEach(async () => {
  real = await startRealTmux()
  // Another for each test: what a broken run left behind must not be found by the next.
  agentId = `${real.socket} agent`
})
afterEach(() => real.close())

async function survey(panes: readonly PaneRoot[]) {
  return surveyPanes(panes, await real.serverPid())
}

async function reasonFor(panes: readonly PaneRoot[], pid: number) {
  return (await survey(panes)).owned.find(one => one.pid === pid)?.because
}

const note = (name: string) => `echo $$ >${real.folder}/${name}`
const daemon = (name: string, files = 'null') => `perl ${fixture('daemon.pl')} ${real.folder}/${name} ${files}`
/** Waits until a daemon of the fixtures has left its parents. */
async function orphan(name: string): Promise<number> {
  const pid = await real.note(name)
  await until(async () => (await readProcesses()).get(pid)?.ppid === 1)
  return pid
}

/** Runs a script on a terminal of its own outside tmux: an orphan, none of ours; it ends with the test. */
async function outsideTerminal(script: string): Promise<void> {
  // An input that stays open, so that nothing but the test ends it.
  const watch = `sh -c '${note('input')}; exec sleep 60' | script -qec '${script}' /dev/null >/dev/null 2>&1`
  const env = { PATH: process.env.PATH, TMUX_TMPDIR: process.env.TMUX_TMPDIR, TERM: 'xterm' }
  const starter = spawn('setsid', ['sh', '-c', `(${watch} &)`], { env, stdio: 'ignore' })
  await once(starter, 'exit')
}

describe('evidence', () => {
  test('a plain pane: its program and what that started', async () => {
    const pane = await real.open(['sh', '-c', `(${note('child')}; exec sleep 1600) & exec sleep 1601`])
    await real.note('child')
    const sleeping = async () => (await survey([pane])).owned.filter(one => one.name === 'sleep').length === 2
    await until(sleeping)
    const { owned, spared } = await survey([pane])
    expect(owned.map(one => [one.name, one.because, one.paneId])).toEqual([
      ['sleep', 'tree', pane.paneId],
      ['sleep', 'tree', pane.paneId],
    ])
    expect(spared).toEqual([])
  })

  test('an orphan of the same kernel session, whatever its environment', async () => {
    const pane = await real.open(['sh', '-c', `(env -i sh -c '${note('left')}; exec sleep 1602' &) ; exec sleep 1603`])
    const left = await real.note('left')
    await until(async () => (await readProcesses()).get(left)?.ppid === 1)
    expect(await reasonFor([pane], left)).toBe('session')
  })

  test('an orphan of the same kernel session in a process group of its own', async () => {
    const leave = `setpgrp; open N, ">${real.folder}/left"; print N $$; close N; sleep 60`
    const start = `(env -i perl -e '${leave}' </dev/null >/dev/null 2>&1 &)`
    const pane = await real.open(['sh', '-c', `${start}; exec sleep 1627`])
    const left = await real.note('left')
    await until(async () => (await readProcesses()).get(left)?.ppid === 1)
    expect(await reasonFor([pane], left)).toBe('session')
  })

  test('our agent id, when the program dropped the variables of tmux', async () => {
    const hide = `env -u TMUX -u TMUX_PANE ${daemon('hidden')}`
    const pane = await real.open(['sh', '-c', `${hide}; exec sleep 1604`], { QUARTERDECK_AGENT_ID: agentId })
    const hidden = await orphan('hidden')
    expect(await reasonFor([pane], hidden)).toBe('environment')
    expect(await reasonFor([{ ...pane, agentId: 'agent-2' }], hidden)).toBeUndefined()
    expect(await reasonFor([{ ...pane, agentId: '' }], hidden)).toBeUndefined()
  })

  test('the server died: agent ids still find the daemons, and nothing else does', async () => {
    const pane = await real.open(['sh', '-c', `${daemon('heir')}; exec sleep 1605`], {
      QUARTERDECK_AGENT_ID: agentId,
    })
    const heir = await orphan('heir')
    const serverPid = await real.serverPid()
    expect(await findOwned([pane], 0)).toEqual([])
    process.kill(serverPid, 'SIGKILL')
    await until(async () => !(await lives(serverPid)))
    expect((await findOwned([pane], 0)).map(one => one.pid)).toContain(heir)
    expect(await findOwned([{ ...pane, agentId: '' }], 0)).toEqual([])
  })

  test('a terminal held open by whoever has no other terminal', async () => {
    const pane = await real.open(['sleep', '1606'])
    const holder = await real.outside('holder', {}, pane.tty)
    expect(await reasonFor([pane], holder)).toBe('open-terminal')
    // The same path elsewhere is another terminal: each container has a /dev/pts/0 of its own.
    const device = await readDevice(pane.tty)
    if (!device) throw new Error('no terminal')
    expect(await openTerminalOf(holder, [device])).toEqual(device)
    expect(await openTerminalOf(holder, [{ ...device, dev: device.dev + 1 }])).toBeNull()
    expect(await openTerminalOf(holder, [{ ...device, ino: device.ino + 1 }])).toBeNull()
    const namesake = await real.outside('namesake', { TMUX: '/x,99999999,0', TMUX_PANE: pane.paneId }, pane.tty)
    expect(await reasonFor([pane], namesake)).toBeUndefined()
  })

  test('environments as text', () => {
    const of = (text: string) => parseOrigin(text.split('\0'))
    expect(of('A=1\0TMUX=/tmp/a,b/default,123,4\0TMUX_PANE=%7\0')).toEqual({ server: 123, pane: '%7', agentId: '' })
    expect(of('TMUX_PANE=%7; rm\0QUARTERDECK_AGENT_ID=x')).toEqual({ server: null, pane: '', agentId: 'x' })
    expect(of('TMUX=/tmp/5,6,7/x,123,4')).toMatchObject({ server: 123 })
    // As getenv(3) reads it.
    expect(of('TMUX_PANE=%1\0TMUX_PANE=%2')).toMatchObject({ pane: '%1' })
    expect(of('TMUX=nonsense')).toEqual({ server: 0, pane: '', agentId: '' })
    expect(of('XTMUX_PANE=%7\0A=TMUX=1')).toBeNull()
    const mac = parseEnvironments('  7 /bin/node x TMUX=/tmp/t,9,0 TMUX_PANE=%2\n 8 zsh\n')
    expect(parseOrigin(mac.get(7) ?? [])).toEqual({ server: 9, pane: '%2', agentId: '' })
  })
})

describe('never touched', () => {
  test('another pane, though its environment names ours', async () => {
    const pane = await real.open(['sleep', '1610'])
    const lie = `TMUX_PANE=${pane.paneId} sh -c '${note('liar')}; exec sleep 1611'`
    const other = await real.open(['sh', '-c', `exec 5>${pane.tty}; ${lie}; :`], { QUARTERDECK_AGENT_ID: agentId })
    const liar = await real.note('liar')
    const { owned, spared } = await survey([{ ...pane, agentId }])
    expect(owned.map(one => one.pid)).toEqual([pane.pid])
    expect(spared).toEqual([])
    expect(await reasonFor([other], liar)).toBe('tree')
  })

  test('a pane that our pane split off, though it inherited our agent id', async () => {
    const pane = await real.open(['sh', '-c', `exec sleep 1613`], { QUARTERDECK_AGENT_ID: agentId })
    const split = await real.open(['sh', '-c', `${daemon('theirs')}; exec sleep 1614`], {
      QUARTERDECK_AGENT_ID: agentId,
    })
    const theirs = await orphan('theirs')
    expect((await survey([pane])).owned.map(one => one.pid)).toEqual([pane.pid])
    expect(await reasonFor([split], theirs)).toBe('environment')
  })

  test('a tmux server that was started in the pane, with all that lives in it, is told and spared', async () => {
    const socket = `${real.socket}-inner`
    const inner = `tmux -L ${socket} -f /dev/null new-session -d 'echo $$ >${real.folder}/inner; exec sleep 1615'`
    const pane = await real.open(['sh', '-c', `${inner}; exec sleep 1616`], { QUARTERDECK_AGENT_ID: agentId })
    try {
      const pid = await real.note('inner')
      // The command that started it is a child of ours until it has ended.
      await until(async () => (await readProcesses()).childrenOf(pane.pid).length === 0)
      const { owned, spared } = await survey([pane])
      expect(owned.map(one => one.pid)).toEqual([pane.pid])
      expect(spared).toMatchObject([{ name: 'tmux: server', why: 'nested-server', paneId: pane.paneId }])
      const serverPid = await real.serverPid()
      const result = await endProcesses({ find: seen => findOwned([pane], serverPid, seen), log: silentLog })
      expect(result.proven).toBe(true)
      expect(await lives(pid)).toBe(true)
    } finally {
      const server = (await readProcesses()).all.find(one => one.argv.includes(socket) && one.name === 'tmux: server')
      if (server) process.kill(server.pid, 'SIGKILL')
    }
  })

  test('a client that watches from our pane ends with it, one that only inherited the variables does not', async () => {
    const attach = `env -u TMUX tmux -L ${real.socket} attach -t home`
    const pane = await real.open(['sh', '-c', `${attach}; :`])
    const client = await until(async () =>
      (await readProcesses()).childrenOf(pane.pid).find(one => one.name === 'tmux: client'),
    )
    expect(await reasonFor([pane], client.pid)).toBe('tree')
    const serverPid = await real.serverPid()
    // Only the client itself has the variables. Orphaned, so that it is none of ours; the server's end ends it.
    const variables = `TMUX=x,${serverPid},0 TMUX_PANE=${pane.paneId}`
    await outsideTerminal(`exec env ${variables} tmux -L ${real.socket} attach -t home`)
    const outside = await until(async () => {
      const all = (await readProcesses()).all
      return all.find(one => one.name === 'tmux: client' && one.pid !== client.pid && one.argv.includes(real.socket))
    })
    const found = await survey([pane])
    expect(found.owned.map(one => one.pid)).not.toContain(outside.pid)
    expect(found.owned.map(one => one.pid)).toContain(client.pid)
    expect(await lives(outside.pid)).toBe(true)
  })

  test('whoever has a terminal of another program, and merely writes to ours', async () => {
    const pane = await real.open(['sleep', '1623'])
    await outsideTerminal(`${note('writer')}; exec sleep 1624 5>${pane.tty}`)
    const writer = await real.note('writer')
    await until(async () => (await readProcesses()).get(writer)?.name === 'sleep')
    expect((await survey([pane])).owned.map(one => one.pid)).toEqual([pane.pid])
  })

  test('what another server, or none, has named as we name ours', async () => {
    const server = await real.serverPid()
    const pane = await real.open(['sleep', '1625'])
    const [plain, agent] = [pane, { ...pane, agentId }]
    const own = { QUARTERDECK_AGENT_ID: agentId }
    const serverless = await real.outside('serverless', { TMUX_PANE: pane.paneId })
    const paneless = await real.outside('paneless', { TMUX: `/x,${server},0` })
    const before = await real.outside('before', { TMUX: '/x,99999999,0', ...own })
    for (const root of [plain, agent])
      for (const pid of [serverless, paneless, before]) expect(await reasonFor([root], pid)).toBeUndefined()
    const named = await real.outside('named', { TMUX: `/x,${server},0`, ...own })
    expect(await reasonFor([agent], named)).toBe('environment')
  })

  test('what has the pid of a process that was found before', async () => {
    const pane = await real.open(['sleep', '1626'])
    const stranger = await real.outside('stranger')
    const server = await real.serverPid()
    const [found] = await findOwned([pane], server)
    const after = await findOwned([pane], server, [found!, { ...found!, pid: stranger }])
    expect(after.map(one => one.pid)).toEqual([pane.pid])
  })

  test('ourselves and what we started, though the environment names the pane', async () => {
    const pane = await real.open(['sleep', '1617'])
    const env = { ...process.env, TMUX: `x,${await real.serverPid()},0`, TMUX_PANE: pane.paneId }
    const child = spawn('sleep', ['1618'], { env, detached: true, stdio: 'ignore' })
    await once(child, 'spawn')
    const { owned, spared } = await survey([pane])
    expect(owned.map(one => one.pid)).toEqual([pane.pid])
    expect(spared).toMatchObject([{ pid: child.pid, why: 'ourselves' }])
    child.kill('SIGKILL')
    await once(child, 'exit')
  })

  test('daemons of the whole login are told and spared', async () => {
    const named = `perl -e 'use POSIX; exit if fork; setsid; open F, ">/proc/self/comm"; print F "gpg-agent"; close F; open N, ">${real.folder}/agent"; print N $$; close N; sleep 60' </dev/null >/dev/null 2>&1`
    const pane = await real.open(['sh', '-c', `${named}; exec sleep 1619`])
    const pid = await real.note('agent')
    await until(async () => (await readProcesses()).get(pid)?.name === 'gpg-agent')
    const { owned, spared } = await survey([pane])
    expect(owned.map(one => one.pid)).toEqual([pane.pid])
    expect(spared).toMatchObject([{ pid, why: 'user-daemon' }])
  })

  test.runIf(process.getuid?.() === 0)('processes of another user are told and spared', async () => {
    const other = `perl -e 'open N, ">${real.folder}/nobody"; print N $$; close N; $< = $> = 65534; sleep 60'`
    // Ours, with the rights of somebody else for a while.
    const lent = `perl -e 'open N, ">${real.folder}/lent"; $> = 65534; print N $$; close N; sleep 60'`
    const pane = await real.open(['sh', '-c', `${other} & ${lent} & exec sleep 1620`])
    const [pid, ours] = [await real.note('nobody'), await real.note('lent')]
    await until(async () => (await survey([pane])).spared.some(one => one.pid === pid && one.why === 'other-user'))
    expect(await reasonFor([pane], pid)).toBeUndefined()
    expect(await reasonFor([pane], ours)).toBe('tree')
  })

  test('what has the pid or the terminal of a dead pane now', async () => {
    const pane = await real.open(['sh', '-c', 'exit 0'])
    await until(async () => (await real.tmux('display', '-p', '-t', pane.paneId, '#{pane_dead}')) === '1')
    const stranger = await real.outside('stranger')
    const other = await real.open(['sleep', '1622'])
    await real.outside('holder', {}, other.tty)
    const { owned } = await survey([{ ...pane, pid: stranger, tty: other.tty }])
    expect(owned).toEqual([])
    expect((await survey([{ ...pane, pid: 1 }])).owned).toEqual([])
    expect((await survey([{ ...pane, pid: process.pid }])).owned).toEqual([])
    expect((await survey([{ ...pane, pid: await real.serverPid() }])).owned).toEqual([])
  })
})

test('two panes at once: each process goes to its own', async () => {
  const a = await real.open(['sh', '-c', `${daemon('of-a')}; exec sleep 1630`])
  const b = await real.open(['sh', '-c', `${daemon('of-b')}; exec sleep 1631`])
  const [ofA, ofB] = [await orphan('of-a'), await orphan('of-b')]
  const holder = await real.outside('holder', {}, b.tty)
  const owner = new Map((await survey([a, b])).owned.map(one => [one.pid, one.paneId]))
  expect([owner.get(a.pid), owner.get(ofA)]).toEqual([a.paneId, a.paneId])
  expect([owner.get(b.pid), owner.get(ofB), owner.get(holder)]).toEqual([b.paneId, b.paneId, b.paneId])
})

test('under a subreaper a nested server stays in the tree and is spared all the same, with its daemons', async () => {
  const socket = `${real.socket}-inner`
  const script = `tmux -L ${socket} -f /dev/null new-session -d '${daemon('deep')}; exec sleep 1640'; exec sleep 1641`
  const pane = await real.open([...(await subreaperPrefix()), 'sh', '-c', script])
  const deep = await real.note('deep')
  const server = await until(async () =>
    (await readProcesses()).childrenOf(pane.pid).find(one => one.name === 'tmux: server'),
  )
  try {
    // The nested pane's daemon was adopted by our subreaper; its environment says whose it is.
    await until(async () => (await readProcesses()).get(deep)?.ppid === pane.pid)
    const { owned, spared } = await survey([pane])
    expect(new Map(spared.map(one => [one.pid, one.why])).get(server.pid)).toBe('nested-server')
    expect(spared.map(one => one.pid)).toContain(deep)
    expect(owned.map(one => one.pid)).not.toContain(server.pid)
    expect(owned.map(one => one.pid)).not.toContain(deep)
  } finally {
    process.kill(server.pid, 'SIGKILL')
  }
})
