import { useState } from 'react'
import { useStore } from 'zustand'
import type { Settings } from '../../../ipc/settings'
import { saveSettings } from '../../state/save-settings'
import { settingsStore } from '../../state/settings-store'
import { Button } from '../../ui/button'
import { askPermission, notificationPermission, type Permission } from '../notifications/permission'
import { SwitchSetting } from './setting'

const PERMISSION: Record<Permission, string> = {
  granted: 'This browser shows them, as long as this page is open',
  denied: 'This browser was told not to show them; its own settings for this page can change that',
  default: 'This browser has to be asked first',
  unsupported: 'This browser cannot show them for this page',
}

/** The browser's leave; asked for by the person's press alone. */
function BrowserLeave() {
  const [permission, setPermission] = useState(notificationPermission)
  return (
    <div className="setting">
      <div className="setting-words">
        <span className="setting-name">Notifications of this browser</span>
        <p role="status">{PERMISSION[permission]}</p>
      </div>
      <div className="setting-control">
        {permission === 'default' && (
          <Button onClick={() => void askPermission().then(setPermission)}>Allow notifications</Button>
        )}
      </div>
    </div>
  )
}

export function NotificationsPage({ settings }: { readonly settings: Settings }) {
  const { notify } = settings
  const web = useStore(settingsStore, state => state.info?.shell === 'web')
  const set = (change: Partial<Settings['notify']>) => void saveSettings({ notify: { ...notify, ...change } })
  return (
    <>
      <SwitchSetting
        name="When an agent waits for an answer"
        says="Once for each question; several at once are one notification"
        value={notify.waiting}
        onChange={waiting => set({ waiting })}
      />
      <SwitchSetting
        name="When an agent has an error"
        says="Also when a session with agents is lost"
        value={notify.error}
        onChange={error => set({ error })}
      />
      <SwitchSetting
        name="When all agents of a session are idle"
        says="After they have worked. Nothing is told of the agent that you look at"
        value={notify.allIdle}
        onChange={allIdle => set({ allIdle })}
      />
      {web && <BrowserLeave />}
    </>
  )
}
