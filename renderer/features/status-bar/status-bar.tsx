import { Lock, Unplug } from 'lucide-react'
import { useStore } from 'zustand'
import type { ServerStatus } from '../../../ipc/model'
import { isMac, keyCaps } from '../../commands/keys'
import { commandById, runCommand } from '../../commands/registry'
import { fleetStore } from '../../state/fleet-store'
import { settingsStore } from '../../state/settings-store'
import { plural } from '../../ui/format'
import { StateLabel } from '../../ui/state-icon'
import { LastCheckpoint } from '../checkpoints/last-checkpoint'
import { FinishStatus } from '../finish/finish-status'
import { RecoveryStatus } from '../recovery/recovery-status'
import { serverWords } from './server-words'
import './status-bar.css'

const CONNECTION = { connecting: 'Connecting to the host…', open: '', lost: 'Reconnecting to the host…' } as const

/** What is followed; as a warning while it cannot be. */
function ServerFact({ server }: { readonly server: ServerStatus }) {
  const bad = server.kind === 'lost' || server.kind === 'trouble'
  return (
    <span className={bad ? 'status-warn' : undefined} title={[server.message, server.remedy].filter(Boolean).join(' ')}>
      {bad && <Unplug aria-hidden="true" />}
      {serverWords(server)}
    </span>
  )
}

export function StatusBar() {
  const { fleet, connection } = useStore(fleetStore)
  const readOnly = useStore(settingsStore, state => state.info?.readOnly ?? '')
  const agents = fleet?.panes.filter(pane => pane.agent) ?? []
  const waiting = agents.filter(pane => pane.state.name === 'waiting').length
  const keys = commandById('palette.open')?.keys.find(key => key.startsWith('Mod+'))
  return (
    <footer className="status">
      {fleet && <ServerFact server={fleet.server} />}
      <RecoveryStatus />
      {fleet && <span>{plural(agents.length, 'agent')}</span>}
      {waiting > 0 && <StateLabel state="waiting" word={`${waiting} waiting`} />}
      <LastCheckpoint />
      {CONNECTION[connection] && (
        <span className="status-warn">
          <Unplug aria-hidden="true" />
          {CONNECTION[connection]}
        </span>
      )}
      {readOnly && (
        <span className="status-warn" title={`${readOnly}. Settings and pins are not saved here.`}>
          <Lock aria-hidden="true" />
          Read-only: {readOnly}
        </span>
      )}
      <FinishStatus />
      <span className="grow" />
      <button type="button" onClick={() => runCommand('help.keys')}>
        Keyboard shortcuts
      </button>
      {keys && <span>{keyCaps(keys, isMac()).join('+')} commands</span>}
    </footer>
  )
}
