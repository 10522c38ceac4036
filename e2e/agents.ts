import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { test as base, expect } from './fixtures'
import { installFakes } from './install-fakes'
import { createSession } from './steps'

/* Scripted agents for journeys (`install-fakes.ts`). What reached them stands in files of the home folder. */

/** What an agent wrote down: a prompt that was submitted, a question that was answered, text that met a question, its end. */
export interface Proof {
  readonly pane: string
  readonly at: number
  readonly kind: 'prompt' | 'answer' | 'stray' | 'rewind' | 'end'
  readonly text?: string
  readonly about?: string
  readonly choice?: string
}

export interface Fakes {
  proof(): Promise<Proof[]>
  /** Texts of the submitted prompts, in order; of one pane (`%3`) or of all. */
  prompts(pane?: string): Promise<string[]>
  /** All bytes that a pane's program got, as hex. */
  bytes(pane: string): Promise<string>
  /** Id of an agent's pane, by the name that it has in the window. */
  pane(session: string, agent: string): Promise<string>
  /** Pastes and presses Enter as a person at the terminal, not through the app. */
  type(pane: string, text: string): Promise<void>
  /** Starts one by hand in a session of plain tmux, in a shell of the user's or alone. */
  byHand(session: string, program: string, how?: { env?: Record<string, string>; shell?: boolean }): Promise<string>
}

const linesOf = async (path: string) => (await readFile(path, 'utf8').catch(() => '')).split('\n').filter(Boolean)

export const test = base.extend<{ fakes: Fakes }>({
  fakes: [
    async ({ folder, tmux }, use) => {
      const home = resolve(folder, '..')
      await installFakes(home)
      const proof = async () => (await linesOf(join(home, 'proof.jsonl'))).map((line): Proof => JSON.parse(line))
      await use({
        proof,
        prompts: async pane =>
          (await proof()).flatMap(one =>
            one.kind === 'prompt' && (!pane || one.pane === pane) ? [one.text ?? ''] : [],
          ),
        bytes: async pane => (await linesOf(join(home, `bytes-${pane.slice(1)}`))).join(''),
        async pane(session, agent) {
          const panes = await tmux('list-panes', '-s', '-t', `=${session}`, '-F', '#{pane_id} #{@quarterdeck_name}')
          const [id = ''] =
            panes
              .split('\n')
              .find(line => line.endsWith(` ${agent}`))
              ?.split(' ') ?? []
          return id
        },
        async type(pane, text) {
          await tmux('set-buffer', '-b', `by-hand-${pane}`, '--', text)
          await tmux('paste-buffer', '-p', '-r', '-d', '-b', `by-hand-${pane}`, '-t', pane)
          // The program has to have the paste before its Enter (FAKE_SETTLE_MS).
          await new Promise(done => setTimeout(done, 150))
          await tmux('send-keys', '-t', pane, 'Enter')
        },
        async byHand(session, program, { env = {}, shell = false } = {}) {
          const words = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`])
          const command = shell ? ['bash', '--norc', '--noprofile'] : [join(home, 'bin', program)]
          const size = ['-x', '120', '-y', '40', '-c', folder]
          await tmux('new-session', '-d', '-s', session, ...size, ...words, '-e', `HOME=${home}`, ...command)
          const pane = await tmux('display-message', '-p', '-t', `=${session}:`, '#{pane_id}')
          if (shell) await tmux('send-keys', '-t', pane, join(home, 'bin', program), 'Enter')
          await expect.poll(() => tmux('capture-pane', '-p', '-t', pane)).toMatch(/[❯›]/)
          return pane
        },
      })
    },
    { auto: true },
  ],
})

/** Waits until the window says so of an agent: by its tile's name. */
export async function inState(page: Page, agent: string, session: string, state: string): Promise<void> {
  await expect(page.getByRole('group', { name: `${agent} in ${session}, ${state}`, exact: true })).toBeVisible()
}

/** Makes the session `api` with one Claude Code in it and waits until that rests; gives its pane. */
export async function oneAtRest(page: Page, fakes: Fakes, folder: string): Promise<string> {
  await createSession(page, { name: 'api', folder, counts: { 'Claude Code': 1 } })
  await inState(page, 'cc_1', 'api', 'idle')
  return fakes.pane('api', 'cc_1')
}

/** What became of an interrupt, and an agent's line in it. */
export const interruptPanel = (page: Page): Locator => page.getByRole('dialog', { name: /^Interrupt/ })
export const interruptRow = (page: Page, agent: string): Locator =>
  interruptPanel(page).getByRole('row', { name: new RegExp(`^${agent}`) })

/**
 * Writes down every state that the window shows for these agents from now on; gives what it has seen. A state that was
 * shown for a moment only is in it too.
 */
export async function watchStates(page: Page): Promise<(place: string) => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: Record<string, string[]> = {}
    Object.assign(window, { statesSeen: seen })
    const look = () => {
      for (const tile of document.querySelectorAll('[role="group"][aria-label*=" in "]')) {
        const [, place = '', state = ''] = /^(.* in .*), (\w+)$/.exec(tile.getAttribute('aria-label') ?? '') ?? []
        seen[place] = seen[place] ?? []
        if (seen[place].at(-1) !== state) seen[place].push(state)
      }
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
    look()
  })
  return place =>
    page.evaluate(name => (window as unknown as { statesSeen: Record<string, string[]> }).statesSeen[name] ?? [], place)
}

/** As much of a told state as a test needs to say what was wrong. */
interface ToldState {
  readonly name: string
  readonly explanation: string
}

/**
 * Writes down every state of every agent as the host tells it to the page (web shell), also those that a page at work does
 * not get to draw. Loads the page again, so that it hears all from the first.
 */
export async function hearStates(page: Page): Promise<ReadonlyMap<string, readonly ToldState[]>> {
  const seen = new Map<string, ToldState[]>()
  const hear = ({ id, agent, state }: { id: string; agent: { name: string } | null; state: ToldState }) => {
    const place = agent?.name ?? id
    const states = seen.get(place) ?? []
    if (states.at(-1)?.name !== state.name) seen.set(place, [...states, state])
  }
  page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string') return
      const { out } = JSON.parse(payload)
      for (const pane of out?.full?.panes ?? out?.patch?.panes ?? []) hear(pane)
    }),
  )
  await page.reload()
  await expect(page.getByRole('button', { name: 'Settings', exact: true })).toBeEnabled()
  return seen
}

/** What became of each prompt, under the composer, newest first. */
const acts = (page: Page) => page.getByRole('form', { name: 'Composer' }).getByRole('region', { name: /: receipts$/ })

/**
 * Writes a prompt in the composer and sends it; `count` is how many the button says. Waits until its own receipts show:
 * those of the prompt before it may still say `delivered` to the same agents.
 */
export async function send(page: Page, text: string, count: number): Promise<void> {
  const composer = page.getByRole('form', { name: 'Composer' })
  await composer.getByRole('textbox', { name: 'Prompt' }).fill(text)
  await acts(page).evaluateAll(all => {
    for (const one of all) one.setAttribute('data-before', '')
  })
  await composer.getByRole('button', { name: `Send to ${count}` }).click()
  await expect(acts(page).and(page.locator(':not([data-before])'))).not.toHaveCount(0)
}

/** What stands beside an agent's name under the composer, newest prompt first. */
export function receipt(page: Page, agent: string): Locator {
  return acts(page)
    .first()
    .getByRole('listitem')
    .filter({ has: page.getByText(agent, { exact: true }) })
}

/**
 * What the host tells the page can be held back from here on: then the page shows what is no longer there. What was held
 * arrives in order on `release`; `waiting` tells how many messages there are.
 */
export async function holdHost(page: Page): Promise<{ hold(): void; waiting(): number; release(): void }> {
  let held: (() => void)[] | null = null
  await page.routeWebSocket(/\/wire$/, socket => {
    const host = socket.connectToServer()
    host.onMessage(message => {
      if (held) held.push(() => socket.send(message))
      else socket.send(message)
    })
  })
  await page.reload()
  await expect(page.getByRole('button', { name: 'Settings', exact: true })).toBeEnabled()
  return {
    hold() {
      held = []
    },
    waiting: () => held?.length ?? 0,
    release() {
      const all = held ?? []
      held = null
      for (const tell of all) tell()
    },
  }
}
