import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Locator } from '@playwright/test'
import { expect, test } from './fixtures'
import { openOnlyPane, openSession, paste, placeOf, rowsOf, serverIs } from './steps'

/* A live terminal: what it shows, and what reaches the program. */

const LOG_INPUT = resolve('e2e/programs/log-input.mjs')
const WIDTHS = resolve('e2e/programs/widths.mjs')

test.use({ settings: { theme: 'dark', historyLines: 100 }, tmuxConfig: 'set -g history-limit 20000\n' })

/** How far, in cells, each bar of `widths.mjs` stands from the column that is written behind it. */
function barsOff(region: Locator, left: number, cell: number): Promise<{ text: string; by: number }[]> {
  return region.evaluate(
    (root, place) => {
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const found: { text: string; by: number }[] = []
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const text = node.textContent ?? ''
        const column = /\|(\d+)/.exec(text)
        if (!column) continue
        const range = document.createRange()
        range.setStart(node, column.index)
        range.setEnd(node, column.index + 1)
        const at = (range.getBoundingClientRect().x - place.left) / place.cell
        found.push({ text, by: Math.abs(at - Number(column[1])) })
      }
      return found
    },
    { left, cell },
  )
}

test('attaching shows what tmux shows, in its colours', async ({ page, tmux }) => {
  const script = [
    'i=1; while [ $i -le 60 ]; do echo "line $i of many"; i=$((i+1)); done',
    "printf '\\033[38;2;90;220;120mtrue-colour\\033[0m \\033[1mbold-word\\033[0m \\033[48;2;60;10;90mon-purple\\033[0m\\n'",
    "printf '\\033[4munderlined\\033[0m  wide: 日本語 |end'",
    'exec sleep 600',
  ]
  await tmux('new-session', '-d', '-s', 'exact', '-x', '90', '-y', '24', 'sh', '-c', script.join('\n'))
  const region = await openOnlyPane(page, 'exact')
  await expect(region).toContainText('|end')
  const shown = (await tmux('capture-pane', '-p', '-t', '=exact:')).split('\n').map(row => row.trimEnd())
  await expect
    .poll(async () => (await rowsOf(region)).slice(0, 24))
    .toEqual([...shown, ...Array(24 - shown.length).fill('')])
  await expect(region.getByText('true-colour')).toHaveCSS('color', 'rgb(90, 220, 120)')
  await expect(region.getByText('on-purple')).toHaveCSS('background-color', 'rgb(60, 10, 90)')
  await expect(region.getByText('bold-word')).toHaveCSS('font-weight', '700')
  await expect(region.getByText('underlined')).toHaveCSS('text-decoration-line', 'underline')
})

test('older lines show on scrolling up, also older ones than were fetched at first', async ({ page, tmux }) => {
  const script = 'i=1; while [ $i -le 1500 ]; do echo "old-$i."; i=$((i+1)); done; exec cat'
  await tmux('new-session', '-d', '-s', 'history', '-x', '90', '-y', '24', 'sh', '-c', script)
  const region = await openOnlyPane(page, 'history')
  await expect(region).toContainText('old-1500.')
  await region.hover()
  await page.mouse.wheel(0, -500)
  await expect(region).not.toContainText('old-1500.')
  await expect
    .poll(async () => {
      for (let n = 0; n < 12; n += 1) await page.keyboard.press('Shift+PageUp')
      return (await rowsOf(region))[0]
    })
    .toBe('old-1.')
  // Typing leads back to where the program is.
  await page.keyboard.type('back\n')
  await expect(region).toContainText('back')
})

test('keys reach the program as a terminal sends them', async ({ page, tmux, folder }) => {
  const log = join(folder, 'keys')
  await tmux('new-session', '-d', '-s', 'keys', '-x', '90', '-y', '24', process.execPath, LOG_INPUT, log, '1')
  const region = await openOnlyPane(page, 'keys')
  await expect(region).toContainText('ready')
  const keys: readonly (readonly [string, string])[] = [
    ['a', 'a'],
    ['Shift+A', 'A'],
    ['ArrowUp', '\x1bOA'],
    ['ArrowLeft', '\x1bOD'],
    ['Home', '\x1bOH'],
    ['Control+ArrowRight', '\x1b[1;5C'],
    ['Alt+b', '\x1bb'],
    ['Alt+Enter', '\x1b\r'],
    ['F1', '\x1bOP'],
    ['F5', '\x1b[15~'],
    ['F12', '\x1b[24~'],
    ['Delete', '\x1b[3~'],
    ['PageUp', '\x1b[5~'],
    ['Tab', '\t'],
    ['Shift+Tab', '\x1b[Z'],
    ['Escape', '\x1b'],
    ['Enter', '\r'],
    ['Backspace', '\x7f'],
    ['Control+c', '\x03'],
    ['Control+d', '\x04'],
    ['Control+r', '\x12'],
    ['Control+z', '\x1a'],
    ['Control+Space', '\x00'],
    ['Control+BracketRight', '\x1d'],
  ]
  for (const [key] of keys) await page.keyboard.press(key)
  await expect.poll(() => readFile(log, 'latin1')).toBe(keys.map(([, bytes]) => bytes).join(''))
})

test('text that is on no key arrives as UTF-8', async ({ page, tmux, folder }) => {
  const log = join(folder, 'text')
  await tmux('new-session', '-d', '-s', 'text', '-x', '90', '-y', '24', process.execPath, LOG_INPUT, log)
  const region = await openOnlyPane(page, 'text')
  await expect(region).toContainText('ready')
  const text = 'ñandú – 日本語 – 🚢👩‍🚀 – it\'s $(id) `x` \\ " ; #{pane_id}'
  await page.keyboard.type(text)
  await expect.poll(() => readFile(log, 'utf8')).toBe(text)
})

test('text that an input method composes arrives once, when it is chosen, and stands at the cursor meanwhile', async ({
  page,
  tmux,
  folder,
  shell,
}) => {
  test.skip(shell !== 'web', 'only Chromium’s own protocol composes')
  const log = join(folder, 'composed')
  await tmux('new-session', '-d', '-s', 'ime', '-x', '90', '-y', '24', process.execPath, LOG_INPUT, log)
  const region = await openOnlyPane(page, 'ime')
  await expect(region).toContainText('ready')
  const session = await page.context().newCDPSession(page)
  const compose = (text: string) =>
    session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  for (const text of ['n', 'に', 'にh', 'にほ', 'にほん']) await compose(text)
  await expect(region).toContainText('にほん')
  expect(await readFile(log, 'utf8')).toBe('')
  await session.send('Input.insertText', { text: '日本' })
  await expect.poll(() => readFile(log, 'utf8')).toBe('日本')
  // One that is given up leaves nothing behind.
  for (const text of ['か', '']) await compose(text)
  await page.keyboard.type('ok')
  await expect.poll(() => readFile(log, 'utf8')).toBe('日本ok')
})

test('several lines are asked about, and then arrive in brackets where the program asked for them', async ({
  page,
  tmux,
  folder,
}) => {
  const log = join(folder, 'pasted')
  await tmux('new-session', '-d', '-s', 'pasted', '-x', '90', '-y', '24', process.execPath, LOG_INPUT, log, '2004')
  const region = await openOnlyPane(page, 'pasted')
  await expect(region).toContainText('ready')
  const question = page.getByRole('dialog', { name: 'Paste several lines' })

  // From 3.7 on tmux tells that the program takes brackets, so that nothing needs to be asked.
  const told = await serverIs(tmux, 3, 7)
  if (!told) {
    await paste(region, 'first\nrm -rf /tmp/nothing\n')
    await expect(question).toContainText('rm -rf /tmp/nothing')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toBeHidden()
    await expect(region.getByRole('textbox')).toBeFocused()
  }

  await paste(region, 'one line')
  await expect.poll(() => readFile(log, 'utf8')).toBe('\x1b[200~one line\x1b[201~')

  await paste(region, 'first\nsecond \x1b[201~ third')
  if (!told) await question.getByRole('button', { name: 'Paste 2 lines' }).click()
  await expect.poll(() => readFile(log, 'utf8')).toMatch(/first\r?\n?second/)
  const [, second = ''] = (await readFile(log, 'utf8')).split('\x1b[200~one line\x1b[201~')
  // Nothing in the text may end the brackets early.
  expect(second).toMatch(/^\x1b\[200~first[\r\n]second [^\x1b]*third\x1b\[201~$/)
})

test('ten megabytes arrive byte for byte', async ({ page, tmux, folder }) => {
  const log = join(folder, 'large')
  await tmux('new-session', '-d', '-s', 'large', '-x', '90', '-y', '24', process.execPath, LOG_INPUT, log)
  const region = await openOnlyPane(page, 'large')
  await expect(region).toContainText('ready')
  const line = (n: number) => `${n} ${'abcdefghij ñ日🚢 $(id) "quoted" \\ `tick` #{x} '.repeat(2)}`
  let text = ''
  for (let n = 0; Buffer.byteLength(text) < 10_000_000; n += 1000)
    text += Array.from({ length: 1000 }, (_, i) => line(n + i)).join(' ')
  await paste(region, text)
  await expect.poll(async () => (await readFile(log)).length, { timeout: 20_000 }).toBe(Buffer.byteLength(text))
  expect((await readFile(log)).equals(Buffer.from(text))).toBe(true)
  await page.keyboard.type('!')
  await expect.poll(async () => (await readFile(log)).at(-1)).toBe('!'.charCodeAt(0))
})

test('a click reaches the program at its cell, also in a tile drawn small', async ({ page, tmux, folder }) => {
  const log = join(folder, 'mouse')
  const program = [process.execPath, LOG_INPUT, log, '1000', '1006']
  await tmux('new-session', '-d', '-s', 'mouse', '-x', '120', '-y', '40', ...program)
  for (let n = 0; n < 3; n += 1) await tmux('new-window', '-d', '-t', '=mouse:', 'cat')
  const clickAt = async (column: number, row: number) => {
    const region = page.getByRole('region', { name: /^Terminal .* in mouse$/ }).first()
    await expect(region).toContainText('ready')
    const first = await placeOf(region, 'row-00')
    const tenth = await placeOf(region, 'row-10')
    const [width, height] = [first.width / 6, (tenth.y - first.y) / 10]
    const middle = first.y + first.height / 2
    const before = (await readFile(log, 'latin1')).length
    await page.mouse.click(first.x + (column - 0.5) * width, middle + (row - 1) * height)
    await expect
      .poll(async () => (await readFile(log, 'latin1')).slice(before))
      .toBe(`\x1b[<0;${column};${row}M\x1b[<0;${column};${row}m`)
    return height
  }
  await openSession(page, 'mouse')
  const small = await clickAt(33, 17)
  await clickAt(1, 1)
  await clickAt(119, 39)
  await page
    .getByRole('group', { name: / in mouse, / })
    .first()
    .focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: /^Terminal .* in mouse$/ })).toHaveCount(1)
  const large = await clickAt(33, 17)
  expect(large).toBeGreaterThan(small)
})

test('typing leaves the copy mode of tmux first', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'mode', '-x', '90', '-y', '24', 'sh', '-c', 'echo in-mode; exec cat')
  const region = await openOnlyPane(page, 'mode')
  await expect(region).toContainText('in-mode')
  await tmux('copy-mode', '-t', '=mode:')
  await expect(page.getByText('copy mode')).toBeVisible()
  await page.keyboard.type('typed-through\n')
  await expect(region).toContainText('typed-through')
  expect(await tmux('display-message', '-p', '-t', '=mode:', '#{pane_in_mode}')).toBe('0')
  expect(await tmux('capture-pane', '-p', '-t', '=mode:')).toMatch(/^in-mode\ntyped-through\ntyped-through/)
})

test('what is selected is copied, and found text is counted', async ({ page, tmux, shell }) => {
  const script = 'echo first apple; echo second apple; echo third pear; exec cat'
  await tmux('new-session', '-d', '-s', 'words', '-x', '90', '-y', '24', 'sh', '-c', script)
  const region = await openOnlyPane(page, 'words')
  const pear = await placeOf(region, 'third pear')
  if (shell === 'web') await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.mouse.dblclick(pear.x + pear.width * 0.8, pear.y + pear.height / 2)
  await page.keyboard.press('Control+Shift+C')
  if (shell === 'web') await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('pear')

  await page.keyboard.press('Control+Shift+F')
  const find = page.getByRole('search')
  await expect(find.getByRole('textbox', { name: 'Find in terminal' })).toBeFocused()
  await page.keyboard.type('apple')
  await expect(find.getByRole('status')).toHaveText('2 of 2')
  await find.getByRole('button', { name: 'Previous hit' }).click()
  await expect(find.getByRole('status')).toHaveText('1 of 2')
  await find.getByRole('textbox').fill('plum')
  await expect(find.getByRole('status')).toHaveText('No hits')
  await find.getByRole('textbox').press('Escape')
  await expect(find).toBeHidden()
  await page.keyboard.type('typed after\n')
  await expect(region).toContainText('typed after')
})

test('a link shows where it leads and asks before it opens', async ({ page, tmux, shell }) => {
  // A link whose text claims another address. tmux 3.3a keeps no links: only a stream that is open already has them.
  const claimed = '\\033]8;;https://evil.test/steal\\033\\\\claims-good.test\\033]8;;\\033\\\\'
  const script = `echo waits; read _; printf '${claimed}  https://plain.test/a?b=c '; exec cat`
  await tmux('new-session', '-d', '-s', 'links', '-x', '90', '-y', '24', 'sh', '-c', script)
  const region = await openOnlyPane(page, 'links')
  await expect(region).toContainText('waits')
  await page.keyboard.press('Enter')
  const point = async (text: string) => {
    const at = await placeOf(region, text)
    return [at.x + at.width / 2, at.y + at.height / 2] as const
  }
  const target = region.getByRole('status')
  await page.mouse.move(...(await point('plain.test')))
  await expect(target).toHaveText('https://plain.test/a?b=c')
  await page.mouse.move(...(await point('claims-good.test')))
  await expect(target).toHaveText('https://evil.test/steal')

  const pages = () => page.context().pages().length
  const before = pages()
  await page.mouse.click(...(await point('claims-good.test')))
  const question = page.getByRole('dialog', { name: 'Open link' })
  await expect(question).toContainText('https://evil.test/steal')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()
  expect(pages()).toBe(before)

  if (shell === 'electron') return
  await page.context().route(/plain\.test/, route => route.fulfill({ body: 'opened' }))
  await page.mouse.move(0, 0)
  await page.mouse.move(...(await point('plain.test')))
  await page.mouse.click(...(await point('plain.test')))
  const opened = page.context().waitForEvent('page')
  await question.getByRole('button', { name: 'Open link' }).click()
  const tab = await opened
  await expect.poll(() => tab.url()).toBe('https://plain.test/a?b=c')
  expect(await tab.evaluate(() => window.opener)).toBeNull()
})

test('wide characters stand in the columns that tmux gives them', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'wide', '-x', '90', '-y', '24', process.execPath, WIDTHS)
  const region = await openOnlyPane(page, 'wide')
  await expect(region).toContainText('all 10 asked')
  const plain = await placeOf(region, 'plain')
  const rows = (await rowsOf(region)).filter(row => /\|\d+$/.test(row))
  expect(rows).toHaveLength(10)
  const off = await barsOff(region, plain.x, plain.width / 5)
  expect(off).toHaveLength(10)
  expect(off.filter(one => one.by > 0.5)).toEqual([])
})

test('a resize by another client is followed, and nothing is lost', async ({ page, tmux, attach, folder }) => {
  const log = join(folder, 'size')
  await tmux('new-session', '-d', '-s', 'size', '-x', '90', '-y', '24', process.execPath, LOG_INPUT, log)
  const region = await openOnlyPane(page, 'size')
  await expect(region).toContainText('size 90x24 ready')
  await attach('size', { cols: 70, rows: 20 })
  await expect(region).toContainText('size 70x19 ready')
  await expect(page.getByText('70×19')).toBeVisible()
  const shown = (await tmux('capture-pane', '-p', '-t', '=size:')).split('\n')
  await expect.poll(async () => (await rowsOf(region)).slice(0, 19)).toEqual(shown)
  await page.keyboard.type('still here')
  await expect.poll(() => readFile(log, 'utf8')).toBe('still here')
})

test('typing in one pane goes on while its neighbour floods', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'flood', '-x', '160', '-y', '40', 'sh', '-c', 'echo quiet; exec cat')
  await tmux(
    'split-window',
    '-d',
    '-h',
    '-t',
    '=flood:',
    'sh',
    '-c',
    'while :; do echo flooding flooding flooding; done',
  )
  await openSession(page, 'flood')
  const region = (n: number) => page.getByRole('region', { name: `Terminal pane ${n} in flood` })
  await expect(region(1)).toContainText('flooding')
  await expect(region(0)).toContainText('quiet')
  await region(0).click()
  for (const word of ['one', 'two', 'three', 'four']) {
    await page.keyboard.type(`${word}-word\n`)
    await expect(region(0)).toContainText(`${word}-word`)
  }
  await expect(region(1)).toContainText('flooding')
})

test.describe('drawn by the graphics card', () => {
  test.use({ settings: { theme: 'dark', renderer: 'webgl' } })

  test('a terminal is drawn on without WebGL, where there is none and when it is taken away', async ({
    page,
    tmux,
  }) => {
    await tmux('new-session', '-d', '-s', 'gpu', '-x', '90', '-y', '24', 'sh', '-c', 'echo drawn-before; exec cat')
    const region = await openOnlyPane(page, 'gpu')
    await page.keyboard.type('typed-before\n')
    await expect
      .poll(() => tmux('capture-pane', '-p', '-t', '=gpu:'))
      .toMatch(/^drawn-before\ntyped-before\ntyped-before/)
    await region.evaluate(root => {
      for (const canvas of root.querySelectorAll('canvas'))
        canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
    })
    await expect.poll(() => rowsOf(region)).toEqual(expect.arrayContaining(['drawn-before', 'typed-before']))
    await page.keyboard.type('typed-after\n')
    await expect.poll(() => rowsOf(region)).toContain('typed-after')
  })
})
