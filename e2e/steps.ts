import { resolve } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'

/* What a person does, by role and name; never by CSS class. */

export const sessions = (page: Page): Locator => page.getByRole('list', { name: 'Sessions', exact: true })

export const tile = (page: Page, agent: string, session: string): Locator =>
  page.getByRole('group', { name: new RegExp(`^${agent} in ${session}, `) })

export const terminal = (page: Page, agent: string, session: string): Locator =>
  page.getByRole('region', { name: `Terminal ${agent} in ${session}`, exact: true })

export async function createSession(
  page: Page,
  want: {
    readonly name: string
    readonly folder: string
    readonly counts: Readonly<Record<string, number>>
    readonly prompt?: string
  },
): Promise<void> {
  await page.getByRole('button', { name: 'New session' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByLabel('Session name').fill(want.name)
  await dialog.getByLabel('Project folder').fill(want.folder)
  for (const [type, count] of Object.entries(want.counts))
    await dialog.getByLabel(type, { exact: true }).fill(String(count))
  if (want.prompt !== undefined) await dialog.getByRole('textbox', { name: 'First prompt' }).fill(want.prompt)
  await dialog.getByRole('button', { name: 'Create session' }).click()
  await expect(dialog).toBeHidden({ timeout: 20_000 })
}

/** Types as a person does in the grid: a click into the terminal, then keys. */
export async function typeInto(page: Page, agent: string, session: string, text: string): Promise<void> {
  await terminal(page, agent, session).click()
  await expect(terminal(page, agent, session).getByRole('textbox')).toBeFocused()
  await page.keyboard.type(text)
}

/** Double click on a tile's header: one live terminal, focused. */
export async function zoomInto(page: Page, agent: string, session: string): Promise<void> {
  await tile(page, agent, session).getByText(agent, { exact: true }).dblclick()
  await expect(terminal(page, agent, session).getByRole('textbox')).toBeFocused()
}

/** Opens a session from the sidebar, whoever made it. */
export async function openSession(page: Page, session: string): Promise<void> {
  const side = page.getByRole('navigation', { name: 'Fleet' })
  await side
    .getByRole('listitem', { name: session, exact: true })
    .getByRole('button', { name: new RegExp(`^${session}\\b`) })
    .first()
    .click()
}

/** Opens a session made by plain tmux and zooms into its only pane; gives the live terminal. */
export async function openOnlyPane(page: Page, session: string): Promise<Locator> {
  await openSession(page, session)
  const only = page.getByRole('group', { name: new RegExp(` in ${session}, `) })
  await expect(only).toHaveCount(1)
  await only.focus()
  await page.keyboard.press('Enter')
  const region = page.getByRole('region', { name: new RegExp(`^Terminal .* in ${session}$`) })
  await expect(region.getByRole('textbox')).toBeFocused()
  return region
}

/** The rows that a live terminal shows, without the blanks at their ends. */
export async function rowsOf(region: Locator): Promise<string[]> {
  // biome-ignore lint/performance/useDomNodeTextContent: rows are lines only as they are laid out
  const text = await region.innerText()
  return text.split('\n').map(row => row.replaceAll('\u00a0', ' ').trimEnd())
}

/** Where a text stands on the page, in CSS px; it has to be drawn in one run, i.e. in one colour. */
export async function placeOf(region: Locator, text: string): Promise<DOMRect> {
  await expect(region).toContainText(text)
  return region.evaluate((root, wanted) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.textContent?.replaceAll('\u00a0', ' ').indexOf(wanted) ?? -1
      if (at < 0) continue
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      return range.getBoundingClientRect().toJSON()
    }
    throw new Error(`${wanted} is not in one run`)
  }, text)
}

/** What the system's paste key does: the browser's paste event with this text. */
export async function paste(region: Locator, text: string): Promise<void> {
  await region.getByRole('textbox').evaluate((field, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

/** A program that behaves like an agent, as a type of the user's own, for the settings. */
export const FAKE_TYPE = {
  id: 'fake',
  name: 'Fake agent',
  command: process.execPath,
  args: [resolve('e2e/programs/fake-agent.mjs'), 'fake'],
  env: {},
  interrupt: 'escape',
}

/** Runs one of the commands behind *More actions*. */
export async function more(page: Page, command: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: new RegExp(`^${command}`) }).click()
}

/** Opens the palette, types, and runs what is marked. */
export async function byPalette(page: Page, query: string, option: RegExp): Promise<void> {
  await page.keyboard.press('F6')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await palette.getByRole('combobox').fill(query)
  await expect(palette.getByRole('option', { name: option }).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
}

type Tmux = (...args: string[]) => Promise<string>

/** Sizes and layouts of all windows: what nothing but the person may change. */
export const sizesOf = (tmux: Tmux): Promise<string> =>
  tmux('list-windows', '-a', '-F', '#{session_name} #{window_id} #{window_width}x#{window_height} #{window_layout}')

/** A session of plain tmux with so many panes, ten a window, each showing its number. */
export async function manyPanes(tmux: Tmux, session: string, count: number): Promise<void> {
  const program = (n: number) => ['sh', '-c', `echo number ${n}; exec cat`]
  // All in one line, which tmux runs in one go: it may die (3.3a, `attach-gate.ts`) of what is made while the app attaches.
  const line = ['new-session', '-d', '-s', session, '-x', '200', '-y', '50', ...program(0)]
  for (let n = 1; n < count; n += 1) {
    const last = ['-t', `=${session}:{end}`]
    if (n % 10 === 0) line.push(';', 'new-window', '-d', '-t', `=${session}:`, ...program(n))
    else line.push(';', 'split-window', ...last, ...program(n), ';', 'select-layout', ...last, 'tiled')
  }
  await tmux(...line)
  await expect.poll(() => tmux('list-clients', '-F', '#{client_session}')).toContain(session)
}

/** Whether the running server is of this version or later: for what a tmux does otherwise from there on. */
export async function serverIs(
  tmux: (...args: string[]) => Promise<string>,
  major: number,
  minor: number,
): Promise<boolean> {
  const [, first = '0', second = '0'] = /(\d+)\.(\d+)/.exec(await tmux('display-message', '-p', '#{version}')) ?? []
  return Number(first) * 1000 + Number(second) >= major * 1000 + minor
}
