import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { TrayIcon } from './tray'

/** The system's tray icon; null where the desktop has none to give. `@2x` pictures beside these are found by Electron. */
export function createNativeTray(resources: string, platform: NodeJS.Platform): TrayIcon | null {
  const image = nativeImage.createFromPath(join(resources, platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'))
  try {
    const tray = new Tray(image)
    return {
      setTitle: text => (platform === 'darwin' ? tray.setTitle(text) : undefined),
      setToolTip: text => tray.setToolTip(text),
      setMenu: template => tray.setContextMenu(Menu.buildFromTemplate(template)),
      onClick: listener => void tray.on('click', listener),
      destroy: () => tray.destroy(),
    }
  } catch {
    return null
  }
}
