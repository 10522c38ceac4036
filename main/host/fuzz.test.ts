import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { type CallName, calls, type TopicName, topics } from '../../ipc/contract'
import { FAILURE_CODES, HostError } from '../../ipc/failure'
import { encodeAck, encodeInput, encodeOutput, encodeSnapshot } from '../../ipc/frames'
import { until } from '../tmux/test-server'
import { createTestHost, openTestPage, type TestHost } from './test-host'

/*
 * Whatever comes over the wire: the host lives and answers, every refusal has a code, and a session that nobody acted on
 * stays as it is.
 */

let t: TestHost
afterEach(() => t?.end())

const FORMAT = [
  '#{session_name} #{window_id} #{window_name} #{window_layout} #{window_width}x#{window_height} #{window_flags}',
  '#{pane_id} #{pane_pid} #{pane_title} #{pane_in_mode} #{pane_dead} #{history_size} #{history_limit} #{window-size}',
].join(' ')

/** All that an act could have changed of the canary session, and what was typed into it. */
async function canary(): Promise<string> {
  const parts = [
    await t.tmux('list-panes', '-s', '-t', '=canary', '-F', FORMAT),
    await t.tmux('capture-pane', '-p', '-t', '=canary:'),
    await t.tmux('show-options', '-t', '=canary:'),
    await t.tmux('show-options', '-w', '-t', '=canary:'),
    await t.tmux('show-options', '-p', '-t', '=canary:'),
    await t.tmux('show-options', '-g'),
    await t.tmux('list-buffers'),
  ]
  return parts.join('\n--\n')
}

async function watched(): Promise<string> {
  t = await createTestHost()
  const make = ['new-session', '-d', '-s', 'canary', '-n', 'bird', '-x', '90', '-y', '30']
  await t.tmux(...make, 'stty -echo raw; printf sing; exec cat')
  await t.tmux('new-session', '-d', '-s', 'free', '-n', 'game', '-x', '90', '-y', '30', 'exec cat')
  await t.tmux('split-window', '-d', '-t', '=free:', 'exec cat')
  await t.followed()
  await until(async () => (await t.tmux('capture-pane', '-p', '-t', '=canary:')).includes('sing'), 'the song')
  return canary()
}

const answers = () => expect(openTestPage(t.host).client.call('app.info', {})).resolves.toMatchObject({ shell: 'web' })

const HOSTILE = [
  '%0',
  '%1',
  '$0',
  '$1',
  '@0',
  '@1',
  '=canary',
  'canary:',
  '%999999999',
  '%0; kill-server',
  '%0\nkill-server',
  '#(touch /tmp/qd-pwned)',
  '#{pane_id}',
  '$(kill-server)',
  '`id`',
  '-t',
  '--',
  '',
  ' ',
  '\0',
  '\u001b[201~',
  '~',
  '/',
  '__proto__',
  'constructor',
  '../../etc',
  '\ud800',
  'x'.repeat(5000),
  'javascript:alert(1)',
  'file:///etc/passwd',
]
const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 40 }))
const loose = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
)
const FIELDS = [
  'paneId',
  'sessionId',
  'windowId',
  'target',
  'kind',
  'undo',
  'text',
  'name',
  'folder',
  'createFolder',
  'agents',
  'size',
  'cols',
  'rows',
  'stream',
  'lines',
  'view',
  'zoomed',
  'endShared',
  'url',
  'path',
  'refresh',
  'patch',
  '__proto__',
]
const { value: anything } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    loose,
    fc.dictionary(fc.constantFrom(...FIELDS), tie('value') as fc.Arbitrary<unknown>, { maxKeys: 5 }),
  ),
}))

test('packets and frames of any shape change nothing and end nothing', async () => {
  const before = await watched()
  const { wire, client } = openTestPage(t.host)
  // A stream of the other session, so that some frames are good ones.
  await client.call('stream.open', { paneId: '%1', view: 'live' })
  const names = [...Object.keys(calls), ...Object.keys(topics), 'constructor', '__proto__', 'toString', 'kill.all']
  // A host that does not check would take these; none of them is a valid act.
  const packet = fc.record(
    {
      t: fc.constantFrom('call', 'sub', 'unsub', 'ok', 'event', 'x'),
      id: fc.oneof(fc.integer(), fc.double(), text),
      name: fc.oneof(fc.constantFrom(...names), text),
      in: fc.oneof(fc.constant(null), loose),
    },
    { requiredKeys: [] },
  )
  const stream = fc.integer({ min: 0, max: 5 })
  const message = fc.oneof(
    packet.map(one => JSON.stringify(one)),
    text,
    anything.map(one => JSON.stringify(one) ?? 'undefined'),
    fc.constant(`${'['.repeat(200_000)}`),
    fc.uint8Array({ maxLength: 60 }).map(bytes => Uint8Array.from(bytes)),
    fc.tuple(stream, fc.uint8Array()).map(([id, bytes]) => encodeInput(id, bytes)),
    fc.tuple(stream, fc.nat()).map(([id, count]) => encodeAck(id, count)),
    fc.tuple(stream, fc.uint8Array()).map(([id, bytes]) => encodeOutput(id, bytes)),
    stream.map(id => encodeSnapshot(id, { cols: 9, rows: 9, history: 0, historyTotal: 0, bytes: new Uint8Array(3) })),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 20, maxLength: 60 }), async messages => {
      for (const one of messages) wire.send(one)
      await answers()
    }),
    { numRuns: 40 },
  )
  expect(await canary()).toBe(before)
  expect(t.errors.filter(one => !one.startsWith('packet'))).toEqual([])
})

/** Calls that only look, and may therefore meet the canary. */
const LOOKING: ReadonlySet<string> = new Set([
  'app.info',
  'agentTypes.list',
  'folder.check',
  'kill.preview',
  'session.attachCommand',
])

test('every call with any input is answered or refused with a code', async () => {
  const before = await watched()
  const { client } = openTestPage(t.host)
  const call = fc.tuple(fc.constantFrom(...(Object.keys(calls) as CallName[])), anything)
  const meetsCanary = (name: string, input: unknown) =>
    !LOOKING.has(name) &&
    calls[name as CallName].in.safeParse(input).success &&
    /%0|\$0|@0|fleet/.test(JSON.stringify(input))
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 10, maxLength: 30 }), async list => {
      const safe = list.filter(([name, input]) => !meetsCanary(name, input))
      const ends = await Promise.all(
        safe.map(([name, input]) =>
          client.call(name, input as never).then(
            () => null,
            (error: unknown) => error,
          ),
        ),
      )
      for (const end of ends) if (end !== null) expect(FAILURE_CODES).toContain((end as HostError).code)
      for (const end of ends) expect(end instanceof HostError && end.code === 'internal' ? end.message : '').toBe('')
    }),
    { numRuns: 40 },
  )
  await answers()
  expect(await canary()).toBe(before)
  expect(t.errors).toEqual([])
})

const size = fc.record({ cols: fc.integer({ min: 2, max: 300 }), rows: fc.integer({ min: 1, max: 120 }) })
const pane = fc.constantFrom('%1', '%2', '%777')
const session = fc.constantFrom('$1', '$777')
const target = fc.oneof(
  fc.record({ kind: fc.constant('pane'), paneId: pane }),
  fc.record({ kind: fc.constant('session'), sessionId: session }),
)
/** Valid inputs that mean the other session or nothing at all; a fleet's interrupt skips what is no agent. */
const VALID: { readonly [N in CallName]?: fc.Arbitrary<unknown> } = {
  'app.info': fc.constant({}),
  'settings.set': fc.record({
    patch: fc.record(
      { theme: fc.constantFrom('dark', 'light'), historyLines: fc.integer({ min: 100, max: 5000 }) },
      { requiredKeys: [] },
    ),
  }),
  'folder.check': fc.record({ path: text }),
  'session.create': fc.record({
    name: fc.constantFrom('canary', 'free'),
    folder: fc.constantFrom('/tmp', '/nowhere', 'relative'),
    createFolder: fc.constant(false),
    agents: fc.constant([{ type: 'shell', count: 1 }]),
  }),
  'session.rename': fc.record({ sessionId: session, name: fc.constantFrom('free', 'canary', 'ü #(x)', "it's") }),
  'session.attachCommand': fc.record({ sessionId: session }),
  'window.tile': fc.record({ windowId: fc.constantFrom('@1', '@777') }),
  'pane.zoom': fc.record({ paneId: pane, zoomed: fc.boolean() }),
  'window.fit': fc.record({ paneId: pane, size }),
  'window.unfit': fc.record({ undo: fc.string({ maxLength: 100 }) }),
  'pane.restart': fc.record({ paneId: fc.constantFrom('%0', '%1', '%777') }),
  'pane.paste': fc.record({ paneId: pane, text: fc.string({ unit: 'binary', maxLength: 300 }) }),
  'agents.interrupt': fc.record({
    target: fc.oneof(fc.constant({ kind: 'fleet' }), fc.constant({ kind: 'pane', paneId: '%777' })),
  }),
  'kill.preview': fc.record({ target }),
  'kill.now': fc.constant({ target: { kind: 'pane', paneId: '%777' }, endShared: true }),
  'stream.open': fc.record({ paneId: pane, view: fc.constantFrom('live', 'tile') }),
  'stream.history': fc.record({ stream: fc.integer({ min: 0, max: 9 }), lines: fc.integer({ min: 0, max: 200_000 }) }),
  'stream.close': fc.record({ stream: fc.integer({ min: 0, max: 9 }) }),
  'link.open': fc.record({ url: text }),
}

/** Of these at least one must have been done, else the test shows nothing. */
const DONE = ['window.fit', 'window.tile', 'pane.zoom', 'pane.paste', 'stream.open', 'session.rename', 'kill.preview']

test('valid acts on one session, in any order, by pages that come and go, leave the other alone', async () => {
  const before = await watched()
  const act = fc
    .constantFrom(...(Object.keys(VALID) as CallName[]))
    .chain(name => fc.tuple(fc.constant(name), VALID[name] ?? fc.constant({})))
  const done = new Set<string>()
  const page = fc.record({ acts: fc.array(act, { minLength: 3, maxLength: 12 }), leaves: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 2, maxLength: 3 }), async pages => {
      const ends = pages.map(async ({ acts, leaves }) => {
        const { client } = openTestPage(t.host)
        client.subscribe(Object.keys(topics)[1] as TopicName, {}, () => {})
        const all = acts.map(([name, input]) =>
          client.call(name, input as never).then(
            () => {
              done.add(name)
              return null
            },
            error => error,
          ),
        )
        if (leaves) client.close()
        const seen = await Promise.all(all)
        client.close()
        return seen
      })
      for (const end of (await Promise.all(ends)).flat())
        expect(end instanceof HostError && end.code === 'internal' ? end.message : '').toBe('')
    }),
    { numRuns: 25 },
  )
  await answers()
  expect(await canary()).toBe(before)
  expect(t.errors).toEqual([])
  expect(DONE.filter(name => !done.has(name))).toEqual([])
})
