import type { Page } from '@playwright/test'
import { holdHost, inState, test } from './agents'
import { noWindow } from './electron-shell'
import { expect } from './fixtures'
import { createSession, zoomInto } from './steps'

/* What the desktop is told: once, together, and not what is before the person's eyes. */

interface Told {
  readonly title: string
  readonly body: string
}

type WithNotices = typeof globalThis & { notices: Notification[] }

/** Grants notifications and keeps each that the page makes; they stay real ones. Counts from the next load on. */
async function keepNotices(page: Page): Promise<() => Promise<Told[]>> {
  await page.context().grantPermissions(['notifications'])
  await page.addInitScript(() => {
    const all: Notification[] = []
    Object.assign(globalThis, {
      notices: all,
      Notification: class extends Notification {
        constructor(title: string, options?: NotificationOptions) {
          super(title, options)
          all.push(this)
        }
      },
    })
  })
  return () =>
    page.evaluate(() => (globalThis as WithNotices).notices.map(one => ({ title: one.title, body: one.body })))
}

/** Gives the window the focus or takes it: Playwright's pages have it for good unless they are told otherwise. */
async function focusing(page: Page): Promise<(on: boolean) => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  const other = await page.context().newPage()
  await page.bringToFront()
  return async on => {
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: on })
    await (on ? page : other).bringToFront()
    await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(on)
  }
}

test('in a browser: together, not repeated, silent about what is looked at; a click shows the agent', async ({
  page,
  fakes,
  folder,
  tmux,
  shell,
}) => {
  test.skip(shell !== 'web', 'in Electron the host tells')
  const notices = await keepNotices(page)
  const host = await holdHost(page)
  const focus = await focusing(page)
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 3 } })
  const agents = ['cc_1', 'cc_2', 'cc_3']
  for (const agent of agents) await inState(page, agent, 'api', 'idle')
  const panes = await Promise.all(agents.map(agent => fakes.pane('api', agent)))
  const [first = '', second = '', third = ''] = panes
  const titles = async () => (await notices()).map(one => one.title)
  const answer = (pane: string) => tmux('send-keys', '-t', pane, '1')
  await focus(false)

  // Two that ask in one moment are one notification. What the host tells is held back, so that it is one moment.
  host.hold()
  for (const pane of [first, second]) {
    await fakes.type(pane, 'ask')
    await expect.poll(() => tmux('capture-pane', '-p', '-t', pane)).toContain('touch file-1.txt')
  }
  await expect.poll(() => tmux('display-message', '-p', '-t', second, '#{pane_title}')).toMatch(/^✳/)
  host.release()
  for (const agent of ['cc_1', 'cc_2']) await inState(page, agent, 'api', 'waiting')
  await expect.poll(titles).toEqual(['2 agents wait for an answer'])
  expect((await notices())[0]?.body).toBe('cc_1 in api waits for an answer\ncc_2 in api waits for an answer')

  // They go on waiting while the third works and fails: only that is news.
  await fakes.type(third, 'error')
  await inState(page, 'cc_3', 'api', 'error')
  await expect.poll(titles).toEqual(['2 agents wait for an answer', 'cc_3 in api has an error'])

  // What the window with the focus shows is seen; what it does not show is told.
  await answer(second)
  await inState(page, 'cc_2', 'api', 'idle')
  await zoomInto(page, 'cc_2', 'api')
  await focus(true)
  await fakes.type(second, 'ask')
  await expect(page.getByRole('heading', { name: 'Needs you (2)' })).toBeVisible()
  await fakes.type(third, 'ask')
  await expect(page.getByRole('heading', { name: 'Needs you (3)' })).toBeVisible()
  await expect.poll(async () => (await titles()).slice(2)).toEqual(['cc_3 in api waits for an answer'])
  expect((await notices())[2]?.body).toContain('Do you want to proceed?')

  await page.evaluate(() => (globalThis as WithNotices).notices[2]?.dispatchEvent(new Event('click')))
  await expect(page.getByRole('region', { name: 'Terminal cc_3 in api', exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Terminal cc_2 in api', exact: true })).toBeHidden()

  // All at rest, after one has worked for longer than what is told is gathered (1.5 s); nobody looks.
  await focus(false)
  const thirdIs = (state: string) => page.getByRole('button', { name: `cc_3, ${state}`, exact: true })
  await answer(third)
  await expect(thirdIs('idle')).toBeVisible()
  await fakes.type(third, 'work 4000')
  await expect(thirdIs('working')).toBeVisible()
  for (const pane of [first, second]) await answer(pane)
  await expect.poll(async () => (await titles()).slice(3)).toEqual(['All 3 agents of api are idle'])
})

test('in Electron: also without a window, whose click opens it at the agent; the tray counts', async ({
  page,
  app,
  fakes,
  folder,
  tmux,
}) => {
  test.skip(!app.electron, 'in a browser the page tells')
  const electron = app.electron!
  const able = await electron.evaluate(({ Notification }) => Notification.isSupported())
  test.skip(!able, 'this desktop shows no notifications')
  // What is shown is kept; it is shown all the same.
  await electron.evaluate(({ Notification, Tray }) => {
    const shown: Electron.Notification[] = []
    const tips: string[] = []
    Object.assign(globalThis, { shown, tips })
    const { show } = Notification.prototype
    Notification.prototype.show = function keep(this: Electron.Notification) {
      shown.push(this)
      return show.call(this)
    }
    const { setToolTip } = Tray.prototype
    Tray.prototype.setToolTip = function keep(this: Electron.Tray, text: string) {
      tips.push(text)
      return setToolTip.call(this, text)
    }
  })
  type Kept = typeof globalThis & { shown: Electron.Notification[]; tips: string[] }
  const titles = () => electron.evaluate(() => (globalThis as Kept).shown.map(one => one.title))
  const tip = () => electron.evaluate(() => (globalThis as Kept).tips.at(-1))
  const focus = (on: boolean) =>
    electron.evaluate(({ BrowserWindow }, want) => BrowserWindow.getAllWindows()[0]?.[want ? 'focus' : 'blur'](), on)

  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1, Codex: 1 } })
  for (const agent of ['cc_1', 'cod_1']) await inState(page, agent, 'api', 'idle')
  const [cc, cod] = [await fakes.pane('api', 'cc_1'), await fakes.pane('api', 'cod_1')]
  await zoomInto(page, 'cod_1', 'api')

  // The agent that is looked at is not told; the other one is.
  await focus(true)
  await fakes.type(cod, 'ask')
  await expect(page.getByRole('heading', { name: 'Needs you (1)' })).toBeVisible()
  await fakes.type(cc, 'ask')
  await expect(page.getByRole('heading', { name: 'Needs you (2)' })).toBeVisible()
  await expect.poll(titles).toEqual(['cc_1 in api waits for an answer'])
  await expect.poll(tip).toBe('Quarterdeck: 2 agents: 0 working, 2 wait for you')

  // Without a window.
  const closed = page.waitForEvent('close')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed
  await noWindow(electron)
  await tmux('send-keys', '-t', cc, '1')
  await expect.poll(tip).toBe('Quarterdeck: 2 agents: 0 working, 1 waits for you')
  await fakes.type(cc, 'error')
  await expect.poll(titles).toEqual(['cc_1 in api waits for an answer', 'cc_1 in api has an error'])
  const opened = electron.waitForEvent('window')
  await electron.evaluate(() => void (globalThis as Kept).shown[1]?.emit('click', {} as Electron.Event))
  const again = await opened
  await expect(again.getByRole('region', { name: 'Terminal cc_1 in api', exact: true })).toBeVisible()
})
