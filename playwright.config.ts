import { defineConfig } from '@playwright/test'
import type { ShellOption } from './e2e/fixtures'

/**
 * The same journeys in both shells. `web` runs in Debian's (or any) Chromium; `electron` where Electron can start:
 * its own binary, or the one named by ELECTRON_OVERRIDE_DIST_PATH. Two workers for two cores: a journey mostly waits for
 * what it looks for, and each has its own tmux server, data folder and window.
 */
export default defineConfig<object, ShellOption>({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  // Pictures and copies of the page at each step take more time than the journeys: for who looks for something.
  use: process.env.E2E_TRACE ? { trace: 'retain-on-failure' } : {},
  projects: [
    { name: 'web', use: { shell: 'web' } },
    {
      name: 'electron',
      use: { shell: 'electron' },
      // What can differ from the web shell; E2E_ALL=1 runs every journey in Electron too, at twice the time.
      testMatch: process.env.E2E_ALL
        ? '**/*.spec.ts'
        : /(smoke|electron|journey-(main|settings|notifications))\.spec\.ts$/,
    },
  ],
})
