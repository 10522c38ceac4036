import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS, Settings } from '../../ipc/settings'
import { createTable } from '../processes/table'
import type { ProcessInfo } from '../processes/types'
import type { TmuxPane } from '../tmux/types'
import { evidenceOf } from './evidence'
import { isUnsettled, lookAtPane, type PaneLook } from './look'
import { createNames, nextNumber } from './names'
import { recognise } from './recognise'
import { agentTypes } from './registry'
import { noSigns, titleSeen } from './signs'
import { judge } from './state'
import { WRAPPER_NAME, WRAPPER_SCRIPT } from './wrapper'

const types = agentTypes(DEFAULT_SETTINGS)
const typeOf = (id: string) => types.find(one => one.id === id)!

function pane(change: Partial<TmuxPane> = {}): TmuxPane {
  const place = { id: '%1', windowId: '@1', index: 0, active: true, width: 80, height: 24, left: 0, top: 0 }
  const dead = { dead: false, deadStatus: null, deadSignal: null, inMode: false, alternate: false }
  const options = { id: '', type: '', name: '', launch: '' }
  return { ...place, ...dead, title: 'host', command: 'x', path: '/', pid: 10, tty: '/dev/pts/7', options, ...change }
}

/** Processes as [pid, ppid, pgid, argv]; all on the pane's terminal, with this group in the foreground. */
function processes(foreground: number, ...list: [pid: number, ppid: number, pgid: number, argv: string[]][]) {
  return createTable(
    list.map(
      ([pid, ppid, pgid, argv]): ProcessInfo => ({
        pid,
        ppid,
        pgid,
        sid: 10,
        tpgid: foreground,
        tty: '/dev/pts/7',
        started: '1',
        name: '',
        argv,
        zombie: false,
      }),
    ),
  )
}

const wrapped = ['/bin/sh', '-c', WRAPPER_SCRIPT, WRAPPER_NAME, 'claude']
const stateOf = (one: TmuxPane, look: PaneLook | undefined, id: string | null) => {
  const type = id === null ? null : typeOf(id)
  const signs = { ...noSigns('10 ', id ?? '', null), title: type && titleSeen(null, type, one.title, 1) }
  return judge(evidenceOf(one, look, type, signs, 1), { now: 1, interruptedAt: null }).state
}

test.each([
  ['the program itself', ['claude'], 'cc'],
  ['run by node from its package', ['node', '/x/node_modules/@openai/codex/bin/start.js'], 'cod'],
  ['through a .bin link', ['node', '/x/node_modules/.bin/gemini'], 'gmi'],
  ['as a module', ['python3', '-m', 'aider'], 'aider'],
  ['the daemon of an agent', ['codex', 'app-server', '--listen', 'unix:///x'], null],
  ['an editor on its file', ['vim', 'claude'], null],
])('in the foreground of a shell: %s', (_, argv, type) => {
  const table = processes(20, [10, 1, 10, ['-bash']], [20, 10, 20, argv])
  const look = lookAtPane(pane(), table, types)
  expect(look.type).toBe(type)
  const found = recognise(pane(), look, types)
  expect(found).toEqual(type === null ? null : { type, name: null, source: 'process' })
})

test('npx: the agent is a child of its starter in the same group', () => {
  const npx = ['npm exec @anthropic-ai/claude-code']
  const table = processes(
    20,
    [10, 1, 10, ['bash']],
    [20, 10, 20, npx],
    [21, 20, 20, ['sh', '-c', 'x']],
    [22, 21, 20, ['claude']],
  )
  expect(lookAtPane(pane(), table, types).type).toBe('cc')
})

test('a shell at its prompt, with a job, with an agent in the background', () => {
  const bash: [number, number, number, string[]] = [10, 1, 10, ['-bash']]
  const prompt = lookAtPane(pane(), processes(10, bash), types)
  expect(stateOf(pane(), prompt, 'shell')).toMatchObject({ name: 'idle', source: 'process' })
  expect(stateOf(pane(), prompt, null).name).toBe('idle')
  const job = lookAtPane(pane(), processes(20, bash, [20, 10, 20, ['make', 'all']]), types)
  expect(stateOf(pane(), job, 'shell')).toMatchObject({ name: 'working', explanation: 'make runs in the foreground.' })
  expect(stateOf(pane(), job, null).name).toBe('unknown')
  const titled = pane({ title: 's__cc_2', command: 'bash' })
  const gone = lookAtPane(titled, processes(10, bash), types)
  expect(stateOf(titled, gone, 'cc').name).toBe('exited')
  const stopped = lookAtPane(titled, processes(10, bash, [20, 10, 20, ['claude']]), types)
  expect(stateOf(titled, stopped, 'cc')).toMatchObject({ name: 'unknown', source: 'process' })
  const script = lookAtPane(pane(), processes(20, bash, [20, 10, 20, ['bash', 'x.sh']]), types)
  expect(script.atPrompt).toBe(false)
})

test('a launch of ours: login shell, program, end', () => {
  const mine = pane({ options: { id: 'i', type: 'cc', name: 'cc_1', launch: '' } })
  const launching = lookAtPane(
    mine,
    processes(10, [10, 1, 10, ['bash', '-l', '-i', '-c', 'exec "$@"', ...wrapped]]),
    types,
  )
  expect([launching.phase, stateOf(mine, launching, 'cc').name]).toEqual(['launching', 'starting'])
  expect(isUnsettled(mine, launching)).toBe('long')
  // The wrapper has not started it yet: it has not ended for that.
  const about = lookAtPane(mine, processes(10, [10, 1, 10, wrapped]), types)
  expect([about.phase, stateOf(mine, about, 'cc').name]).toEqual(['launching', 'starting'])
  // What the agent runs, and a daemon that a subreaper inherited, are not the agent.
  const table = processes(10, [10, 1, 10, wrapped], [12, 10, 12, ['daemon']], [11, 10, 10, ['claude']])
  const running = lookAtPane(mine, table, types)
  expect([running.phase, running.program?.pid]).toEqual(['running', 11])
  expect(stateOf(mine, running, 'cc').name).toBe('unknown')
  expect(isUnsettled(mine, running)).toBe('no')
  const ended = lookAtPane(mine, processes(10, [10, 1, 10, wrapped], [13, 10, 10, ['sleep', '0.3']]), types)
  expect(ended.phase).toBe('ended')
  const dead = { ...mine, dead: true, deadStatus: 3 }
  expect(stateOf(dead, running, 'cc')).toMatchObject({
    name: 'exited',
    explanation: 'The program exited with status 3.',
  })
  expect(stateOf({ ...dead, deadStatus: null, deadSignal: 9 }, running, 'cc').explanation).toMatch(/signal 9/)
})

test('a look at another process of the pane counts for nothing', () => {
  const look = lookAtPane(pane(), processes(20, [10, 1, 10, ['bash']], [20, 10, 20, ['claude']]), types)
  expect(recognise(pane({ pid: 99 }), look, types)).toBeNull()
  expect(stateOf(pane({ pid: 99 }), look, 'cc').explanation).toMatch(/not been looked at/)
})

test('titles: the spinner works, the rest proves nothing', () => {
  const look = lookAtPane(pane(), processes(20, [10, 1, 10, ['bash']], [20, 10, 20, ['claude']]), types)
  const titled = (title: string, type = 'cc') => stateOf(pane({ title }), look, type)
  expect(titled('⠐ Claude Code')).toMatchObject({ name: 'working', source: 'title' })
  expect(titled('✳ Claude Code')).toMatchObject({ name: 'unknown', source: 'title' })
  expect(titled('host')).toMatchObject({ name: 'unknown', source: 'none' })
  expect(titled('⠙ project', 'cod')).toMatchObject({ name: 'working', source: 'title' })
  expect(titled('project', 'cod')).toMatchObject({ name: 'unknown', source: 'title' })
  expect(titled('⠐x')).toMatchObject({ source: 'none' })
  expect(titled('⠐ x', 'gmi')).toMatchObject({ source: 'none' })
})

test('options first, then ntm titles, then the program', () => {
  const options = { id: 'i', type: 'shell', name: 'shell_1', launch: '' }
  const look = lookAtPane(pane(), processes(20, [10, 1, 10, ['bash']], [20, 10, 20, ['claude']]), types)
  expect(recognise(pane({ options }), undefined, types)).toEqual({ type: 'shell', name: 'shell_1', source: 'option' })
  // An agent that a person starts in a shell of ours is treated as what it is.
  expect(recognise(pane({ options }), look, types)).toEqual({ type: 'cc', name: 'shell_1', source: 'process' })
  for (const [title, name] of [
    ['my__proj__cod_12', 'cod_12'],
    ['s__cc_1_opus@high[a,b]', 'cc_1'],
  ])
    expect(recognise(pane({ title }), undefined, types)).toMatchObject({ name, source: 'title' })
  expect(recognise(pane({ title: 's__cod_1' }), look, types)).toMatchObject({ type: 'cc', source: 'process' })
  const strange = ['s__user_0', '__cc_1', 's__cc_x', 's__cc_99999', 'cc_1']
  expect(strange.map(title => recognise(pane({ title }), undefined, types))).toEqual(strange.map(() => null))
  const bad = { ...options, type: 'Bad Type\n' }
  expect(recognise(pane({ options: bad }), undefined, types)).toBeNull()
})

test('numbers: the lowest free one, kept while the agent lives, never given twice', () => {
  const names = createNames()
  const one = (paneId: string, type: string, name: string | null = null) => ({ paneId, type, name })
  const first = names.assign('$1', [one('%1', 'cc'), one('%2', 'cc', 'cc_1'), one('%3', 'cod')])
  expect([...first.values()]).toEqual(['cc_2', 'cc_1', 'cod_1'])
  const later = names.assign('$1', [one('%9', 'cc'), one('%1', 'cc'), one('%3', 'cc')])
  expect([...later.values()]).toEqual(['cc_1', 'cc_2', 'cc_3'])
  expect(nextNumber('cc', ['cc_1', 'cc_7', 'cod_9', 'ccx_30', 'cc_x'])).toBe(8)
})

test('settings: overrides and own types are recognised by what they run', () => {
  const settings = Settings.parse({
    overrides: { cc: { command: '~/bin/claude-nightly', args: ['-v'] } },
    agentTypes: [
      { id: 'mine', name: 'Mine', command: 'node', args: ['/x/mine.mjs'] },
      { id: 'raw', name: 'Raw', command: 'python3', interrupt: 'escape' },
    ],
  })
  const [cc, , , , , shell, mine, raw] = agentTypes(settings)
  expect(cc?.programs).toEqual(['claude', 'claude-nightly'])
  expect(cc?.command).toMatch(/^\/.*\/bin\/claude-nightly$/)
  expect([shell?.programs, mine?.programs, raw?.programs]).toEqual([[], ['mine'], []])
  expect([mine?.interruptKey('working'), raw?.interruptKey('working')]).toEqual(['C-c', 'Escape'])
  expect(
    agentTypes(DEFAULT_SETTINGS).flatMap(type => type.args.filter(arg => /skip|bypass|yolo|dangerous/.test(arg))),
  ).toEqual([])
})
