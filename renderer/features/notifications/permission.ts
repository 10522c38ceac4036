/** Whether this browser shows notifications of this page; `unsupported` where it knows none or the page is not secure. */
export type Permission = 'granted' | 'denied' | 'default' | 'unsupported'

export function notificationPermission(): Permission {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission
}

/** Asks the person; only to be called by their own press, as browsers demand. */
export async function askPermission(): Promise<Permission> {
  if (typeof Notification === 'undefined') return 'unsupported'
  try {
    return await Notification.requestPermission()
  } catch {
    return notificationPermission()
  }
}
