import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fleet, StateName } from '../../ipc/model'
import { createTestFleet, type TestFleet } from '../sessions/test-fleet'
import { pressKeys } from '../tmux/commands/send-keys'
import { until } from '../tmux/test-server'
import { spinnerTitle } from './agent-type'

const MANY = 50

/** An agent in the shell, as fifty Nodes would measure Node: C-w works with a spinner in title and screen, C-e rests. */
const PROGRAM = String.raw`#!/bin/bash
stty -echo -icanon
n=0 on=
printf '\e]2;✳ topic\a\e[2J\e[HREADY>'
while :; do
  key=
  IFS= read -r -n 1 -t 0.3 key
  case $key in
    $'\x17') on=1 ;;
    $'\x05') on= ; printf '\e]2;✳ topic\a\e[2J\e[Hturn %s\r\nREADY>' $n ;;
  esac
  [ -n "$on" ] || continue
  n=$((n + 1))
  case $((n % 2)) in 0) sign=⠐ ;; *) sign=⠂ ;; esac
  printf '\e]2;%s topic\a\e[2J\e[Hline of work\r\nline of work\r\nWORKING %s' "$sign" $n
done
`

let t: TestFleet
beforeAll(async () => {
  t = await createTestFleet()
  const command = join(t.folder, 'qd-many')
  await t.script('many', '', {
    readTitle: spinnerTitle(title => title.startsWith('✳')),
    readScreen(screen) {
      const word = screen.rows.map(row => row.text).findLast(text => text !== '') ?? ''
      if (word.startsWith('WORKING')) return { says: 'working', sure: 'certain', sentence: `It shows ${word}.` }
      return word === 'READY>' ? { says: 'idle', sure: 'certain', sentence: 'It shows its composer.' } : null
    },
  })
  await writeFile(command, PROGRAM)
  await chmod(command, 0o755)
})
afterAll(() => t.end())

const count = (fleet: Fleet, name: StateName) => fleet.panes.filter(pane => pane.state.name === name).length

/** CPU of this process, the host and the test, as a part of one core, while `work` is done. */
async function load(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / (performance.now() - began)
}

test('fifty agents work and rest at once: no false state, and little work for the host', async () => {
  const agents = [{ type: 'many', count: MANY }]
  const { panes } = await t.spawn.create({ name: 's', folder: t.folder, createFolder: false, agents })
  await t.connected()
  await until(() => count(t.fleet.state(), 'idle') === MANY, 'fifty idle agents', 45_000)
  const seen: string[] = []
  let allowed = new Set<StateName>(['idle', 'working'])
  let changes = 0
  const undo = t.fleet.onChange(fleet => {
    changes += 1
    for (const { state } of fleet.panes)
      if (!allowed.has(state.name)) seen.push(`${state.name} ${state.source}: ${state.explanation}`)
  })
  const began = performance.now()
  await t.tmux.requestAll(panes.map(pane => pressKeys(pane, 'C-w')))
  await until(() => count(t.fleet.state(), 'working') === MANY, 'fifty at work')
  const start = performance.now() - began
  allowed = new Set(['working'])
  changes = 0
  const busy = await load(() => new Promise(resolve => setTimeout(resolve, 5000)))
  const told = changes
  allowed = new Set(['idle', 'working', 'unknown'])
  const ended = performance.now()
  await t.tmux.requestAll(panes.map(pane => pressKeys(pane, 'C-e')))
  await until(() => count(t.fleet.state(), 'idle') === MANY, 'fifty idle again')
  const stop = performance.now() - ended
  const quiet = await load(() => new Promise(resolve => setTimeout(resolve, 3000)))
  undo()
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`
  process.stderr.write(
    `${MANY} agents: all working after ${start.toFixed(0)} ms, all idle after ${stop.toFixed(0)} ms; ` +
      `host ${percent(busy)} of a core at work (${told} changes told in 5 s), ${percent(quiet)} at rest\n`,
  )
  expect(seen).toEqual([])
  expect(count(t.fleet.state(), 'idle')).toBe(MANY)
  expect(busy).toBeLessThan(0.25)
}, 90_000)
