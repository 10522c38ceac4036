import type { Looking } from '../../ipc/notifications'

const NOTHING: Looking = { sessionId: null, paneId: null }

/** What the page has in view that told so last. A desktop app has one window; pages of browsers notify by themselves. */
export function createLooking(): { get(): Looking; set(at: Looking): void } {
  let looking = NOTHING
  return {
    get: () => looking,
    set: at => {
      looking = at
    },
  }
}
