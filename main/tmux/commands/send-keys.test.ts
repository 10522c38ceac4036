import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestServer } from '../test-server'
import { leaveModes } from './copy-mode'
import { pressKeys, sendBytes } from './send-keys'
import { startReceiver } from './test-receiver'
import { createRunner } from './test-run'

const server = createTestServer()
const { run, runAll, ask } = createRunner(server)

beforeAll(() => server.tmux('new-session', '-d', '-x', '100', '-y', '30', '-s', 'one', 'cat'))
afterAll(() => server.end())

describe('sendBytes', () => {
  it('types every byte exactly, in lines of 256', async () => {
    const receiver = await startReceiver(server)
    const bytes = Uint8Array.from({ length: 700 }, (_, i) => i % 256)
    const commands = sendBytes(receiver.paneId, bytes)
    expect(commands.map(one => one.args.length - 3)).toEqual([256, 256, 188])
    await runAll(commands)
    expect(await receiver.received(700)).toEqual(Buffer.from(bytes))
  })

  it('sends nothing for nothing', () => {
    expect(sendBytes('%0', new Uint8Array())).toEqual([])
  })
})

describe('pressKeys', () => {
  it('presses keys by name', async () => {
    const receiver = await startReceiver(server)
    await run(pressKeys(receiver.paneId, 'C-c', 'Escape', 'Enter', 'Up', 'M-x', 'F5'))
    expect((await receiver.received(13)).toString('latin1')).toBe('\x03\x1b\r\x1b[A\x1bx\x1b[15~')
  })

  it.each(['hello', 'x', 'C-', 'C-ab', '', '-t', ';', 'C-c;kill-server', '0x41'])('refuses %j', key => {
    expect(() => pressKeys('%0', key)).toThrow(/no named key/)
  })

  it('refuses no key at all', () => {
    expect(() => pressKeys('%0')).toThrow(/no named key/)
  })
})

describe('leaveModes', () => {
  it('leaves copy mode and the clock, and is no error without a mode', async () => {
    await run(leaveModes('%0'))
    for (const mode of ['copy-mode', 'clock-mode']) {
      await server.tmux(mode, '-t', '%0')
      expect(await ask('%0', '#{pane_in_mode}')).toBe('1')
      await run(leaveModes('%0'))
      expect(await ask('%0', '#{pane_in_mode}')).toBe('0')
    }
  })
})
