import { call } from '../../host/host'
import { settingsStore } from '../../state/settings-store'
import { attempt, tellFailure } from '../../state/tell'
import { setTerminalHooks } from '../../terminals/hooks'
import { confirmLink, confirmPaste } from '../confirm/confirm'

/** Asks, then opens a link: in the user's browser by the Electron shell, in a new tab by the web shell's page. */
async function openLink(url: string): Promise<void> {
  if (!(await confirmLink(url))) return
  if (settingsStore.getState().info?.shell === 'electron') await attempt('Open link', () => call('link.open', { url }))
  else window.open(url, '_blank', 'noopener,noreferrer')
}

/** Gives the terminals what they need from above; safe to call twice. */
export function installTerminalHooks(): void {
  setTerminalHooks({
    openLink: url => void openLink(url),
    confirmPaste,
    onFailure: error => tellFailure('Terminal', error),
  })
}
