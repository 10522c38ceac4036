import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createControlParser } from './control-parser'

type Event = readonly [string, ...unknown[]]

/** The events of these chunks; output of one pane that follows itself is merged, as the parser may do it or not. */
function parse(chunks: readonly (string | Buffer)[], notifiesInBlock = () => false): Event[] {
  const events: Event[] = []
  const parser = createControlParser({
    output(paneId, bytes) {
      const last = events.at(-1)
      const before = last?.[0] === 'output' && last[1] === paneId ? events.pop() : undefined
      events.push(['output', paneId, `${before?.[2] ?? ''}${bytes.toString('latin1')}`])
    },
    notification: one => events.push(['notification', one]),
    begin: ours => events.push(['begin', ours]),
    reply: ({ ours, ok, body }) => events.push(['reply', ours, ok, body.toString('latin1')]),
    stray: line => events.push(['stray', line]),
    notifiesInBlock,
  })
  for (const chunk of chunks) parser.push(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk)
  return events
}

const lines = (...all: string[]) => all.map(line => `${line}\r\n`).join('')

describe('blocks', () => {
  test('the envelope of -CC is taken off', () => {
    expect(parse([`\x1bP1000p${lines('%begin 1 2 0', '%end 1 2 0', '%exit')}\x1b\\`])).toEqual([
      ['begin', false],
      ['reply', false, true, ''],
      ['notification', { kind: 'exit', reason: '' }],
    ])
  })

  test('a body is kept byte for byte, with one CR per line taken off', () => {
    expect(parse([lines('%begin 1 2 1', '', 'a\r', '\x1bPapc', '', '%end 1 2 1')])).toEqual([
      ['begin', true],
      ['reply', true, true, '\na\r\n\x1bPapc\n'],
    ])
  })

  test('ends only by time and number together', () => {
    expect(parse([lines('%begin 10 2 1', '%end 10 3 1', '%end 11 2 1', '%error 1 2 1', '%end 10 2', '%x')])).toEqual([
      ['begin', true],
      ['reply', true, true, '%end 10 3 1\n%end 11 2 1\n%error 1 2 1'],
      ['notification', { kind: 'other', name: 'x' }],
    ])
  })

  test('%error closes as a failure', () => {
    expect(parse([lines('%begin 1 2 1', 'no such pane', '%error 1 2 1')])[1]).toEqual([
      'reply',
      true,
      false,
      'no such pane',
    ])
  })

  test('a body that speaks the protocol stays a body', () => {
    const body = ['%output %1 x', '%begin 5 5 1', '%exit', '%pause %1', '%window-add @1']
    expect(parse([lines('%begin 1 2 1', ...body, '%end 1 2 1')])).toEqual([
      ['begin', true],
      ['reply', true, true, body.join('\n')],
    ])
  })

  test('%pause and %continue inside a block are notifications where refresh-client may cause them', () => {
    expect(parse([lines('%begin 1 2 1', '%pause %3', '%exit', '%continue %4', '%end 1 2 1')], () => true)).toEqual([
      ['begin', true],
      ['notification', { kind: 'pause', paneId: '%3' }],
      ['notification', { kind: 'continue', paneId: '%4' }],
      ['reply', true, true, '%exit'],
    ])
  })

  test('in a block that is not ours they never are', () => {
    expect(parse([lines('%begin 1 2 0', '%pause %3', '%end 1 2 0')], () => true)[1]).toEqual([
      'reply',
      false,
      true,
      '%pause %3',
    ])
  })

  test('an end without a beginning and words without a sign are strays', () => {
    expect(parse([lines('%end 1 2 1', 'no server running')])).toEqual([
      ['stray', '%end 1 2 1'],
      ['stray', 'no server running'],
    ])
  })
})

describe('output', () => {
  test('is unescaped and never decoded', () => {
    expect(parse([lines('%output %7 a\\033[1m\\134\\015\\012\xff\xc3', '%output %7 \xa9')])).toEqual([
      ['output', '%7', 'a\x1b[1m\\\r\n\xff\xc3\xa9'],
    ])
  })

  test('keeps an escape that is cut short, blanks and colons as they are', () => {
    expect(parse([lines('%output %7  a : b \\01')])).toEqual([['output', '%7', ' a : b \\01']])
  })

  test('in its extended form', () => {
    expect(parse([lines('%extended-output %7 120 : a : b', '%extended-output %8 0 new words : \\012')])).toEqual([
      ['output', '%7', 'a : b'],
      ['output', '%8', '\n'],
    ])
  })

  test('keeps its order with everything else', () => {
    expect(parse([lines('%output %1 a', '%begin 1 1 1', '%end 1 1 1', '%output %1 b', '%output %2 c')])).toEqual([
      ['output', '%1', 'a'],
      ['begin', true],
      ['reply', true, true, ''],
      ['output', '%1', 'b'],
      ['output', '%2', 'c'],
    ])
  })

  test.each(['%output', '%output ', '%output %', '%output %x a', '%output %12345678901 a', '%extended-output %1 5'])(
    'malformed %j harms nothing',
    line => {
      expect(parse([lines(line, '%output %1 ok')]).at(-1)).toEqual(['output', '%1', 'ok'])
    },
  )

  test('larger than a slab', () => {
    const text = 'x'.repeat(200_000)
    expect(parse([lines(`%output %1 ${text}`, `%output %1 ${text}`)])).toEqual([['output', '%1', text + text]])
  })

  test('buffers that were handed out are never written again', () => {
    const kept: Buffer[] = []
    const nothing = () => {}
    const parser = createControlParser({
      output: (_, bytes) => kept.push(bytes),
      notification: nothing,
      begin: nothing,
      reply: nothing,
      stray: nothing,
      notifiesInBlock: () => false,
    })
    for (let i = 0; i < 300; i += 1) parser.push(Buffer.from(`%output %1 ${String(i).padStart(1000, '0')}\n`))
    expect(kept.map(bytes => Number(bytes.toString()))).toEqual(Array.from({ length: 300 }, (_, i) => i))
  })
})

/** One piece of a stream, with the events that it stands for. */
const escaped = (bytes: Uint8Array) =>
  [...bytes]
    .map(byte => (byte < 32 || byte === 92 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte)))
    .join('')
const piece = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([pane, bytes]) => ({
    text: `%output %${pane} ${escaped(bytes)}\r\n`,
    events: [['output', `%${pane}`, Buffer.from(bytes).toString('latin1')]] as Event[],
  })),
  fc
    .tuple(fc.integer({ min: 0, max: 999 }), fc.array(fc.string({ maxLength: 20 }), { maxLength: 4 }))
    .map(([number, body]) => ({
      text: `%begin 1700000000 ${number} 1\r\n${body.map(line => `${line}\r\n`).join('')}%end 1700000000 ${number} 1\r\n`,
      events: [
        ['begin', true],
        ['reply', true, true, body.join('\n')],
      ] as Event[],
    })),
  fc.nat(999).map(id => ({
    text: `%window-add @${id}\r\n`,
    events: [['notification', { kind: 'window-add', windowId: `@${id}` }]] as Event[],
  })),
)

function merged(events: readonly Event[]): Event[] {
  const all: Event[] = []
  for (const event of events) {
    const last = all.at(-1)
    if (event[0] === 'output' && last?.[0] === 'output' && last[1] === event[1])
      all[all.length - 1] = ['output', event[1], `${last[2]}${event[2]}`]
    else all.push(event)
  }
  return all
}

test('any cutting of any stream gives the same events', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(400), { maxLength: 12 }), (pieces, cuts) => {
      const stream = pieces.map(one => one.text).join('')
      const expected = merged(pieces.flatMap(one => one.events))
      const places = [0, ...cuts.map(cut => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length]
      const chunks = places.slice(1).map((end, index) => stream.slice(places[index], end))
      expect(parse(chunks)).toEqual(expected)
      expect(parse([...stream])).toEqual(expected)
    }),
  )
})
