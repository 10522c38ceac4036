import { describe, expect, it } from 'vitest'
import { cellsOf } from './cell-width'
import { applySgr, PLAIN_PEN, penBytes, unpenBytes } from './pen'
import { readRows, wrappedRows } from './rows'
import { captureWay } from './snapshot-read'
import { parseSnapshotRow, SNAPSHOT_FORMAT } from './snapshot-row'

const drawn = (...sgr: string[]) => penBytes(sgr.reduce(applySgr, PLAIN_PEN))
const binary = (text: string) => Buffer.from(text).toString('latin1')

const STOPS = { cols: 40, tabs: [8, 16, 24, 32] }

describe('the pen', () => {
  it('gathers attributes and colours', () => {
    expect(drawn('1', '31', '44')).toBe('\x1b[1;31;44m')
    expect(drawn('1;38;5;208;48;2;1;2;3')).toBe('\x1b[1;38;5;208;48;2;1;2;3m')
    expect(drawn('4:3', '58:2::1:2:3')).toBe('\x1b[4:3;58:2::1:2:3m')
  })

  it('forgets what is ended, replaced or reset', () => {
    expect(drawn('1;2;3', '22')).toBe('\x1b[3m')
    expect(drawn('31', '92')).toBe('\x1b[92m')
    expect(drawn('31;44', '39')).toBe('\x1b[44m')
    expect(drawn('1;31;44;4', '0;7')).toBe('\x1b[7m')
    expect(drawn('1;31', '')).toBe('')
    expect(drawn('4:3', '4:0')).toBe('')
  })

  it('is left with what it needs and no more', () => {
    expect(unpenBytes(PLAIN_PEN)).toBe('')
    expect(unpenBytes(applySgr(PLAIN_PEN, '31'))).toBe('\x1b[0m')
    expect(unpenBytes({ ...PLAIN_PEN, shifted: true })).toBe('\x0f')
  })
})

describe('rows of a capture', () => {
  it('stand alone though the capture carries its pen over line ends', () => {
    const rows = readRows(Buffer.from('\x1b[31mred\nstill\x1b[0m plain\n\x0eqq\nq\x0f\n'), 4, STOPS)
    expect(rows.map(row => row.draw)).toEqual([
      '\x1b[31mred\x1b[0m',
      '\x1b[31mstill\x1b[0m plain',
      '\x0eqq\x0f',
      '\x0eq\x0f',
    ])
    expect(rows.map(row => row.plain)).toEqual(['red', 'still plain', 'qq', 'q'])
  })

  it('close a link at the end of a line and open it again on the next', () => {
    const [first, second] = readRows(Buffer.from('\x1b]8;;http://a\x1b\\li\nnk\x1b]8;;\x1b\\ off'), 2, STOPS)
    expect(first?.draw).toBe('\x1b]8;;http://a\x1b\\li\x1b]8;;\x1b\\')
    expect(second?.draw).toBe('\x1b]8;;http://a\x1b\\nk\x1b]8;;\x1b\\ off')
  })

  it('hold no other sequence', () => {
    const [row] = readRows(Buffer.from('a\x1b[2Jb\x07c\x1b]0;t\x07d'), 1, STOPS)
    expect(row?.draw).not.toMatch(/[\x1b\x07]/)
  })

  it('have blanks in the place of a tab, up to the next stop or the last column, with its pen', () => {
    const row = (line: string) => readRows(Buffer.from(line), 1, { cols: 20, tabs: [4, 8] })[0]
    expect(row('a\tb\tc')).toMatchObject({ plain: 'a   b   c', draw: 'a   b   c', told: 'abc' })
    expect(row('日\tb')?.draw).toBe(Buffer.from('日  b').toString('latin1'))
    expect(row('12345678\tx')?.plain).toBe('12345678           x')
    expect(row('\x1b[41m\t\x1b[0mx')?.draw).toBe('\x1b[41m    \x1b[0mx')
    expect(row(`${'x'.repeat(20)}\t`)?.plain).toBe('x'.repeat(20))
  })

  it('do not end in blanks that show nothing, unless they wrap', () => {
    const row = (line: string) => readRows(Buffer.from(line), 1, STOPS)[0]
    expect(row('12   ')).toMatchObject({ draw: '12', whole: '12   ', plain: '12   ' })
    expect(row('\x1b[31m12   ')?.draw).toBe('\x1b[31m12\x1b[0m')
    expect(row('\x1b[41m12   ')?.draw).toBe('\x1b[41m12   \x1b[0m')
    expect(row('\x1b[4m12   ')?.draw).toBe('\x1b[4m12   \x1b[0m')
    // The last byte of this one is that of a no-break space.
    expect(row('à')?.draw).toBe(Buffer.from('à').toString('latin1'))
  })

  it('are as many as asked for', () => {
    expect(readRows(Buffer.from('a\n'), 3, STOPS).map(row => row.plain)).toEqual(['a', '', ''])
  })

  it('wrap where the joined capture joins them, if they are full', () => {
    const rows = readRows(Buffer.from('aaaaaaaaaa\nbb\ncc\ndddddddddd\n'), 4, STOPS)
    expect(wrappedRows(rows, Buffer.from('aaaaaaaaaabb\nccdddddddddd\n'), 10)).toEqual([true, false, false, false])
    expect(wrappedRows(rows, Buffer.from('something else\n'), 10)).toEqual([false, false, false, false])
    // 3.4 and later: blanks that nobody wrote, in the one capture alone; tabs, 3.6 and later.
    const later = readRows(Buffer.from('1    \naaaaaaaa日 \n本   \na\tbb\ncc   \n'), 5, { cols: 11, tabs: [8] })
    const joined = Buffer.from('1\naaaaaaaa日本\na\tbbcc\n')
    expect(wrappedRows(later, joined, 11)).toEqual([false, true, false, true, false])
    // The one capture has more blanks at a line's end than the other.
    const ends = readRows(Buffer.from('aaaaaaaaaa\nbb   \ncccccccccc\ndd   \n'), 4, STOPS)
    expect(wrappedRows(ends, Buffer.from('aaaaaaaaaabb \nccccccccccdd\n'), 10)).toEqual([true, false, true, false])
  })
})

describe('widths', () => {
  it('count wide characters as two and marks as none', () => {
    expect(['abc', '日本', 'e\u0301', '한a', '🚀', 'é→'].map(text => cellsOf(binary(text)))).toEqual([3, 4, 1, 3, 2, 2])
  })
})

describe('versions', () => {
  it('below 3.6 and unknown ones are read through buffers', () => {
    expect(['3.2', '3.3a', '', 'what'].map(captureWay)).toEqual(Array(4).fill('escaped'))
    expect(['3.4', '3.5a'].map(captureWay)).toEqual(Array(2).fill('buffer'))
    expect(['3.6', '3.7c', '4.0', 'next-3.8', 'master'].map(captureWay)).toEqual(Array(5).fill('print'))
  })
})

describe('the row of facts', () => {
  const answer = (values: Record<string, string>) =>
    SNAPSHOT_FORMAT.replace(/#\{(\w+)\}/g, (_, name: string) => values[name] ?? '')

  it('takes what an older server does not tell as unknown', () => {
    const row = parseSnapshotRow(
      `${answer({ pane_width: '80', pane_height: '24', alternate_saved_x: '4294967295' })}\n`,
    )
    expect(row).toMatchObject({
      cols: 80,
      rows: 24,
      savedX: -1,
      savedY: -1,
      cursorStyle: 0,
      regionBottom: 23,
      tabs: [],
    })
  })

  it('knows the cursor’s shape from 3.6 on', () => {
    const row = (shape: string, blinking: string) =>
      parseSnapshotRow(answer({ pane_width: '1', pane_height: '1', cursor_shape: shape, cursor_blinking: blinking }))
    expect(row('bar', '0')?.cursorStyle).toBe(6)
    expect(row('block', '1')?.cursorStyle).toBe(1)
    expect(row('default', '1')?.cursorStyle).toBe(0)
  })

  it('is none when tmux says something else', () => {
    expect(parseSnapshotRow('')).toBeNull()
    expect(parseSnapshotRow("can't find pane: %9")).toBeNull()
  })
})
