import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, until } from '../test-server'
import { capturePending } from './capture-pane'
import { createRunner } from './test-run'

const server = createTestServer()
const { run, ask } = createRunner(server)

beforeAll(async () => {
  const text = `printf 'wwwww\\n\\033[3'; exec cat`
  await server.tmux('new-session', '-d', '-x', '20', '-y', '10', '-s', 'one', text)
  await server.tmux('new-window', '-d', `echo main; printf '\\033[?1049hother'; exec cat`)
  await until(async () => (await server.tmux('capture-pane', '-p', '-t', '%0')).includes('wwwww\n'), 'the text')
  await until(async () => (await ask('%1', '#{alternate_on}')) === '1')
})

afterAll(() => server.end())

describe('capturePending', () => {
  it('reads an unfinished escape sequence, or nothing', async () => {
    expect(await run(capturePending('%0'))).toBe('\\033[3')
    expect(await run(capturePending('%1'))).toBe('')
  })
})
