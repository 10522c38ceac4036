import { afterEach, describe, expect, test } from 'vitest'
import { until } from '../tmux/test-server'
import { createTestHost, type TestHost } from './test-host'

/*
 * People's tmux.conf files: whatever they set, nothing of a session that we only look at changes, and our own work. Not
 * here: `window-size manual` for everything, with which 3.3a itself dies of any new window.
 */

let t: TestHost
afterEach(() => t?.end())

const NUMBERS = 'set -g base-index 3\nsetw -g pane-base-index 2\nset -g renumber-windows on'
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  'another numbering': NUMBERS,
  'dead panes stay': 'set -g remain-on-exit on\nset -g detach-on-destroy off',
  'dead panes stay when they failed': 'set -g remain-on-exit failed\nset -g exit-empty off',
  'a default command and shell': 'set -g default-command "exec sleep 500"\nset -g default-shell /bin/dash',
  'sizes of its own': 'set -g window-size largest\nset -g default-size 91x33\nsetw -g aggressive-resize on',
  'the smallest client counts': 'set -g window-size smallest\nset -g status 3\nsetw -g pane-border-status top',
  'hooks that talk and fail': [
    "set-hook -g client-attached 'display-message hello ; select-window -t :99'",
    "set-hook -g after-new-window 'run-shell -b true ; set -w @mark x'",
    'set-hook -g after-split-window \'display-message -p "%end 1 2 1"\'',
    "set-hook -g window-linked 'run-shell true'",
  ].join('\n'),
  'no history, no names, no prefix': [
    'set -g history-limit 0\nset -g automatic-rename off\nset -g allow-rename off\nset -g set-titles on',
    'set -g prefix None\nunbind -a\nset -g mouse on\nset -s escape-time 0\nset -g update-environment "FOO BAR"',
  ].join('\n'),
  'our options, set for everything':
    'set -g @quarterdeck_id x\nset -g @quarterdeck_type cc\nset -g @quarterdeck_name cc_1',
  aliases: `set -s command-alias[7] "split-window=split-window -c '#{pane_current_path}'"`,
}

const perSession = ['show-options', 'show-environment', 'show-hooks'] as const

/** All that tmux can tell about what is not ours. Activity times and the attached count are what any client changes. */
async function everything(sessions: readonly string[]): Promise<string> {
  const all = [
    await t.tmux('show-options', '-s'),
    await t.tmux('show-options', '-g'),
    await t.tmux('show-options', '-gw'),
    await t.tmux('show-hooks', '-g'),
    await t.tmux('show-environment', '-g'),
    await t.tmux('list-buffers'),
    await t.tmux('list-keys'),
  ]
  const format =
    '#{session_name} #{window_id} #{window_index} #{window_name} #{window_layout} #{window_width}x#{window_height} #{window_flags}'
  for (const name of sessions) {
    for (const verb of perSession) all.push(await t.tmux(verb, '-t', `=${name}:`))
    all.push(await t.tmux('list-windows', '-t', `=${name}`, '-F', format))
    const panes = await t.tmux(
      'list-panes',
      '-s',
      '-t',
      `=${name}`,
      '-F',
      '#{pane_id} #{pane_index} #{pane_pid} #{pane_title} #{pane_active} #{pane_in_mode} #{history_size} #{history_limit}',
    )
    all.push(panes)
    for (const line of panes.split('\n')) {
      const id = line.split(' ')[0] ?? ''
      all.push(await t.tmux('show-options', '-p', '-t', id), await t.tmux('show-options', '-w', '-t', id))
      all.push(await t.tmux('capture-pane', '-p', '-e', '-S', '-', '-t', id))
    }
  }
  return all.join('\n\n')
}

async function strangers(): Promise<void> {
  await t.tmux('new-session', '-d', '-s', 'one', '-n', 'first', '-x', '120', '-y', '40', 'echo canary; exec cat')
  await t.tmux('split-window', '-d', '-t', '=one:', 'exec cat')
  await t.tmux('new-window', '-d', '-t', '=one:', '-n', 'named', 'exec cat')
  await t.tmux('new-session', '-d', '-s', 'two', '-n', 'only', '-x', '90', '-y', '30', 'exec cat')
  await t.tmux('resize-pane', '-Z', '-t', '=one:')
}

describe.each(Object.entries(CONFIGURATIONS))('with %s', (_, config) => {
  test('strangers’ sessions bear no trace of being watched, and ours work and end with proof', async () => {
    t = await createTestHost(config)
    await strangers()
    await until(async () => (await t.tmux('capture-pane', '-p', '-t', '=one:')).includes('canary'), 'the canary')
    const before = await everything(['one', 'two'])
    const page = t.page()
    await t.followed()
    const panes = t.host.fleet.state().panes
    for (const { id } of panes) await page.client.call('stream.open', { paneId: id, view: 'live' })
    for (const session of t.host.fleet.state().sessions)
      await page.client.call('kill.preview', { target: { kind: 'session', sessionId: session.id } })
    expect(await everything(['one', 'two'])).toBe(before)
    const agents = [{ type: 'shell', count: 5 }]
    const input = { name: 'ours', folder: t.base, createFolder: false, agents }
    const made = await page.client.call('session.create', input)
    expect(made.receipts.map(one => [one.agent, one.result])).toEqual([1, 2, 3, 4, 5].map(n => [`shell_${n}`, 'done']))
    const limits = await t.tmux('list-panes', '-s', '-t', '=ours', '-F', '#{history_limit}')
    expect(new Set(limits.split('\n'))).toEqual(new Set(['50000']))
    const report = await page.client.call('kill.now', {
      target: { kind: 'session', sessionId: made.sessionId },
      endShared: false,
    })
    expect(report).toMatchObject({ proven: true, survivors: [] })
    expect([...report.panes].sort()).toEqual([...made.panes].sort())
    await t.host.close()
    expect(await everything(['one', 'two'])).toBe(before)
    expect(t.errors).toEqual([])
  })
})
