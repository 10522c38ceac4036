import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HostError } from '../../ipc/failure'
import { parseRows, text as readable, rowFormat } from './format'
import {
  assertPaneId,
  assertSessionId,
  assertWindowId,
  command,
  escapeFormat,
  toArgv,
  toArgvList,
  toLine,
} from './quote'
import { createTestFolder, createTestServer, until } from './test-server'

const HOSTILE = [
  'x\nkill-session\n',
  "it's",
  '"quoted"',
  '$(touch ran)',
  '`touch ran`',
  '$HOME $' + '{HOME}',
  '~ ~root',
  '~',
  '#{pane_id}',
  '#(touch ran)',
  '##(x) ###(x) #[bold] ##[x] ###',
  '-t',
  '--',
  ';',
  'a;',
  'a\\;',
  '\\',
  '{ } %if 1 %endif',
  'C-c Enter Up',
  '\u0001\u001b[201~\u007f\r\t',
  'ünïcödé 日本語 👩‍👩‍👧 \u00a0',
  '%H:%M',
  '',
]

/** Any text that an argv can carry: whole code points, no NUL. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).filter(text => !text.includes('\0')),
  fc.string({ unit: fc.constantFrom(...'#[({;$~"\'\\%-\n\r\t \u007fa1}])é'), maxLength: 20 }),
)

const server = createTestServer()
let folder = { path: '', remove: async () => {} }

beforeAll(async () => {
  folder = await createTestFolder()
  await server.tmux('new-session', '-d', '-s', 'q', '-x', '80', '-y', '24', 'sleep 1000')
})
afterAll(async () => {
  await server.end()
  await folder.remove()
})

/** Runs lines as tmux's own parser reads them (the one that control mode uses) and returns the stored buffers. */
async function bufferAfterLine(text: string): Promise<string> {
  const file = join(folder.path, 'lines')
  await writeFile(file, `${toLine([command('set-buffer', '-b', 'q', '--', `<${text}`)])}\n`)
  await server.tmux('source-file', file)
  return (await server.raw('show-buffer', '-b', 'q')).slice(1)
}

describe('a line', () => {
  test('quotes every argument and joins commands', () => {
    expect(toLine([command('kill-pane', '-t', '%1'), command('send-keys', '-lt', '%2', '--', 'a"b\\c$d\n~')])).toBe(
      'kill-pane "-t" "%1" ; send-keys "-lt" "%2" "--" "a\\"b\\\\c\\$d\\012~"',
    )
  })

  test('an empty one is a bug', () => {
    expect(() => toLine([])).toThrow(/detach/)
  })

  test.each(HOSTILE)('carries %j unchanged through tmux’s parser', async text => {
    expect(await bufferAfterLine(text)).toBe(text)
    expect(await server.tmux('list-sessions', '-F', '#{session_name}')).toBe('q')
  })

  test('carries the tilde at its start unchanged', async () => {
    const file = join(folder.path, 'tilde')
    await writeFile(file, `${toLine([command('set-buffer', '-b', 't', '--', '~/x')])}\n`)
    await server.tmux('source-file', file)
    expect(await server.tmux('show-buffer', '-b', 't')).toBe('~/x')
  })

  test('carries any text unchanged, byte for byte, and never holds a line break', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async text => {
        const line = toLine([command('set-buffer', '-b', 'q', '--', `<${text}`)])
        expect(line).not.toMatch(/[\r\n]/)
        expect(await bufferAfterLine(text)).toBe(text)
      }),
      { numRuns: 60 },
    )
  })
})

describe('an argument array', () => {
  test('carries any text unchanged, a semicolon at its end too', async () => {
    const check = async (text: string) => {
      const argv = toArgv(command('set-buffer', '-b', 'q', '--', `<${text}`))
      await server.raw(...argv)
      expect((await server.raw('show-buffer', '-b', 'q')).slice(1)).toBe(text)
    }
    for (const text of HOSTILE) await check(text)
    await fc.assert(fc.asyncProperty(anyText, check), { numRuns: 40 })
  })

  test('of several commands is a list, in which no text ends a command', async () => {
    for (const text of [...HOSTILE, ';', 'a;', '\\;', ';;', '; kill-server ;']) {
      const [first, second] = ['q', 'r'].map(name => command('set-buffer', '-b', name, '--', `<${text}`))
      await server.raw(...toArgvList([first!, second!]))
      for (const name of ['q', 'r'])
        expect((await server.raw('show-buffer', '-b', name)).slice(1), JSON.stringify(text)).toBe(text)
    }
    expect(toArgvList([command('list-sessions'), command('set-buffer', ';')])).toEqual([
      ...['list-sessions', ';', 'set-buffer', '\\;'],
    ])
  })

  test('a NUL is refused as bad input', () => {
    expect(() => command('set-buffer', 'a\0b')).toThrow(HostError)
  })
})

describe('escapeFormat', () => {
  const expanded = async (text: string) => {
    await server.tmux(...toArgv(command('set-option', '-Ft', '$0', '@q', `<${escapeFormat(text)}`)))
    const schema = { value: readable('@q') }
    const [row] = parseRows(await server.raw('display-message', '-pt', '$0:', rowFormat(schema)), schema)
    return row?.value.slice(1)
  }

  test.each(HOSTILE)('%j comes out of tmux’s expansion unchanged', async text => {
    expect(await expanded(text)).toBe(text)
  })

  test('any text comes out unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async text => {
        expect(await expanded(text)).toBe(text)
      }),
      { numRuns: 60 },
    )
  })

  test('an injected program does not run, whichever way the text goes', async () => {
    const text = `#(touch ${folder.path}/ran) $(touch ${folder.path}/ran)\nrun-shell "touch ${folder.path}/ran"\n`
    // From 3.7 on a name may not hold `#(`, not even as plain text.
    const refused = (error: Error) => expect(error.message).toMatch(/invalid window name/)
    await server.tmux(...toArgv(command('rename-window', '-t', '@0', '--', escapeFormat(text)))).catch(refused)
    const file = join(folder.path, 'hostile')
    await writeFile(file, `${toLine([command('rename-window', '-t', '@0', '--', escapeFormat(text))])}\n`)
    await server.tmux('source-file', file).catch(refused)
    // The proof that such a format does run when it is not escaped, and so would have run before this one.
    await until(async () => {
      await server.tmux('rename-window', '-t', '@0', `#(touch ${folder.path}/control)`)
      return access(join(folder.path, 'control')).then(
        () => true,
        () => false,
      )
    })
    await expect(access(join(folder.path, 'ran'))).rejects.toThrow()
  })
})

describe('ids', () => {
  test('pass when they are tmux’s own', () => {
    expect([assertPaneId('%1'), assertWindowId('@22'), assertSessionId('$0')]).toEqual(['%1', '@22', '$0'])
  })
  test.each(['', '1', '%', '%1 ; x', '%1\n', '@1', '$1', '{last}', '%1.2'])('%j is no pane', id => {
    expect(() => assertPaneId(id)).toThrow()
  })
  test.each(['', '1', '@', '$', '@1 ; x', '$1\n', '%1', '{last}', '@1.2', '$1:0'])(
    '%j is no window, no session',
    id => {
      expect(() => assertWindowId(id)).toThrow()
      expect(() => assertSessionId(id)).toThrow()
    },
  )
})
