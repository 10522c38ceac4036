import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyLayout } from './commands/select-layout'
import { cellsOf, formatLayout, parseLayout } from './layout'
import { rowCounts, rowsLayout } from './rows-layout'
import { createTestServer } from './test-server'

describe('rows', () => {
  it.each([
    [1, [1]],
    [2, [2]],
    [3, [3]],
    [4, [2, 2]],
    [5, [3, 2]],
    [6, [3, 3]],
    [7, [3, 2, 2]],
    [8, [3, 3, 2]],
    [9, [3, 3, 3]],
  ])('of %i panes are %j', (panes, counts) => {
    expect(rowCounts(panes)).toEqual(counts)
  })

  it('cover the window without overlap, and are a layout that tmux can read', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 10, max: 100 }),
    )
    fc.assert(
      fc.property(sizes, ([panes, width, height]) => {
        const tree = rowsLayout(panes, width, height)
        expect(tree).not.toBeNull()
        const cells = cellsOf(parseLayout(formatLayout(tree!)))
        expect(cells).toHaveLength(panes)
        // Each cell with its border to the right and below; together the window with a border of its own.
        const area = cells.reduce((sum, cell) => sum + (cell.width + 1) * (cell.height + 1), 0)
        expect(area).toBe((width + 1) * (height + 1))
        const widths = cells.map(cell => cell.width)
        if (panes !== 1) expect(Math.max(...widths)).toBeLessThanOrEqual(1.5 * Math.min(...widths) + 2)
      }),
    )
  })

  it('are null where a pane would get no cell', () => {
    expect(rowsLayout(9, 4, 24)).toBeNull()
    expect(rowsLayout(9, 80, 3)).toBeNull()
  })

  it('are taken by tmux as they are', async () => {
    const server = createTestServer()
    try {
      await server.tmux('new-session', '-d', '-x', '242', '-y', '49', 'cat')
      for (let n = 1; n < 5; n += 1) {
        await server.tmux('split-window', '-d', 'cat')
        await server.tmux('select-layout', 'tiled')
      }
      const { args, verb } = applyLayout('@0', rowsLayout(5, 242, 49)!)
      await server.tmux(verb, ...args)
      const sizes = await server.tmux('list-panes', '-F', '#{pane_width}x#{pane_height}')
      expect(sizes.trim().split('\n')).toEqual(['80x24', '80x24', '80x24', '121x24', '120x24'])
    } finally {
      await server.end()
    }
  })
})
