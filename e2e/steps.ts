import { expect, type Locator, type Page } from '@playwright/test'

/* What a person does, by role and name; never by CSS class. */

export const sessions = (page: Page): Locator => page.getByRole('list', { name: 'Sessions', exact: true })

export const tile = (page: Page, agent: string, session: string): Locator =>
  page.getByRole('group', { name: new RegExp(`^${agent} in ${session}, `) })

export const terminal = (page: Page, agent: string, session: string): Locator =>
  page.getByRole('region', { name: `Terminal ${agent} in ${session}`, exact: true })

export async function createSession(
  page: Page,
  want: { readonly name: string; readonly folder: string; readonly counts: Readonly<Record<string, number>> },
): Promise<void> {
  await page.getByRole('button', { name: 'New session' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByLabel('Session name').fill(want.name)
  await dialog.getByLabel('Project folder').fill(want.folder)
  for (const [type, count] of Object.entries(want.counts))
    await dialog.getByLabel(type, { exact: true }).fill(String(count))
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
