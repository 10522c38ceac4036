/** Where a part of the host writes what a developer will want to know; never shown to the user as it is. */
export interface Log {
  debug(message: string, facts?: Record<string, unknown>): void
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  error(message: string, facts?: Record<string, unknown>): void
}

/** Swallows everything: for tests, and for tools that have no log. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
