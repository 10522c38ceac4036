import type { ElectronApplication, Page } from '@playwright/test'

/** A running app, whichever shell it is in. */
export interface OpenShell {
  readonly kind: 'web' | 'electron'
  /** For what only Electron has: tray, menu, shortcut. null in the web shell. */
  readonly electron: ElectronApplication | null
  /** The page that is open now. */
  page(): Page
  /** Closes the window, as a person does, and opens it again. */
  reopen(): Promise<Page>
  /** What the host printed so far, for a failed test's report. */
  output(): string
  /** Ends the app and waits until it has ended. */
  close(): Promise<void>
}
