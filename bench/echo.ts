import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import { spawn } from 'node-pty'
import { median, openLab, quantile, until } from './lab'
import { openPage } from './page'
import type { Line } from './report'

// A CommonJS package whose names Node does not find by itself.
const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as typeof import('@xterm/headless')

const KEYS = 300

/**
 * Key → parsed echo. Ours: a key press in the real page, through WebSocket, host and tmux, until the character stands in
 * the terminal. Other: a bare node-pty `tmux attach` with a headless xterm, from the write until it is parsed.
 * In both the pane runs `cat`, so the kernel's terminal echoes.
 */
export async function benchEcho(): Promise<Line> {
  const lab = await openLab()
  try {
    await lab.tmux('new-session', '-d', '-s', 'echo', '-x', '80', '-y', '24', 'cat')
    const other = await bare(lab.socket)
    const { page, browser } = await openPage(await lab.serve())
    const ours = await inPage(page)
    await browser.close()
    return {
      name: '(a) key → parsed echo, whole app ÷ bare tmux attach',
      ours: `whole app: median ${median(ours).toFixed(2)} ms, p95 ${quantile(ours, 0.95).toFixed(2)} ms, ${ours.length} keys`,
      other: `bare node-pty attach + headless xterm: median ${median(other).toFixed(2)} ms, p95 ${quantile(other, 0.95).toFixed(2)} ms, ${other.length} keys`,
      ratio: median(ours) / median(other),
      goal: { kind: 'at-most', value: 3 },
    }
  } finally {
    await lab.close()
  }
}

/** ms between keys: a fast typist. Both ways have it, so that both find the machine's caches as cold. */
const pause = () => new Promise(done => setTimeout(done, 30))

async function bare(socket: string): Promise<number[]> {
  const pty = spawn('tmux', ['-L', socket, '-f', '/dev/null', '-u', 'attach-session', '-t', '=echo'], {
    name: 'xterm-256color',
    cols: 80,
    rows: 25,
    env: { ...process.env, TMUX: '' },
  })
  const terminal = new Terminal({ cols: 80, rows: 25, allowProposedApi: true })
  let parsed: () => void = () => {}
  pty.onData(data => terminal.write(data, () => parsed()))
  const cell = () =>
    terminal.buffer.active
      .getLine(0)
      ?.getCell(terminal.buffer.active.cursorX - 1)
      ?.getChars()
  await until(async () => terminal.buffer.active.getLine(24)?.translateToString().includes('[echo]') ?? false)
  const times: number[] = []
  for (let n = 0; n < KEYS; n += 1) {
    await pause()
    const key = String.fromCharCode(97 + (n % 26))
    const before = terminal.buffer.active.cursorX
    const start = performance.now()
    const seen = new Promise<void>(done => {
      parsed = () => {
        if (terminal.buffer.active.cursorX !== before && cell() === key) done()
      }
    })
    pty.write(key)
    await seen
    times.push(performance.now() - start)
    if (n % 40 === 39)
      await clearLine(
        () => pty.write('\x15'),
        () => terminal.buffer.active.cursorX === 0,
      )
  }
  pty.kill()
  return times
}

async function clearLine(send: () => void, empty: () => boolean): Promise<void> {
  send()
  await until(async () => empty())
}

/** What the page keeps for the bench; installed by `watchCursor`. */
interface Watch {
  start: number
  took: (ms: number) => void
}

/**
 * Times each key press, from the event that the page gets until xterm has parsed the echo: it moves its text area to the
 * cursor at the end of the very write that it parses (xterm 6, `onCursorMove`), before anything is drawn.
 */
const watchCursor = () => {
  const watch: Watch = { start: 0, took: () => {} }
  Object.assign(window, { echoWatch: watch })
  const area = document.activeElement
  if (!area?.closest('.xterm')) throw new Error('No terminal has the focus.')
  const onKey = () => {
    watch.start = performance.now()
  }
  window.addEventListener('keydown', onKey, true)
  new MutationObserver(() => {
    if (watch.start === 0) return
    const took = performance.now() - watch.start
    watch.start = 0
    watch.took(took)
  }).observe(area, { attributes: true, attributeFilter: ['style'] })
}

/** Resolves with the time of the next key; asked before the key is pressed, so that nothing polls while it travels. */
const nextKey = () =>
  new Promise<number>(done => {
    const { echoWatch } = window as unknown as { echoWatch: Watch }
    echoWatch.took = done
  })

const rowEndsWith = (key: string) => {
  const text = document.querySelector('.xterm-rows > div')?.textContent?.trimEnd() ?? ''
  return key === '' ? text === '' : text.endsWith(key)
}

async function inPage(page: Page): Promise<number[]> {
  await page
    .getByRole('group', { name: / in echo/ })
    .first()
    .dblclick()
  const terminal = page.getByRole('region', { name: /^Terminal .* in echo/ })
  await terminal.getByRole('textbox').focus()
  await page.evaluate(watchCursor)
  const times: number[] = []
  for (let n = 0; n < KEYS; n += 1) {
    await pause()
    const key = String.fromCharCode(97 + (n % 26))
    const took = page.evaluate(nextKey)
    await page.keyboard.press(key)
    times.push(await took)
    // The time counts only if it was the echo of this key that moved the cursor.
    await page.waitForFunction(rowEndsWith, key, { polling: 10 })
    if (n % 40 === 39) {
      await page.keyboard.press('Control+u')
      await page.waitForFunction(rowEndsWith, '', { polling: 10 })
    }
  }
  return times
}
