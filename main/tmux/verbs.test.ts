import { describe, expect, test } from 'vitest'
import { command, toArgv, toLine } from './quote'
import type { Verb } from './verbs'

describe('what tmux may not be told', () => {
  test.each<[string, string[]]>([
    ['refresh-client', ['-A', '%1:off']],
    ['refresh-client', ['-A', '%1:on']],
    ['refresh-client', ['-A%1:off']],
    ['refresh-client', ['-A', '%1:pause:off']],
    ['refresh-client', ['-f', 'no-output']],
    ['refresh-client', ['-f', 'pause-after=5,no-output']],
    ['refresh-client', ['-C', '200x50']],
    ['refresh-client', ['-B', 'qd-x-1:%1:#(id)']],
    ['refresh-client', ['-B', 'other:%1:#{pane_id}']],
    ['refresh-client', ['-B', 'qd-x-1:%*:#{pane_id}']],
    ['refresh-client', ['-B', 'qd-x-1:@*:#{pane_id}']],
    ['refresh-client', ['-B', 'qd-x-1::#{pane_id}']],
    ['run-shell', ['id']],
    ['if-shell', ['true', 'x']],
    ['wait-for', ['x']],
    ['confirm-before', ['x']],
    ['kill-server', []],
    ['source-file', ['x']],
    ['constructor', []],
    ['', []],
    ['new-session', ['-s', 'x']],
    ['new-session', ['-A', '-d', '-s', 'x']],
    ['new-window', ['-t', '$1:', '-n', 'x #(id)']],
    ['new-window', ['-t', '$1:', '-c', '/a/###(id)']],
    ['rename-window', ['-t', '@1', '#(id)']],
    ['rename-session', ['-t', '$1', '--', 'a#(id)']],
    ['display-message', ['-p', '#(id)']],
    ['display-message', ['hello']],
    ['set-option', ['-F', '-t', '$1', '@x', '#(id)']],
    ['set-option', ['-g', '@x', 'y']],
    ['set-option', ['-s', '@x', 'y']],
    ['set-option', ['-t', '=name:', 'destroy-unattached', 'off']],
    ['set-option', ['-t', '=quarterdeck-0123456789abcdef:x', 'destroy-unattached', 'off']],
    ['kill-session', ['-t', '=quarterdeck-0123456789abcdef:']],
    ['kill-session', []],
    ['kill-session', ['-a', '-t', '$1']],
    ['kill-pane', ['-t', 'name']],
    ['kill-pane', ['-t', '%1; kill-server']],
    ['kill-pane', ['-t']],
    ['swap-pane', ['-s', 'x', '-t', '%1']],
    ['detach-client', ['-a']],
    ['detach-client', ['-t', 'x y']],
    ['detach-client', ['-E', 'id', '-t', '/dev/pts/1']],
    ['send-keys', ['-t', '%1', '-X', 'copy-pipe', 'id']],
    ['send-keys', ['Enter']],
    ['send-keys', ['-t', '%1', '-H', ...Array<string>(301).fill('61')]],
    ['respawn-pane', ['-k']],
    ['save-buffer', ['-b', 'x', 'relative']],
    ['save-buffer', ['-b', 'x', '-']],
    ['save-buffer', ['-b', 'x', '/a/#(id)']],
    ['save-buffer', ['/a']],
    ['save-buffer', ['-a', '-b', 'x', '/a']],
    ['select-layout', ['-t', '@1', 'nonsense']],
    ['select-layout', ['-t', '@1', 'main']],
    ['select-layout', ['-t', '@1', '']],
    ['select-layout', ['-t', '@1', 'zzzz,80x24,0,0']],
  ])('%s %j', (verb, args) => {
    expect(() => command(verb as Verb, ...args)).toThrow()
  })
})

describe('what it may be told', () => {
  test.each<[Verb, string[]]>([
    ['refresh-client', ['-A', '%1:pause']],
    ['refresh-client', ['-A', '%1:continue']],
    ['refresh-client', ['-f', 'pause-after=5']],
    ['refresh-client', ['-B', 'qd-dead-1:%1:#{pane_dead}']],
    ['refresh-client', ['-B', 'qd-dead-1:@1:#{P:#{pane_dead};}']],
    ['refresh-client', ['-B', 'qd-dead-1']],
    ['new-session', ['-dP', '-s', 'x ##(id)', '-F', '#{session_id}', '--', 'echo', '#(id)']],
    ['new-window', ['-t', '$1:', '-e', 'PROMPT=#(id)', '-n', '-t', '--', 'sh']],
    ['split-window', ['-t', '%1', '-l', '10', 'sh', '-c', '#(not a format)']],
    ['rename-window', ['-t', '@1', '--', '-t']],
    ['detach-client', ['-t', '/dev/pts/1']],
    ['move-window', ['-s', '@1', '-t', '$1:5']],
    ['capture-pane', ['-eN', '-S', '-1000', '-t', '%1', '-b', 'x']],
    ['load-buffer', ['-b', 'x', '-']],
    ['save-buffer', ['-b', 'x', '/a/##(id)/b']],
    ['send-keys', ['-t', '%1', '-X', 'cancel']],
    ['select-layout', ['-t', '@1', 'tiled']],
    ['select-layout', ['-t', '@1', 'bb62,159x48,0,0{79x48,0,0,79x48,80,0}']],
    ['send-keys', ['-t', '%1', '-l', '--', '#(text)']],
    ['set-option', ['-t', '=quarterdeck-0123456789abcdef:', 'destroy-unattached', 'off']],
    ['set-option', ['-p', '-t', '%1', '@quarterdeck_id', '#(text)']],
  ])('%s %j', (verb, args) => {
    expect(command(verb, ...args)).toEqual({ verb, args })
  })
})

test('a restart cannot be written without the end of the pause behind it', () => {
  const respawn = command('respawn-pane', '-k', '-t', '%1')
  expect(() => toLine([respawn])).toThrow(/respawnPane/)
  expect(() => toLine([respawn, command('refresh-client', '-A', '%2:continue')])).toThrow(/respawnPane/)
  const late = [respawn, command('list-sessions'), command('refresh-client', '-A', '%1:continue')]
  expect(() => toLine(late)).toThrow(/respawnPane/)
  expect(() => toArgv(respawn)).toThrow(/respawnPane/)
  expect(toLine([respawn, command('refresh-client', '-A', '%1:continue')])).toContain(' ; ')
})
