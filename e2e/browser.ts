import { access, constants } from 'node:fs/promises'
import type { LaunchOptions } from '@playwright/test'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge']

/** The system's Chromium: nothing is downloaded for the tests. Root needs it without its sandbox. */
export async function browserOptions(): Promise<LaunchOptions> {
  const places = process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : PLACES
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  for (const executablePath of places) {
    const there = await access(executablePath, constants.X_OK).then(
      () => true,
      () => false,
    )
    // Software GL by one library only: some machines have no GPU, and looking for one costs seconds.
    if (there) return { executablePath, args: [...args, '--disable-gpu', '--disable-dev-shm-usage'] }
  }
  throw new Error(`No Chromium at ${places.join(', ')}: install one or set CHROMIUM_PATH.`)
}
