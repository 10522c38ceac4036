import { followLosses } from '../../../ipc/follow-losses'
import { followNotifications } from '../../../ipc/follow-notifications'
import type { Looking, Notice } from '../../../ipc/notifications'
import type { Undo } from '../../../ipc/wire'
import { call } from '../../host/host'
import { openDialog } from '../../state/dialogs-store'
import { fleetStore } from '../../state/fleet-store'
import { recoveryStore } from '../../state/recovery-store'
import { focusOf } from '../../state/selectors'
import { settingsStore } from '../../state/settings-store'
import { showPane, showSession, viewStore } from '../../state/view-store'
import { notificationPermission } from './permission'

const NONE = { waiting: false, error: false, allIdle: false }

/** Where the person is in this window, whether or not it has the focus. */
function inView(): Looking {
  const { session, pane } = focusOf(fleetStore.getState().fleet, viewStore.getState())
  return { sessionId: session?.id ?? null, paneId: pane?.id ?? null }
}

/** Shows what a notification is about. */
export function showNoticed({ sessionId, paneId }: Notice['show']): void {
  if (paneId) showPane(sessionId, paneId)
  else showSession(sessionId)
}

function notify(notice: Omit<Notice, 'show'>, show: () => void): void {
  if (notificationPermission() !== 'granted') return
  try {
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href ?? ''
    const shown = new Notification(notice.title, { body: notice.body, tag: notice.tag, icon })
    shown.onclick = () => {
      window.focus()
      show()
      shown.close()
    }
  } catch {
    // Browsers of phones take notifications from service workers only; the sidebar tells it all the same.
  }
}

/** In Electron the host tells, also without a window; in a browser the page does. */
const inBrowser = () => settingsStore.getState().info?.shell === 'web'

/** Notifications of a page in a browser. */
function followInBrowser(): Undo {
  return followNotifications({
    fleet: () => fleetStore.getState().fleet,
    onChange: listener => fleetStore.subscribe((now, before) => now.fleet !== before.fleet && listener()),
    looking: () => (document.hasFocus() ? inView() : null),
    settings: () => (inBrowser() && settingsStore.getState().settings?.notify) || NONE,
    tell: notice => notify(notice, () => showNoticed(notice.show)),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
}

/** Losses, in a browser; in Electron the host tells them. */
function followLossesInBrowser(): Undo {
  return followLosses({
    watch: listener => {
      const look = () => recoveryStore.getState().told && listener(recoveryStore.getState().all)
      look()
      return recoveryStore.subscribe(look)
    },
    focused: () => document.hasFocus(),
    wanted: () => inBrowser() && settingsStore.getState().settings?.notify.error === true,
    tell: notice => notify(notice, () => openDialog({ kind: 'recovery' })),
  })
}

/** Tells the host what this window shows, so that it says nothing of what is before the person's eyes (Electron). */
function followLooking(): Undo {
  let told = ''
  const tell = () => {
    if (settingsStore.getState().info?.shell !== 'electron') return
    const looking = inView()
    const key = `${looking.sessionId} ${looking.paneId}`
    if (key === told) return
    told = key
    // A connection that closed meanwhile: the next one is told by the next change.
    call('page.looksAt', looking).catch(() => {
      told = ''
    })
  }
  tell()
  const undos = [viewStore.subscribe(tell), fleetStore.subscribe(tell), settingsStore.subscribe(tell)]
  return () => {
    for (const undo of undos) undo()
  }
}

/** Desktop notifications, as far as they are the page's. */
export function followForNotifications(): Undo {
  const undos = [followInBrowser(), followLossesInBrowser(), followLooking()]
  return () => {
    for (const undo of undos) undo()
  }
}
