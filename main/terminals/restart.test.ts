import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toLine } from '../tmux/quote'
import { until } from '../tmux/test-server'
import type { Command, ControlClient } from '../tmux/types'
import { type Bench, createBench, createPage, textOf } from './test-page'

let bench: Bench

beforeAll(async () => {
  bench = await createBench()
  await bench.server.tmux('set-option', '-g', 'remain-on-exit', 'on')
})
afterAll(() => bench.end())

/** All lines that the client sends from now on, in order. */
function overhear(client: ControlClient): string[] {
  const lines: string[] = []
  const heard = (commands: readonly Command[]) => lines.push(toLine(commands))
  const { send, request } = client
  Object.assign(client, {
    send(...args: Parameters<ControlClient['send']>) {
      heard(args[0])
      send(...args)
    },
    request(command: Command) {
      heard([command])
      return request(command)
    },
  })
  return lines
}

const program = (word: string) => ['--', 'sh', '-c', `echo ${word}; exec cat`]

describe('a restart', () => {
  it('is never met by a continue of its pane between its two lines, and the stream shows the new program', async () => {
    const page = createPage(bench.terminals)
    const lines = overhear(await until(() => bench.tmux.clientOfPane('%0'), 'a client'))
    for (let life = 0; life < 12; life += 1) {
      lines.length = 0
      // Opened just before, in the same moment, and just after: the first pause is the reader's, or the restart's.
      const first = life % 3 === 0 ? page.open('%0') : null
      if (life % 2 === 0) await Promise.resolve()
      const restarted = bench.tmux.respawn('%0', program(`life${life}`))
      const stream = await (first ?? page.open('%0'))
      expect(await restarted).toMatchObject({ ok: true })
      await until(() => textOf(stream.terminal) === `life${life}`, `life ${life}, and nothing else`)
      page.peer.close(stream.number)

      const respawn = lines.findIndex(line => line.startsWith('respawn-pane'))
      const before = lines.slice(0, respawn).join('\n')
      const pauses = before.lastIndexOf('"%0:pause"')
      expect(pauses).toBeGreaterThanOrEqual(0)
      // What was continued before was paused again before the program was replaced.
      expect(before.lastIndexOf('"%0:continue"')).toBeLessThan(pauses)
    }
  })

  it('waits for the one before it, and is told of until it is over', async () => {
    const answers = Promise.all([1, 2, 3].map(life => bench.tmux.respawn('%0', program(`again${life}`))))
    const under = bench.tmux.restartOf('%0')
    expect(under).not.toBeNull()
    expect(bench.tmux.restartOf('%1')).toBeNull()
    expect((await answers).map(reply => reply.ok)).toEqual([true, true, true])
    await under
    expect(bench.tmux.restartOf('%0')).toBeNull()
    const stream = await createPage(bench.terminals).open('%0')
    await until(() => textOf(stream.terminal) === 'again3')
  })
})
