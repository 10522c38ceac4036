import { expect, test } from './fixtures'

test('the window opens with its name and its first button', async ({ page }) => {
  await expect(page).toHaveTitle(/Quarterdeck/)
  await expect(page.getByRole('button', { name: 'New session', exact: true }).first()).toBeVisible()
})

test('the page loads nothing but its own files, and no script of its own making', async ({ page }) => {
  const refused = page.evaluate(
    () =>
      new Promise<string>(resolve => {
        document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective))
        const script = document.createElement('script')
        script.textContent = 'document.title = "inline"'
        document.head.append(script)
      }),
  )
  expect(await refused).toBe('script-src-elem')
  await expect(page).toHaveTitle(/Quarterdeck/)
})

test('a window that was closed opens again on the same host', async ({ page, reopen, tmux }) => {
  await tmux('new-session', '-d', '-s', 'kept', 'cat')
  await expect(
    page
      .getByRole('list', { name: /sessions/i })
      .getByText('kept')
      .first(),
  ).toBeVisible()
  const again = await reopen()
  await expect(
    again
      .getByRole('list', { name: /sessions/i })
      .getByText('kept')
      .first(),
  ).toBeVisible()
  expect(await tmux('list-sessions', '-F', '#{session_name}')).toBe('kept')
})
