import { Notification } from 'electron'
import type { NativeNotification } from './notify'

/** The system's notification; null where the desktop has none to give. */
export function createNativeNotification(texts: { title: string; body: string }): NativeNotification | null {
  if (!Notification.isSupported()) return null
  const native = new Notification({ ...texts, silent: false })
  return {
    onClick: listener => void native.on('click', listener),
    show: () => native.show(),
    close: () => native.close(),
  }
}
