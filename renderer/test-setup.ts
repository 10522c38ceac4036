import { beforeAll } from 'vitest'
import type { StoreApi } from 'zustand/vanilla'
import { terminalActionsStore } from './commands/terminal-actions'
import { askedStore } from './features/composer/send-once'
import { hiddenActs } from './features/composer/shown-acts'
import { fitStore } from './features/terminal/fit-store'
import { actBook } from './state/act-book'
import { agentTypesStore } from './state/agent-types-store'
import { checkpointsStore, restoresStore } from './state/checkpoints-store'
import { confirmStore } from './state/confirm-store'
import { dialogsStore } from './state/dialogs-store'
import { draftStore } from './state/draft-store'
import { finishesStore } from './state/finishes-store'
import { fleetStore } from './state/fleet-store'
import { needsStore } from './state/needs-store'
import { receiversStore } from './state/receivers-store'
import { recoveryStore } from './state/recovery-store'
import { settingsStore } from './state/settings-store'
import { toastsStore } from './state/toasts-store'
import { viewStore } from './state/view-store'

/*
 * For tests in Node: the graphemes addon (0.4.0) decodes its table from `Buffer.from(…).buffer`, which is wrong for a
 * buffer from Node's pool; then it hangs or throws while it loads. Browsers have no `Buffer` and are not concerned.
 */
const { Buffer } = globalThis as { Buffer?: { poolSize: number } }
if (Buffer) Buffer.poolSize = 0

function reset<T>(store: StoreApi<T>): void {
  store.setState(store.getInitialState(), true)
}

/** Files share their modules (a page of its own for each takes four times as long), so each begins with a page that knows nothing. */
beforeAll(async () => {
  reset(terminalActionsStore)
  reset(hiddenActs)
  reset(askedStore)
  reset(fitStore)
  reset(actBook)
  reset(agentTypesStore)
  reset(checkpointsStore)
  reset(restoresStore)
  reset(confirmStore)
  reset(dialogsStore)
  reset(draftStore)
  reset(finishesStore)
  reset(fleetStore)
  reset(needsStore)
  reset(receiversStore)
  reset(recoveryStore)
  reset(settingsStore)
  reset(toastsStore)
  reset(viewStore)
  // A worker's tests run without a page.
  if (!('document' in globalThis)) return
  // For a moment a terminal outlives its view, and would open its stream on the next file's host.
  const { pageTerminals } = await import('./terminals/page-terminals')
  pageTerminals.forget(() => true)
  document.body.replaceChildren()
  document.documentElement.removeAttribute('data-theme')
})
