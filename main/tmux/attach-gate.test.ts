import { expect, test } from 'vitest'
import { createAttachGate } from './attach-gate'
import { until } from './test-server'

/** Work that runs until it is told to end, and writes down when it ran. */
function work(name: string, log: string[]) {
  let end = () => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  const run = async () => {
    log.push(`${name} begins`)
    await ended
    log.push(`${name} ends`)
  }
  return { run, end: () => end() }
}

test('attaches run one at a time, in order', async () => {
  const gate = createAttachGate()
  const log: string[] = []
  const first = work('first', log)
  const second = work('second', log)
  const both = [gate.attach(first.run), gate.attach(second.run)]
  second.end()
  await until(() => log.length === 1)
  first.end()
  await Promise.all(both)
  expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
})

test('a disturbance waits for the attach under way, the next attach for the disturbance', async () => {
  const gate = createAttachGate()
  const log: string[] = []
  const [one, act, two] = [work('one', log), work('act', log), work('two', log)]
  const first = gate.attach(one.run)
  await until(() => log.length === 1)
  const others = [gate.disturb(act.run), gate.attach(two.run)]
  two.end()
  one.end()
  await first
  await until(() => log.includes('act begins'))
  act.end()
  await Promise.all(others)
  expect(log).toEqual(['one begins', 'one ends', 'act begins', 'act ends', 'two begins', 'two ends'])
})

test('disturbances do not wait for each other', async () => {
  const gate = createAttachGate()
  const log: string[] = []
  const [a, b] = [work('a', log), work('b', log)]
  const both = [gate.disturb(a.run), gate.disturb(b.run)]
  await until(() => log.length === 2)
  a.end()
  b.end()
  await Promise.all(both)
})

async function wait(gate: ReturnType<typeof createAttachGate>): Promise<number> {
  const start = performance.now()
  await gate.attach(async () => {})
  return performance.now() - start
}

test('after an act of others an attach waits for quiet', async () => {
  const gate = createAttachGate()
  gate.seen()
  expect(await wait(gate)).toBeGreaterThan(450)
  expect(await wait(gate)).toBeLessThan(450)
})

test('each act of ours is expected to be seen once; more are those of others', async () => {
  const gate = createAttachGate()
  await gate.disturb(async () => gate.seen())
  await gate.disturb(async () => {})
  gate.seen()
  expect(await wait(gate)).toBeLessThan(450)
  gate.seen()
  expect(await wait(gate)).toBeGreaterThan(450)
})

test('failures open the gate again', async () => {
  const gate = createAttachGate()
  const fail = async () => {
    throw new Error('on purpose')
  }
  await expect(gate.attach(fail)).rejects.toThrow('on purpose')
  await expect(gate.disturb(fail)).rejects.toThrow('on purpose')
  expect(await gate.attach(async () => 'through')).toBe('through')
})
