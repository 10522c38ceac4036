import type { Act, Target } from '../../ipc/act'
import { call } from '../host/host'
import { putAct, whenOver } from '../state/act-book'
import { openDialog } from '../state/dialogs-store'
import { type Row, receiptTitle } from '../state/receipts-words'
import { attempt } from '../state/tell'
import { dismissToast, showToast, UNDO_STAYS } from '../state/toasts-store'
import type { CommandContext } from './context'

const TONES = { pending: 'notice', done: 'done', skipped: 'notice', unconfirmed: 'notice', failed: 'failure' } as const

/** One pane's receipt as a message: a dialog for one line would take the focus from the terminal. */
function tellReceipt(title: string, row: Row, actId?: string, undo?: Pick<Act, 'id'>): number {
  const { result, detail, next } = row.receipt
  const act =
    actId !== undefined && next ? { label: 'Next steps', run: () => openDialog({ kind: 'act', actId }) } : null
  const tone = TONES[result]
  const stay = tone === 'failure' || act ? {} : { stay: UNDO_STAYS }
  const way = undo ? { undo: { actId: undo.id }, ...stay } : {}
  return showToast({ tone, title: receiptTitle(title, row), meaning: detail, ...(act ? { action: act } : {}), ...way })
}

/** Tells about an act on one pane: at once what is being done, then what came of it. */
async function tellOne(title: string, act: Act): Promise<void> {
  const tell = ({ id, kind, receipts }: Act) => {
    const [receipt] = receipts
    // Of one pane, only a freeze has a checkpoint; it may be complete after the act.
    return receipt ? tellReceipt(title, { receipt, doing: kind }, id, kind === 'freeze' ? { id } : undefined) : null
  }
  const first = tell(act)
  if (!act.open) return
  const over = await whenOver(act.id)
  if (first !== null) dismissToast(first)
  if (over) tell(over)
}

/** Shows an act that was just started: a panel for many, a message for one pane. Both follow it until it is over. */
async function showAct(target: Target, title: string, act: Act): Promise<void> {
  putAct(act)
  if (target.kind === 'pane') await tellOne(title, act)
  else openDialog({ kind: 'act', actId: act.id })
}

/** Interrupts and shows the receipts. */
export async function interrupt(target: Target, title: string): Promise<void> {
  const id = crypto.randomUUID()
  await attempt(title, async () => showAct(target, title, await call('agents.interrupt', { target, id })))
}

/** Stops a pane's agent as it is (SIGSTOP), or lets it go on. */
export async function freezePane({ pane }: CommandContext, frozen: boolean): Promise<void> {
  if (!pane) return
  const target = { kind: 'pane', paneId: pane.id } as const
  const title = frozen ? 'Freeze' : 'Thaw'
  await attempt(title, async () => showAct(target, title, await call('agents.freeze', { target, frozen })))
}

export async function restartPane({ pane }: CommandContext): Promise<void> {
  if (!pane) return
  const title = pane.ready ? 'Start' : 'Restart'
  await attempt(title, async () => {
    const { receipt } = await call('pane.restart', { paneId: pane.id })
    tellReceipt(title, { receipt, doing: 'start' })
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
