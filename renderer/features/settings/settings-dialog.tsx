import { Tabs } from 'radix-ui'
import { useStore } from 'zustand'
import { settingsStore } from '../../state/settings-store'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import { AgentTypesPage } from './agent-types-page'
import { CheckpointsPage } from './checkpoints-page'
import { NotificationsPage } from './notifications-page'
import { AppearancePage, PromptsPage, TerminalPage, WindowPage } from './settings-pages'
import './settings.css'

const PAGES = [
  ['appearance', 'Appearance', AppearancePage],
  ['terminal', 'Terminal', TerminalPage],
  ['agents', 'Agent types', AgentTypesPage],
  ['prompts', 'Prompts', PromptsPage],
  ['checkpoints', 'Checkpoints', CheckpointsPage],
  ['notifications', 'Notifications', NotificationsPage],
  ['app', 'This app', WindowPage],
] as const

/** Every change is saved at once; a field with something wrong in it is not saved and says why. */
export function SettingsDialog({ onClose }: { onClose(): void }) {
  const { settings, info } = useStore(settingsStore)
  const sentence = info?.readOnly ? `Read-only: ${info.readOnly} Changes are not saved.` : 'Changes are saved at once.'
  return (
    <Dialog name="Settings" sentence={sentence} width="wide" onClose={onClose}>
      {settings ? (
        <Tabs.Root className="settings" orientation="vertical" defaultValue="appearance">
          <Tabs.List className="settings-tabs" aria-label="Settings">
            {PAGES.map(([id, name]) => (
              <Tabs.Trigger key={id} className="settings-tab" value={id}>
                {name}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          {PAGES.map(([id, , Page]) => (
            <Tabs.Content key={id} className="settings-page" value={id}>
              <Page settings={settings} />
            </Tabs.Content>
          ))}
        </Tabs.Root>
      ) : (
        <DialogBody>
          <p className="field-hint">The host has not told the settings yet.</p>
        </DialogBody>
      )}
      <DialogFoot>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
