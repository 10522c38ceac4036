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
 * the terminal's rows. Other: a bare node-pty `tmux attach` with a headless xterm, from the write until it is parsed.
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

/**
 * xterm draws on the next animation frame, up to 16.7 ms after it has parsed. The page's frames are made to come at
 * once, so that what is measured is parsing (and drawing), not waiting for the display.
 */
const framesAtOnce = () => {
  const channel = new MessageChannel()
  const waiting = new Map<number, FrameRequestCallback>()
  let next = 1
  channel.port1.onmessage = event => {
    const callback = waiting.get(event.data)
    waiting.delete(event.data)
    callback?.(performance.now())
  }
  window.requestAnimationFrame = callback => {
    const id = next++
    waiting.set(id, callback)
    channel.port2.postMessage(id)
    return id
  }
  window.cancelAnimationFrame = id => {
    waiting.delete(id)
  }
}

async function inPage(page: Page): Promise<number[]> {
  await page.evaluate(framesAtOnce)
  await page
    .getByRole('group', { name: / in echo/ })
    .first()
    .dblclick()
  const box = page.getByRole('region', { name: /^Terminal .* in echo/ }).getByRole('textbox')
  await box.focus()
  await page.evaluate(() => {
    const state = { start: 0, key: '', times: [] as number[] }
    Object.assign(window, { echoBench: state })
    const row = () => document.activeElement?.closest('.xterm')?.querySelector('.xterm-rows > div')
    window.addEventListener(
      'keydown',
      event => {
        state.start = performance.now()
        state.key = event.key
      },
      true,
    )
    new MutationObserver(() => {
      const text = row()?.textContent?.trimEnd() ?? ''
      if (state.start > 0 && text.endsWith(state.key)) {
        state.times.push(performance.now() - state.start)
        state.start = 0
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const count = () =>
    page.evaluate(() => (window as unknown as { echoBench: { times: number[] } }).echoBench.times.length)
  for (let n = 0; n < KEYS; n += 1) {
    const before = await count()
    await page.keyboard.press(String.fromCharCode(97 + (n % 26)))
    await until(async () => (await count()) > before, 10_000, 2)
    if (n % 40 === 39) await page.keyboard.press('Control+u')
  }
  return page.evaluate(() => (window as unknown as { echoBench: { times: number[] } }).echoBench.times)
}
