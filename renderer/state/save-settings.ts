import type { Settings } from '../../ipc/settings'
import { call } from '../host/host'
import { settingsStore } from './settings-store'
import { attempt } from './tell'

/**
 * Saves a part of the settings; a failure is shown in the `status` region. True when it was saved. The answer goes to
 * the store at once: a switch shall not wait for the event that tells all windows.
 */
export function saveSettings(patch: Partial<Settings>): Promise<boolean> {
  return attempt('Settings', async () => {
    const settings = await call('settings.set', { patch })
    settingsStore.setState({ settings })
  })
}
