import { followLosses } from '../../ipc/follow-losses'
import { followNotifications } from '../../ipc/follow-notifications'
import type { Notice } from '../../ipc/notifications'
import type { Undo } from '../../ipc/wire'
import type { Act, Host } from '../host/host'

/** As much of Electron's `Notification` as is used. */
export interface NativeNotification {
  onClick(listener: () => void): void
  show(): void
  close(): void
}

export interface NotifyOptions {
  readonly host: Pick<Host, 'fleet' | 'recovery' | 'settings' | 'looking' | 'tell'>
  readonly platform: NodeJS.Platform
  /** null where the desktop shows none. */
  make(texts: { readonly title: string; readonly body: string }): NativeNotification | null
  /** Whether our window has the focus. */
  focused(): boolean
  /** Brings the window forward, or opens it. */
  show(): void
}

/** Kept so that a click still arrives: what nobody refers to is collected, and its listener with it. */
const KEEP = 20

/**
 * Desktops of Linux read the text as markup (`<b>`, `<a href>`), which programs in panes must not write. Electron hands
 * it on as it is.
 */
function withoutMarkup(text: string): string {
  return text.replace(/</g, '‹').replace(/>/g, '›').replace(/&/g, '＆')
}

/** Desktop notifications of the host's own: they come also while no window is open. The undo takes them away. */
export function keepNotifying({ host, platform, make, focused, show }: NotifyOptions): Undo {
  let shown: NativeNotification[] = []

  function tell({ title, body }: Pick<Notice, 'title' | 'body'>, act: Act): void {
    const plain = platform === 'linux' ? withoutMarkup : (text: string) => text
    const native = make({ title: plain(title), body: plain(body) })
    if (!native) return
    native.onClick(() => {
      show()
      host.tell(act)
    })
    native.show()
    shown = [...shown, native].slice(-KEEP)
  }

  const undo = followNotifications({
    fleet: () => host.fleet.state(),
    onChange: listener => host.fleet.onChange(listener),
    looking: () => (focused() ? host.looking() : null),
    settings: () => host.settings.get().notify,
    tell: notice => tell(notice, { show: notice.show }),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
  const undoLosses = followLosses({
    watch: listener => host.recovery.watch(({ lost }) => listener(lost)),
    focused,
    wanted: () => host.settings.get().notify.error,
    tell: notice => tell(notice, { command: 'recovery.open' }),
  })
  return () => {
    undoLosses()
    undo()
    for (const one of shown) one.close()
    shown = []
  }
}
