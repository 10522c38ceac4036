import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { mayRedeem, peerUid, uidInTable } from './peer-uid'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11111 1 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 22222 1 0
   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000   123        0 33333 1 0
`

/** Connects as this uid to the port, from a process of its own, and gives what `peerUid` says of it. */
async function askedAs(uid: number): Promise<number | null> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const program = `require('net').connect(${port}, '127.0.0.1'); setTimeout(() => {}, 60000)`
  const child = spawn(process.execPath, ['-e', program], { uid, cwd: '/', stdio: 'ignore' })
  try {
    const [socket] = await once(server, 'connection')
    return await peerUid(socket)
  } finally {
    child.kill('SIGKILL')
    server.close()
  }
}

describe('the peer', () => {
  it('is found by its own end of the connection, not by ours', () => {
    expect(uidInTable(TABLE, { own: 50_000, remote: 8080 })).toBe(123)
    expect(uidInTable(TABLE, { own: 50_001, remote: 8080 })).toBeNull()
    expect(uidInTable('', { own: 50_000, remote: 8080 })).toBeNull()
  })

  it.runIf(process.platform === 'linux')('is told by the system', async () => {
    expect(await askedAs(process.getuid?.() ?? 0)).toBe(process.getuid?.())
  })

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)('is told apart from us', async () => {
    expect(await askedAs(65_534)).toBe(65_534)
  })

  it('may redeem when it is us, root, or who started us by sudo', () => {
    expect(mayRedeem(1000, 1000, {})).toBe(true)
    expect(mayRedeem(0, 1000, {})).toBe(true)
    expect(mayRedeem(1001, 1000, {})).toBe(false)
    expect(mayRedeem(1001, 1000, { SUDO_UID: '1001' })).toBe(false)
    expect(mayRedeem(1000, 0, { SUDO_UID: '1000' })).toBe(true)
    expect(mayRedeem(1000, 0, {})).toBe(false)
    expect(mayRedeem(null, 1000, {})).toBe(true)
  })
})
