import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../log/log'
import { openControlClient } from './control-client'
import { cellsOf, formatLayout, type LayoutTree, layoutChecksum, parseLayout, plainLayout } from './layout'
import { command } from './quote'
import { createTestServer } from './test-server'

const server = createTestServer()

beforeAll(async () => {
  await server.tmux('new-session', '-d', '-x', '200', '-y', '60', '-s', 'one', 'cat')
})

afterAll(() => server.end())

/** Any tree that fills a rectangle. */
function treeIn(left: number, top: number, width: number, height: number, depth: number): fc.Arbitrary<LayoutTree> {
  const pane = fc
    .option(fc.nat(999))
    .map((n): LayoutTree => ({ left, top, width, height, kind: 'pane', paneId: n === null ? null : `%${n}` }))
  if (depth === 0) return pane
  const split = (kind: 'row' | 'column') => {
    const size = kind === 'row' ? width : height
    if (size < 3) return []
    const two = fc.integer({ min: 1, max: size - 2 }).chain(first => {
      const rest = size - 1 - first
      const parts =
        kind === 'row'
          ? [treeIn(left, top, first, height, depth - 1), treeIn(left + first + 1, top, rest, height, depth - 1)]
          : [treeIn(left, top, width, first, depth - 1), treeIn(left, top + first + 1, width, rest, depth - 1)]
      return fc.tuple(...parts).map((children): LayoutTree => ({ left, top, width, height, kind, children }))
    })
    return [two]
  }
  return fc.oneof(pane, ...split('row'), ...split('column'))
}

/** A layout string with a right checksum, whatever its body. */
const signed = (body: string) => `${layoutChecksum(body)},${body}`

describe('parseLayout', () => {
  it('is undone by formatLayout for any tree', () => {
    fc.assert(
      fc.property(treeIn(0, 0, 180, 50, 5), tree => {
        const text = formatLayout(tree)
        expect(parseLayout(text)).toEqual(tree)
        expect(formatLayout(parseLayout(text))).toBe(text)
      }),
    )
  })

  it('tells a pane number from the size of the next cell', () => {
    const tree = parseLayout(signed('80x24,0,0{40x24,0,0,39x24,41,0,12}'))
    expect(cellsOf(tree)).toEqual([
      { left: 0, top: 0, width: 40, height: 24, paneId: null },
      { left: 41, top: 0, width: 39, height: 24, paneId: '%12' },
    ])
  })

  it.each([
    ['', /begin with a checksum/],
    ['tiled', /begin with a checksum/],
    ['0000,80x24,0,0,1', /checksum is wrong/],
    [signed(''), /no cell at 0/],
    [signed('80x24,0'), /no cell at 0/],
    [signed('0x24,0,0,1'), /a cell of 0x24/],
    [signed('80x24,0,0,1,'), /follows the last cell/],
    [signed('80x24,0,0{40x24,0,0,1,39x24,41,0,2'), /"}" or "," is missing/],
    [signed('80x24,0,0{40x24,0,0,1,39x24,41,0,2]'), /"}" or "," is missing/],
    [signed('80x24,0,0{40x24,0,0,1,38x24,41,0,2}'), /do not fill/],
    [signed('80x24,0,0{40x24,0,0,1,39x24,40,0,2}'), /does not fit/],
    [signed('80x24,0,0[80x12,0,0,1,79x11,0,13,2]'), /does not fit/],
    [signed('9x9,0,0{'.repeat(5000)), /nested too deeply/],
  ])('refuses %.40s', (text, why) => {
    expect(() => parseLayout(text)).toThrow(why)
    expect(() => parseLayout(text)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })
})

describe('beside real tmux', () => {
  it('agrees on layout, checksum and rectangles after any splits and sizes', async () => {
    const split = fc.record({ at: fc.nat(), across: fc.boolean(), size: fc.integer({ min: 1, max: 30 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(split, { minLength: 1, maxLength: 12 }), async splits => {
        await server.tmux('kill-pane', '-a', '-t', 'one')
        for (const { at, across, size } of splits) {
          const panes = (await server.tmux('list-panes', '-F', '#{pane_id}')).split('\n')
          const target = panes[at % panes.length] ?? ''
          // A pane that is too small stays whole; that is tmux's business.
          await server
            .tmux('split-window', '-d', across ? '-h' : '-v', '-l', String(size), '-t', target, 'cat')
            .catch(() => '')
        }
        const layout = await server.tmux('display-message', '-p', '#{window_layout}')
        const tree = parseLayout(layout)
        expect(formatLayout(tree)).toBe(plainLayout(layout))
        const format = '#{pane_id} #{pane_left} #{pane_top} #{pane_width} #{pane_height}'
        const listed = await server.tmux('list-panes', '-F', format)
        expect(cellsOf(tree).map(one => [one.paneId, one.left, one.top, one.width, one.height].join(' '))).toEqual(
          listed.split('\n'),
        )
      }),
      { numRuns: 15 },
    )
  })

  it('writes a tree that tmux takes as it is', async () => {
    await server.tmux('kill-pane', '-a', '-t', 'one')
    await server.tmux('split-window', '-h', 'cat', ';', 'split-window', '-v', 'cat')
    const ids = (await server.tmux('list-panes', '-F', '#{pane_id}')).split('\n')
    const pane = (at: number, left: number, top: number, width: number, height: number): LayoutTree => {
      return { kind: 'pane', paneId: ids[at] ?? '', left, top, width, height }
    }
    const wanted = formatLayout({
      kind: 'column',
      left: 0,
      top: 0,
      width: 200,
      height: 60,
      children: [
        pane(0, 0, 0, 200, 9),
        {
          kind: 'row',
          left: 0,
          top: 10,
          width: 200,
          height: 50,
          children: [pane(1, 0, 10, 150, 50), pane(2, 151, 10, 49, 50)],
        },
      ],
    })
    await server.tmux('select-layout', wanted)
    expect(plainLayout(await server.tmux('display-message', '-p', '#{window_layout}'))).toBe(wanted)
  })

  it('makes one-shot commands and control clients agree, whoever is active', async () => {
    await server.tmux('kill-pane', '-a', '-t', 'one')
    await server.tmux('split-window', '-h', 'cat', ';', 'split-window', '-v', 'cat')
    const client = await openControlClient({ target: server.target, sessionId: '$0', log: silentLog })
    try {
      const question = command('display-message', '-p', '-t', '@0', '#{window_layout}')
      const reply = await client.request(question)
      const told = reply.ok && reply.body.toString('utf8').trim()
      expect(told).toMatch(/^[0-9a-f]{4},200x60,0,0\{/)
      for (const pane of ['.-', '.-']) {
        await server.tmux('select-pane', '-t', pane)
        expect(plainLayout(await server.tmux('display-message', '-p', '-t', '@0', '#{window_layout}'))).toBe(told)
      }
    } finally {
      await client.close()
    }
  })

  it('leaves floating panes out', async context => {
    await server.tmux('kill-pane', '-a', '-t', 'one')
    await server.tmux('split-window', '-h', 'cat')
    const ask = () => server.tmux('display-message', '-p', '-t', '@0', '#{window_layout}')
    const before = plainLayout(await ask())
    // From 3.7 on.
    if (!(await server.tmux('list-commands')).includes('new-pane')) return context.skip()
    await server.tmux('new-pane', '-d', 'cat', ';', 'new-pane', '-d', 'cat')
    const after = await ask()
    expect(after).not.toBe(before)
    expect(plainLayout(after)).toBe(before)
  })
})

/** As told by 3.8. */
const JSON_LAYOUT = (children: string) => `{"V":2,"L":{"t":"h","w":80,"h":24,"x":0,"y":0,"c":[${children}]}}`
const LEFT = '{"t":"p","w":40,"h":24,"x":0,"y":0,"a":true,"i":0,"I":"%0"}'
const RIGHT = '{"t":"p","w":39,"h":24,"x":41,"y":0,"l":0,"i":1,"I":"%1"}'
const FLOATING = '{"t":"p","w":40,"h":6,"x":4,"y":2,"i":2,"z":0,"I":"%2"}'

describe('later notations', () => {
  const plain = '8205,80x24,0,0{40x24,0,0,0,39x24,41,0,1}'
  const alone = 'b25d,80x24,0,0,0'

  it.each([
    // Each pair was told by one server: to a one-shot command, and to a control client of 3.8.
    ['3.8', JSON_LAYOUT(`${LEFT},${RIGHT}`), plain],
    ['3.8, a pane floats', JSON_LAYOUT(`${LEFT},${FLOATING},${RIGHT}`), plain],
    ['3.8, all but one float', JSON_LAYOUT(`${LEFT.replace('40', '80')},${FLOATING}`), alone],
    ['3.7c, a pane floats', '64c7,80x24,0,0{40x24,0,0,0,39x24,41,0,1,40x6,4,2,2}<40x6,4,2,2>', plain],
    ['3.7c, two float', '16d9,80x24,0,0[80x24,0,0,0,40x6,4,2,1,40x6,8,4,2]<40x6,8,4,2,40x6,4,2,1>', alone],
    ['the old one', plain, plain],
  ])('become the old one: %s', (_, told, old) => {
    expect(plainLayout(told)).toBe(old)
    expect(formatLayout(parseLayout(told))).toBe(old)
  })

  it.each([
    ['nothing tiled (3.7c)', 'e705,40x6,8,4,2<40x6,8,4,2>', /tiled/],
    ['nothing tiled (3.8)', `{"V":2,"L":${FLOATING}}`, /tiled/],
    ['no JSON', '{"V":2', /no JSON/],
    ['another version', '{"V":3,"L":{}}', /unknown version/],
    ['a gap', JSON_LAYOUT(`${LEFT},${RIGHT.replace('39', '38')}`), /do not fill/],
    ['a size of zero', JSON_LAYOUT(`${LEFT.replace('40', '0')},${RIGHT}`), /is none/],
    ['a forged id', JSON_LAYOUT(`${LEFT.replace('%0', '%0;kill-server')},${RIGHT}`), /is none/],
    ['depth', JSON_LAYOUT('{"t":"h","w":9,"h":9,"x":0,"y":0,"c":['.repeat(400) + LEFT + ']}'.repeat(400)), /deeply/],
  ])('are refused, and kept as they are, with %s', (_, text, why) => {
    expect(() => parseLayout(text)).toThrow(why)
    expect(() => parseLayout(text)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    expect(plainLayout(text)).toBe(text)
  })
})
