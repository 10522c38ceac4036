import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs'
import { describe, expect, it } from 'vitest'
import { isFocusReport, muteReplies } from './replies'

const QUESTIONS = [
  '\x1b[c',
  '\x1b[0c',
  '\x1b[>c',
  '\x1b[=c',
  '\x1b[5n',
  '\x1b[6n',
  '\x1b[?6n',
  '\x1b[?2004$p',
  '\x1b[4$p',
  '\x1bP$qm\x1b\\',
  '\x1b[18t',
  '\x1b[>q',
  '\x1b]4;1;?\x07',
  '\x1b]10;?\x1b\\',
  '\x1b]11;?\x07',
  '\x1b]12;?\x07',
  '\x1b]52;c;?\x07',
]

async function repliesTo(text: string, muted: boolean): Promise<string[]> {
  const terminal = new Terminal({ allowProposedApi: true, windowOptions: { getWinSizeChars: true } })
  const replies: string[] = []
  terminal.onData(data => replies.push(data))
  if (muted) muteReplies(terminal.parser)
  await new Promise<void>(resolve => terminal.write(text, resolve))
  terminal.dispose()
  return replies
}

describe('questions of programs', () => {
  it('are answered by xterm when nothing is done: the test can fail', async () => {
    expect((await repliesTo(QUESTIONS.join(''), false)).length).toBeGreaterThan(5)
  })

  it.each(QUESTIONS)('%j is left to tmux', async question => {
    expect(await repliesTo(question, true)).toEqual([])
  })

  it('what is no question still works', async () => {
    const terminal = new Terminal({ allowProposedApi: true })
    muteReplies(terminal.parser)
    await new Promise<void>(resolve => terminal.write('\x1b[?2004h\x1b[2;3Hx', resolve))
    expect(terminal.modes.bracketedPasteMode).toBe(true)
    expect(terminal.buffer.active.cursorY).toBe(1)
    terminal.dispose()
  })
})

it('knows focus reports from keys', () => {
  expect(['\x1b[I', '\x1b[O'].every(isFocusReport)).toBe(true)
  expect(['\x1b[A', '\x1bOA', '\x1b', 'I'].some(isFocusReport)).toBe(false)
})
