import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, until } from '../test-server'
import { type CaptureOptions, capturePane, capturePending } from './capture-pane'
import { createRunner } from './test-run'

const server = createTestServer()
const { run, runAll, ask } = createRunner(server)

beforeAll(async () => {
  const text = `i=0; while [ $i -lt 30 ]; do echo "line $i"; i=$((i+1)); done; printf '\\033[31mred\\033[0m  \\n${'w'.repeat(25)}\\n\\033[3'; exec cat`
  await server.tmux('new-session', '-d', '-x', '20', '-y', '10', '-s', 'one', text)
  await server.tmux('new-window', '-d', `echo main; printf '\\033[?1049hother'; exec cat`)
  await until(async () => (await server.tmux('capture-pane', '-p', '-t', '%0')).includes('wwwww\n'), 'the text')
  await until(async () => (await ask('%1', '#{alternate_on}')) === '1')
})

afterAll(() => server.end())

const capture = async (paneId: string, options?: CaptureOptions) => (await runAll(capturePane(paneId, options)))[1]

describe('capturePane', () => {
  it('reads the screen, and leaves no buffer', async () => {
    const text = await capture('%0')
    expect(text).toMatch(/^line 24\n/)
    expect(text).toContain('red\nwwwwwwwwwwwwwwwwwwww\nwwwww')
    expect(await server.tmux('list-buffers')).toBe('')
  })

  it('reads history, all or a part, up to a line', async () => {
    expect(await capture('%0', { from: 'all' })).toMatch(/^line 0\n/)
    expect(await capture('%0', { from: -3, to: -2 })).toMatch(/^line 21\nline 22\n*$/)
    expect(await capture('%0', { from: 1, to: 1 })).toMatch(/^line 25\n*$/)
  })

  it('reads colours, blanks and joined lines', async () => {
    expect(await capture('%0', { styles: true })).toContain('\u001b[31mred')
    expect(await capture('%0', { blanks: true })).toContain('red  ')
    expect(await capture('%0', { join: true })).toContain('w'.repeat(25))
  })

  it('reads the screen that the alternate one hides', async () => {
    expect(await capture('%1')).toContain('other')
    expect(await capture('%1', { saved: true })).toMatch(/^main\n/)
    await expect(capture('%0', { saved: true })).rejects.toMatchObject({ code: 'tmux-refused' })
  })

  it('uses another buffer each time', () => {
    expect(capturePane('%0')[1].args).not.toEqual(capturePane('%0')[1].args)
  })
})

describe('capturePending', () => {
  it('reads an unfinished escape sequence, or nothing', async () => {
    expect(await run(capturePending('%0'))).toBe('\\033[3')
    expect(await run(capturePending('%1'))).toBe('')
  })
})
