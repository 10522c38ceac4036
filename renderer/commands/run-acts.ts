import type { Target } from '../../ipc/act'
import type { Receipt } from '../../ipc/model'
import { call } from '../host/host'
import { openDialog } from '../state/dialogs-store'
import { attempt } from '../state/tell'
import { showToast } from '../state/toasts-store'
import type { CommandContext } from './context'

const TONES = { pending: 'notice', done: 'done', skipped: 'notice', unconfirmed: 'notice', failed: 'failure' } as const

/** One pane's receipt as a message: a dialog for one line would take the focus from the terminal. */
function tellReceipt(act: string, receipt: Receipt): void {
  const title = `${act} ${receipt.agent} in ${receipt.session}: ${receipt.result}`
  showToast({ tone: TONES[receipt.result], title, meaning: receipt.detail })
}

/** Interrupts and shows the receipts: a panel for many, a message for one pane. */
export async function interrupt(target: Target, title: string): Promise<void> {
  await attempt(title, async () => {
    const { receipts, sentInMs } = await call('agents.interrupt', { target })
    const only = receipts.length === 1 ? receipts[0] : undefined
    if (target.kind === 'pane' && only) tellReceipt(title, only)
    else openDialog({ kind: 'receipts', title, receipts, sentInMs })
  })
}

export async function restartPane({ pane }: CommandContext): Promise<void> {
  if (!pane) return
  await attempt('Restart', async () => {
    const { receipt } = await call('pane.restart', { paneId: pane.id })
    tellReceipt('Restart', receipt)
  })
}

export async function copyAttachCommand({ session }: CommandContext): Promise<void> {
  if (!session) return
  await attempt('Copy attach command', async () => {
    const { command } = await call('session.attachCommand', { sessionId: session.id })
    await navigator.clipboard.writeText(command)
    showToast({ tone: 'done', title: 'Attach command copied', meaning: command })
  })
}

export async function tilePanes({ window }: CommandContext): Promise<void> {
  if (!window) return
  await attempt('Tile panes', () => call('window.tile', { windowId: window.id }))
}

/** Zooms this pane in tmux, or unzooms when it is the one that is zoomed. */
export async function toggleTmuxZoom({ window, pane }: CommandContext): Promise<void> {
  if (!pane) return
  const zoomed = !(window?.zoomed && pane.active)
  await attempt('Zoom in tmux', () => call('pane.zoom', { paneId: pane.id, zoomed }))
}
