import { setTimeout as pause } from 'node:timers/promises'
import { createKeys } from './keys.mjs'
import { logBytes, number } from './record.mjs'

/** A start that may be slow (FAKE_START_MS), or the end at once (FAKE_DIES); the terminal is still as the shell left it. */
export async function begin(lastWords) {
  await pause(number('FAKE_START_MS', 0))
  if (process.env.FAKE_DIES === undefined) return
  console.error(lastWords)
  process.exit(Number(process.env.FAKE_DIES))
}

/** Takes the terminal: raw input, bracketed paste, every byte logged. The program ends with its terminal. */
export function listen(hear) {
  const feed = createKeys(hear)
  process.stdin.setRawMode(true)
  process.stdin.on('data', chunk => {
    logBytes(chunk)
    feed(chunk)
  })
  process.stdin.on('end', () => process.exit(0))
  process.stdout.write('\x1b[?2004h')
}
