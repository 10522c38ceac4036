import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../tmux/test-server'
import { drawSnapshot } from './snapshot'
import { createScriptedPane, readQuietPane, type ScriptedPane } from './test-pane'
import { drawCapture, dump, dumpScreen, show, write } from './test-screen'
import { anyWork, COLS, furtherWork, ROWS } from './test-work'

/**
 * The same cases each time, so that a difference of xterm from tmux that nobody knew yet does not fail somebody else's
 * change; `PROPERTY_SEED=$RANDOM PROPERTY_RUNS=500` goes looking for new ones.
 */
const SEED = Number(process.env.PROPERTY_SEED ?? 330)

let server: TestServer

beforeAll(async () => {
  server = createTestServer()
  await server.tmux('new-session', '-d', '-x', '80', '-y', '24', 'cat')
})
afterAll(() => server.end())

async function withPane<T>(work: (pane: ScriptedPane) => Promise<T>): Promise<T> {
  const pane = await createScriptedPane(server, COLS, ROWS)
  try {
    return await work(pane)
  } finally {
    await pane.end()
  }
}

async function oracle(id: string): Promise<string[]> {
  const history = Number(await server.tmux('display-message', '-p', '-t', id, '#{history_size}'))
  const capture = await server.raw('capture-pane', '-p', '-e', '-N', '-S', '-', '-t', id)
  const lines = await drawCapture(capture, COLS, history + ROWS)
  return lines
}

describe('a snapshot of random work', () => {
  it('shows in xterm what tmux has, cell by cell, and goes on as tmux does', async () => {
    await fc.assert(
      fc.asyncProperty(anyWork, furtherWork, async (before, after) => {
        await withPane(async pane => {
          await pane.write(before)
          const read = await readQuietPane(server, pane.id, 1000)
          const terminal = await show(drawSnapshot(read, 1000))
          const expected = await oracle(pane.id)
          expect(dumpScreen(terminal).lines).toEqual(expected.slice(-ROWS))
          if (!read.row.alternate) expect(dump(terminal)).toEqual(expected)
          const cursor = [read.row.cursorX, read.row.cursorY]
          expect(dumpScreen(terminal).cursor).toEqual(cursor)

          // Entering the alternate screen twice moves the saved cursor in xterm alone.
          const further = read.row.alternate ? after.replaceAll('\x1b[?1049h', '') : after
          await pane.write(further)
          await write(terminal, further)
          expect(dumpScreen(terminal).lines).toEqual((await oracle(pane.id)).slice(-ROWS))
        })
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 25), seed: SEED },
    )
  }, 600_000)
})
