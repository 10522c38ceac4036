import { expect, test } from './fixtures'
import { serverIs, sessions } from './steps'

const NAMES = [
  'with spaces  and "quotes"',
  "it's $(touch pwned) `id`",
  '日本語 – ñandú 🚢',
  '<img src=x onerror=alert(1)>',
  '#(touch pwned) #{session_name}',
  '-t leading',
]

test.use({
  tmuxConfig:
    'set -g base-index 3\nsetw -g pane-base-index 7\nset -g remain-on-exit on\nset -g mouse on\nset -g status 3\nset -g detach-on-destroy off\n',
})

test('sessions of any name, made by others, are listed by that name and open', async ({ page, tmux }) => {
  // tmux expands formats in the name it is given; the session shall bear them as they stand.
  for (const [n, name] of NAMES.entries())
    await tmux(
      'new-session',
      '-d',
      '-s',
      name.replaceAll('#', '##'),
      '-x',
      '90',
      '-y',
      '25',
      'sh',
      '-c',
      `echo marker-${n}; exec cat`,
    )
  for (const name of await kept(tmux)) {
    const item = page.getByRole('button').filter({ hasText: name }).first()
    await expect(item).toBeVisible()
    await item.click()
    await expect(page.getByRole('region', { name: /^Terminal / })).toContainText(/marker-\d/)
  }
})

/** The names as tmux keeps them, which doubles backslashes and guards dollars. */
async function kept(tmux: (...args: string[]) => Promise<string>): Promise<string[]> {
  const names = (await tmux('list-sessions', '-F', '#{session_name}')).split('\n')
  expect(names).toHaveLength(NAMES.length)
  return names
}

test('a hostile title stays text everywhere', async ({ page, tmux }) => {
  const title = '<b>bold</b><script>document.title="pwned"</script>#(touch pwned)'
  await tmux('new-session', '-d', '-s', 'titled', 'sh', '-c', `printf '\\033]2;%s\\007' '${title}'; exec cat`)
  await page.getByRole('button').filter({ hasText: 'titled' }).first().click()
  // From 3.7 on tmux itself keeps no `#(` in a title.
  const kept = (await serverIs(tmux, 3, 7)) ? title.replace('#(', '_(') : title
  await expect(page.getByText(kept, { exact: false }).first()).toBeAttached()
  expect(await page.title()).not.toBe('pwned')
})

test('several windows, a zoomed one and a linked one are all shown, and nothing of them is changed', async ({
  page,
  tmux,
}) => {
  await tmux('new-session', '-d', '-s', 'many', '-x', '100', '-y', '30', 'cat')
  await tmux('split-window', '-d', '-t', '=many:', 'cat')
  await tmux('resize-pane', '-Z', '-t', '=many:')
  await tmux('new-window', '-d', '-t', '=many:', '-n', 'second', 'cat')
  await tmux('new-session', '-d', '-s', 'linked', '-x', '100', '-y', '30', 'cat')
  await tmux('link-window', '-d', '-s', '=many:second', '-t', '=linked:')
  const facts = () =>
    tmux('list-windows', '-a', '-F', '#{session_name} #{window_id} #{window_layout} #{window_flags} #{window_width}')
  const before = await facts()
  await page.getByRole('button').filter({ hasText: 'many' }).first().click()
  await expect(page.getByRole('group', { name: / in many, / })).toHaveCount(3)
  await page.getByRole('button').filter({ hasText: 'linked' }).first().click()
  await expect(page.getByRole('group', { name: / in linked, / })).toHaveCount(2)
  expect(await facts()).toBe(before)
})

test('what is done in plain tmux shows here at once: rename, new window, kill', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'plain', 'cat')
  const named = (name: string) => page.getByRole('button').filter({ hasText: name }).first()
  await expect(named('plain')).toBeVisible()
  await tmux('rename-session', '-t', '=plain', 'renamed')
  await expect(named('renamed')).toBeVisible()
  await named('renamed').click()
  await tmux('new-window', '-d', '-t', '=renamed:', 'cat')
  await expect(page.getByRole('group', { name: / in renamed, / })).toHaveCount(2)
  await tmux('kill-session', '-t', '=renamed')
  await expect(named('renamed')).toHaveCount(0)
})

test('the server is lost and comes back', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'fragile', 'cat')
  await page.getByRole('button').filter({ hasText: 'fragile' }).first().click()
  const pid = Number(await tmux('display-message', '-p', '#{pid}'))
  process.kill(pid, 'SIGKILL')
  await expect(page.getByText(/tmux server .*(lost|gone|ended)/i).first()).toBeVisible()
  await tmux('new-session', '-d', '-s', 'risen', 'sh', '-c', 'echo back-again; exec cat')
  await page.getByRole('button').filter({ hasText: 'risen' }).first().click()
  await expect(page.getByRole('region', { name: /^Terminal .* in risen/ })).toContainText('back-again')
})

test('a session of ntm is recognised by its titles and left untouched', async ({ page, tmux }) => {
  await tmux('new-session', '-d', '-s', 'proj', '-x', '120', '-y', '30', 'cat')
  await tmux('split-window', '-d', '-t', '=proj:', 'cat')
  await tmux('select-pane', '-t', '=proj:', '-T', 'proj__cc_1')
  await expect(sessions(page).getByText('proj')).toBeVisible()
  await sessions(page).getByText('proj').click()
  await expect(page.getByRole('group', { name: /^cc_1 in proj, / })).toBeVisible()
  expect(await tmux('show-options', '-p', '-t', '=proj:')).not.toContain('@quarterdeck')
})

test('a plain client of another size keeps its window as it is', async ({ page, tmux, attach }) => {
  await tmux('new-session', '-d', '-s', 'shared', '-x', '120', '-y', '40', 'sh', '-c', 'echo shared-pane; exec cat')
  await attach('shared', { cols: 70, rows: 20 })
  const size = () => tmux('display-message', '-p', '-t', '=shared:', '#{window_width}x#{window_height}')
  await expect.poll(size).toMatch(/^70x/)
  const before = await size()
  await page.getByRole('button').filter({ hasText: 'shared' }).first().click()
  const region = page.getByRole('region', { name: /^Terminal .* in shared/ })
  await expect(region).toContainText('shared-pane')
  await region.dblclick()
  await page.setViewportSize({ width: 1000, height: 700 })
  await expect(region).toContainText('shared-pane')
  expect(await size()).toBe(before)
})
