import type { CommandId } from '../../ipc/commands'
import type { SessionId } from '../../ipc/model'
import { closeDialog, type Dialog, dialogsStore, openDialog } from '../state/dialogs-store'
import { wishToWrite } from '../state/draft-store'
import { nextNeed } from '../state/needs-you'
import { canBePrompted } from '../state/receivers'
import { showFleet } from '../state/view-store'
import type { CommandContext } from './context'
import { copyAttachCommand, freezePane, interrupt, restartPane, tilePanes, toggleTmuxZoom } from './run-acts'
import { showNextNeed } from './run-needs'
import { nearer, panesInView, stepPane, zoomIn, zoomOut } from './run-view'
import type { TerminalActions } from './terminal-actions'

/** What a command does in the page: whether it makes sense now, and its act. */
export interface Behaviour {
  when(context: CommandContext): boolean
  run(context: CommandContext): void | Promise<void>
}

const always = () => true

/** Opens a dialog about this session, or nothing where there is none. */
function aboutSession(dialog: (sessionId: SessionId) => Dialog): Behaviour {
  return {
    when: onSession,
    run: ({ session }) => {
      if (session) openDialog(dialog(session.id))
    },
  }
}

function onSession(context: CommandContext): boolean {
  return context.connected && context.session !== null
}
const onPane = (context: CommandContext) => context.connected && context.pane !== null

/** A command that the live terminal carries out. */
function byTerminal(act: (actions: TerminalActions) => void): Behaviour {
  return {
    when: ({ terminal }) => terminal !== null,
    run: ({ terminal }) => {
      if (terminal) act(terminal)
    },
  }
}

const session: Partial<Record<CommandId, Behaviour>> = {
  'session.new': {
    // No server is no obstacle: creating a session starts one.
    when: ({ online, fleet }) => online && fleet !== null && fleet.server.kind !== 'trouble',
    run: () => openDialog({ kind: 'new-session' }),
  },
  'agents.add': aboutSession(sessionId => ({ kind: 'add-agents', sessionId })),
  'session.checkpoint': aboutSession(sessionId => ({ kind: 'checkpoint', sessionId })),
  // Those of sessions that are gone are needed most: no tmux server is needed to look at them.
  'checkpoints.open': { when: ({ online }) => online, run: () => openDialog({ kind: 'checkpoints' }) },
  // Most needed when no server is left; empty, it says so.
  'recovery.open': { when: ({ online }) => online, run: () => openDialog({ kind: 'recovery' }) },
  'session.rename': aboutSession(sessionId => ({ kind: 'rename', sessionId })),
  'session.finish': aboutSession(sessionId => ({ kind: 'finish', sessionId })),
  'session.saveOutputs': {
    when: onSession,
    run: ({ session, pane, view }) => {
      const one = view.kind === 'pane' && pane ? ({ kind: 'pane', paneId: pane.id } as const) : null
      if (session) openDialog({ kind: 'save-outputs', target: one ?? { kind: 'session', sessionId: session.id } })
    },
  },
  'session.kill': aboutSession(sessionId => ({ kind: 'kill', target: { kind: 'session', sessionId } })),
  'session.copyAttach': { when: onSession, run: copyAttachCommand },
  'window.tile': { when: context => onSession(context) && (context.window?.panes.length ?? 0) > 1, run: tilePanes },
}

const agents: Partial<Record<CommandId, Behaviour>> = {
  'agents.interruptPane': {
    when: context => onPane(context) && context.pane?.dead === false,
    run: ({ pane }) => (pane ? interrupt({ kind: 'pane', paneId: pane.id }, 'Interrupt') : undefined),
  },
  'agents.interruptSession': {
    when: onSession,
    run: ({ session }) => (session ? interrupt({ kind: 'session', sessionId: session.id }, 'Interrupt') : undefined),
  },
  'agents.interruptAll': {
    when: ({ connected, fleet }) => connected && (fleet?.panes.length ?? 0) > 0,
    run: () => interrupt({ kind: 'fleet' }, 'Interrupt all'),
  },
  'needs.next': { when: ({ connected, fleet }) => connected && nextNeed(fleet, null) !== null, run: showNextNeed },
  'state.explain': {
    when: onPane,
    run: ({ pane }) => {
      if (pane) openDialog({ kind: 'explain', paneId: pane.id })
    },
  },
  'prompt.focus': { when: ({ fleet }) => fleet?.panes.some(canBePrompted) ?? false, run: wishToWrite },
  'prompt.history': { when: ({ online }) => online, run: () => openDialog({ kind: 'prompt-history' }) },
  'pane.freeze': {
    when: context => onPane(context) && context.pane?.agent != null && !context.pane.dead && !context.pane.frozen,
    run: context => freezePane(context, true),
  },
  'pane.thaw': {
    when: context => onPane(context) && context.pane?.frozen === true,
    run: context => freezePane(context, false),
  },
  'pane.restart': {
    when: context => onPane(context) && context.pane?.dead === true && context.pane.managed,
    run: restartPane,
  },
  'pane.kill': {
    when: onPane,
    run: ({ pane }) => {
      if (pane) openDialog({ kind: 'kill', target: { kind: 'pane', paneId: pane.id } })
    },
  },
  'pane.zoomTmux': {
    when: context => onPane(context) && (context.window?.panes.length ?? 0) > 1,
    run: toggleTmuxZoom,
  },
}

const view: Partial<Record<CommandId, Behaviour>> = {
  'view.out': { when: ({ view }) => view.kind !== 'fleet', run: zoomOut },
  'view.in': { when: context => nearer(context) !== null, run: zoomIn },
  'view.next': { when: context => panesInView(context).length > 0, run: context => stepPane(context, 1) },
  'view.previous': { when: context => panesInView(context).length > 0, run: context => stepPane(context, -1) },
  'view.fleet': { when: ({ view }) => view.kind !== 'fleet', run: showFleet },
  'pane.fit': byTerminal(terminal => terminal.fit()),
  'pane.unfit': {
    when: ({ terminal }) => terminal?.unfit !== undefined,
    run: ({ terminal }) => terminal?.unfit?.(),
  },
  'terminal.find': byTerminal(terminal => terminal.find()),
  'terminal.copy': byTerminal(terminal => terminal.copy()),
  'terminal.paste': byTerminal(terminal => terminal.paste()),
  'terminal.larger': byTerminal(terminal => terminal.larger()),
  'terminal.smaller': byTerminal(terminal => terminal.smaller()),
  'terminal.resync': byTerminal(terminal => terminal.resync()),
}

const app: Partial<Record<CommandId, Behaviour>> = {
  'palette.open': {
    when: always,
    run: () => {
      if (dialogsStore.getState().dialog?.kind === 'palette') closeDialog()
      else openDialog({ kind: 'palette' })
    },
  },
  'settings.open': { when: ({ online }) => online, run: () => openDialog({ kind: 'settings' }) },
  'help.keys': { when: always, run: () => openDialog({ kind: 'shortcuts' }) },
}

/** Complete by `registry.test.ts`: every command of `ipc/commands.ts` has its behaviour here. */
export const BEHAVIOURS: Partial<Record<CommandId, Behaviour>> = { ...session, ...agents, ...view, ...app }
