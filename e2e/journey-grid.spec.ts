import type { Locator } from '@playwright/test'
import { expect, test } from './fixtures'
import { createSession, FAKE_TYPE, manyPanes, openOnlyPane, openSession, sizesOf, tile, typeInto } from './steps'

/* The grid: many panes at once, moving between them, and what may and may not resize them. */

test.use({ settings: { theme: 'dark', agentTypes: [FAKE_TYPE] } })

/** Waits until the picture stands still, and gives it. */
async function still(picture: Locator): Promise<Buffer> {
  let last = await picture.screenshot()
  await expect
    .poll(async () => {
      const next = await picture.screenshot()
      const same = next.equals(last)
      last = next
      return same
    })
    .toBe(true)
  return last
}

for (const count of [16, 40]) {
  test(`${count} panes side by side, live, and none of them resized`, async ({ page, tmux }) => {
    await manyPanes(tmux, 'many', count)
    const before = await sizesOf(tmux)
    await openSession(page, 'many')
    await expect(page.getByRole('group', { name: / in many, / })).toHaveCount(count)
    const pictures = page.getByRole('img', { name: /^Screen of pane \d+ in many$/ })
    if (count > 16) {
      await expect(pictures).toHaveCount(count)
      const drawn = await still(pictures.first())
      const first = (await tmux('list-panes', '-s', '-t', '=many', '-F', '#{pane_id}')).split('\n')[0] ?? ''
      await tmux('send-keys', '-t', first, 'drawn at once drawn at once', 'Enter')
      await expect.poll(async () => (await pictures.first().screenshot()).equals(drawn)).toBe(false)
      // The last ones are out of view: they are drawn when they come into it.
      await pictures.last().scrollIntoViewIfNeeded()
      const last = await still(pictures.last())
      const end = (await tmux('list-panes', '-s', '-t', '=many', '-F', '#{pane_id}')).split('\n').at(-1) ?? ''
      await tmux('send-keys', '-t', end, 'also far down also far down', 'Enter')
      await expect.poll(async () => (await pictures.last().screenshot()).equals(last)).toBe(false)
    } else {
      const regions = page.getByRole('region', { name: /^Terminal pane \d+ in many$/ })
      await expect.poll(async () => (await regions.count()) + (await pictures.count())).toBe(count)
    }
    // One step further out, all sessions.
    await page.keyboard.press('Control+Shift+Home')
    const fleet = page.getByRole('region', { name: 'many', exact: true })
    await expect(fleet.getByRole('group', { name: / in many, / })).toHaveCount(count)
    expect(await sizesOf(tmux)).toBe(before)
  })
}

test('keys lead from tile to tile, into one and out again', async ({ page, tmux }) => {
  await manyPanes(tmux, 'keys', 4)
  const before = await sizesOf(tmux)
  await openSession(page, 'keys')
  const at = (n: number) => page.getByRole('group', { name: `pane ${n} in keys, ` })
  const region = page.getByRole('region', { name: /^Terminal pane \d in keys$/ })
  await expect(page.getByRole('group', { name: / in keys, / })).toHaveCount(4)
  await at(0).focus()
  await page.keyboard.press('ArrowRight')
  await expect(at(1)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(at(3)).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(at(2)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(at(0)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(region).toHaveCount(1)
  await expect(region.getByRole('textbox')).toBeFocused()
  await expect(region).toContainText('number 3')
  // Ours carry Ctrl+Shift; the plain arrows are the program's.
  await page.keyboard.press('Control+Shift+ArrowRight')
  await expect(region).toContainText('number 0')
  await expect(region.getByRole('textbox')).toBeFocused()
  await page.keyboard.press('Control+Shift+ArrowUp')
  await expect(page.getByRole('group', { name: / in keys, / })).toHaveCount(4)
  await expect(at(0)).toBeFocused()
  await page.keyboard.press('Control+Shift+ArrowUp')
  await expect(page.getByRole('region', { name: 'keys', exact: true })).toBeVisible()
  await page.keyboard.press('Control+Shift+ArrowDown')
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toContainText('keys')
  await at(1).getByText('pane 1').dblclick()
  await expect(region).toHaveCount(1)
  expect(await sizesOf(tmux)).toBe(before)
})

test('Fit to window resizes once, when asked, and can be undone', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'fit', '-x', '80', '-y', '24', 'cat')
  const options = () => tmux('show-options', '-w', '-t', '=fit:')
  const size = () => tmux('display-message', '-p', '-t', '=fit:', '#{window_width}x#{window_height}')
  const before = await options()
  await openOnlyPane(page, 'fit')
  expect(await size()).toBe('80x24')
  await page.getByRole('button', { name: 'Fit to window', exact: true }).click()
  await expect.poll(size).not.toBe('80x24')
  const fitted = await size()
  const [cols = 0, rows = 0] = fitted.split('x').map(Number)
  expect(cols).toBeGreaterThan(100)
  expect(rows).toBeGreaterThan(30)
  await expect(page.getByText(`${cols}×${rows}`)).toBeVisible()
  await page.setViewportSize({ width: 1000, height: 700 })
  await expect(page.getByRole('button', { name: 'Undo fit to window' })).toBeVisible()
  expect(await size()).toBe(fitted)
  await page.getByRole('button', { name: 'Undo fit to window' }).click()
  await expect.poll(size).toBe('80x24')
  expect(await options()).toBe(before)
})

test('an ended program shows its status and starts again; a killed pane goes', async ({ page, tmux, folder }) => {
  await createSession(page, { name: 'ends', folder, counts: { 'Fake agent': 2 } })
  await expect(page.getByRole('region', { name: 'Terminal fake_1 in ends' })).toContainText('fake ready')
  await typeInto(page, 'fake_1', 'ends', 'exit 3\n')
  const ended = page.getByRole('group', { name: 'fake_1 in ends, exited' })
  await expect(ended).toContainText('exited with status 3')
  await expect(tile(page, 'fake_2', 'ends')).not.toContainText('exited')
  await ended.getByRole('button', { name: 'Restart' }).click()
  await expect(page.getByRole('group', { name: /^fake_1 in ends, (starting|idle|unknown|working)/ })).toBeVisible()
  await expect(tile(page, 'fake_1', 'ends')).not.toContainText('exited with')
  // Keys that come before the program are the terminal's own: its screen is empty until then, the old one is in the history.
  await expect.poll(() => tmux('capture-pane', '-p', '-t', '=ends:.0')).toContain('fake ready')
  await typeInto(page, 'fake_1', 'ends', 'alive again\n')
  await expect(page.getByRole('region', { name: 'Terminal fake_1 in ends' })).toContainText('you said: alive again')

  const panes = (await tmux('list-panes', '-s', '-t', '=ends', '-F', '#{pane_id}')).split('\n')
  await tmux('kill-pane', '-t', panes[1] ?? '')
  await expect(tile(page, 'fake_2', 'ends')).toHaveCount(0)
  await expect(tile(page, 'fake_1', 'ends')).toBeVisible()
})

test('what is zoomed or linked in tmux is marked', async ({ page, tmux }) => {
  await manyPanes(tmux, 'marks', 2)
  await tmux('resize-pane', '-Z', '-t', '=marks:.0')
  await openSession(page, 'marks')
  const at = (n: number) => page.getByRole('group', { name: `pane ${n} in marks, ` })
  await expect(at(0)).toContainText('zoomed')
  await expect(at(1)).toContainText('behind')
  await tmux('resize-pane', '-Z', '-t', '=marks:.0')
  await expect(at(0)).not.toContainText('zoomed')
  await tmux('new-session', '-d', '-s', 'other', 'cat')
  await tmux('link-window', '-s', '=marks:0', '-t', '=other:5')
  await expect(at(0)).toContainText('linked')
})
