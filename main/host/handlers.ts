import { homedir } from 'node:os'
import type { CallOut } from '../../ipc/contract'
import type { Pane } from '../../ipc/model'
import type { Looking } from '../../ipc/notifications'
import type { Handlers } from '../../ipc/rpc-server'
import type { AgentType } from '../agents/agent-type'
import type { Answer } from '../agents/answer'
import type { FleetService } from '../agents/fleet'
import { panesOfTarget } from '../agents/interrupt-target'
import type { Programs } from '../agents/programs'
import type { PromptHistory } from '../agents/send/prompt-history'
import type { Send } from '../agents/send/send'
import type { Checkpoints } from '../checkpoints/checkpoints'
import type { createExport } from '../checkpoints/file/export-file'
import type { createImport } from '../checkpoints/file/import-file'
import type { Restore } from '../checkpoints/restore/restore'
import type { Recovery } from '../recovery/recovery'
import type { Kill } from '../sessions/kill'
import type { Spawn } from '../sessions/spawn'
import type { WindowActs } from '../sessions/window-acts'
import type { SettingsService } from '../settings/settings'
import type { PeerTerminals } from '../terminals/peer'
import type { Terminals } from '../terminals/terminals'
import type { Finishes } from '../workflows/finish'
import type { RiskyActs } from '../workflows/risky-acts'
import type { Outputs } from '../workflows/save-outputs'
import { checkFolder } from './folders'
import { createOnce } from './once'

/** What belongs to one page. */
export interface Peer {
  readonly terminals: PeerTerminals
}

/** The services behind the contract. */
export interface Services {
  readonly settings: SettingsService
  readonly fleet: Pick<FleetService, 'explain' | 'state'>
  readonly types: () => readonly AgentType[]
  readonly programs: Programs
  readonly spawn: Spawn
  readonly windows: WindowActs
  readonly restart: (paneId: string) => Promise<CallOut<'pane.restart'>['receipt']>
  readonly terminals: Terminals
  readonly send: Send
  readonly answer: Answer
  readonly history: PromptHistory
  readonly kill: Kill
  readonly checkpoints: Checkpoints
  readonly restore: Restore
  readonly recovery: Recovery
  readonly exportFile: ReturnType<typeof createExport>
  readonly importFile: ReturnType<typeof createImport>
  /** Acts before which a checkpoint is taken by itself. */
  readonly riskyActs: RiskyActs
  readonly outputs: Outputs
  readonly finishes: Finishes
  /** What the page has in view that told so last. */
  readonly looking: { set(at: Looking): void }
  readonly openExternal: (url: string) => Promise<void>
  readonly info: () => CallOut<'app.info'>
}

/** The contract's calls: each is one line to the service that does it. Inputs were parsed before (`ipc/rpc-server.ts`). */
export function createHandlers(to: Services): Handlers<Peer> {
  const once = createOnce()
  return {
    'app.info': () => to.info(),
    'settings.set': ({ patch }) => to.settings.set(patch),
    'agentTypes.list': async ({ refresh }) => ({ types: await to.programs.listWithVersions(to.types(), refresh) }),
    'folder.check': ({ path, ending }) => checkFolder(path, homedir(), ending),
    'session.create': ({ id, ...input }) => once('create', id, () => to.spawn.create(input)),
    'session.addAgents': ({ id, ...input }) => once('add', id, () => to.riskyActs.add(input)),
    'session.rename': async ({ sessionId, name }) => none(await to.windows.rename(sessionId, name)),
    'session.attachCommand': ({ sessionId }) => ({ command: to.windows.attachCommand(sessionId) }),
    'window.tile': async ({ windowId }) => none(await to.windows.tile(windowId)),
    'pane.zoom': async ({ paneId, zoomed }) => none(await to.windows.zoom(paneId, zoomed)),
    'window.fit': async ({ paneId, size }) => ({ undo: await to.windows.fit(paneId, size) }),
    'window.unfit': async ({ undo }) => none(await to.windows.unfit(undo)),
    'pane.restart': async ({ paneId }) => ({ receipt: await to.restart(paneId) }),
    'pane.paste': async ({ paneId, text }) => none(await to.terminals.paste(paneId, text)),
    'agents.interrupt': ({ target, id, otherKey }) => to.riskyActs.interrupt(target, { id, otherKey, origin: 'page' }),
    'agents.freeze': ({ target, frozen }) => to.riskyActs.freeze(target, frozen, 'page'),
    'state.explain': ({ paneId }) => to.fleet.explain(paneId),
    'prompt.send': input => to.riskyActs.send(input),
    'prompt.retry': ({ id }) => to.send.retry(id),
    'act.cancel': ({ id }) => to.send.cancel(id),
    'prompt.history': input => to.history.list(input),
    'prompt.forget': async ({ ids }) => none(await to.history.forget(ids)),
    'question.answer': async input => ({ receipt: await to.answer.answer(input) }),
    'finish.start': ({ id, plan }) => to.finishes.start(id, plan),
    'finish.step': ({ id, step }) => to.finishes.step(id, step),
    'outputs.save': async ({ target, ...where }) => ({
      outputs: await to.outputs.save(idsOf(panesOfTarget(to.fleet.state(), target)), where),
    }),
    'kill.preview': ({ target }) => to.kill.preview(target),
    'kill.now': ({ target, ...how }) => to.riskyActs.kill(target, how),
    'checkpoint.save': input => once('save', input.id, () => to.checkpoints.save(input)),
    'checkpoint.cancel': ({ id }) => none(to.checkpoints.cancel(id)),
    'checkpoint.estimate': ({ sessionId }) => to.checkpoints.estimate(sessionId),
    'checkpoint.get': ({ id }) => to.checkpoints.get(id),
    'checkpoint.damaged': () => to.checkpoints.damaged(),
    'checkpoint.screen': input => to.checkpoints.screen(input),
    'checkpoint.turns': input => to.checkpoints.turns(input),
    'checkpoint.patch': input => to.checkpoints.patch(input),
    'checkpoint.compare': input => to.checkpoints.compare(input),
    'checkpoint.rename': input => to.checkpoints.rename(input),
    'checkpoint.delete': ({ ids }) => none(to.checkpoints.delete(ids)),
    'checkpoint.undelete': ({ ids }) => ({ ids: to.checkpoints.undelete(ids) }),
    'restore.plan': ({ id, choice }) => to.restore.plan(id, choice),
    'restore.run': input => to.restore.run(input),
    'restore.cancel': ({ id }) => none(to.restore.cancel(id)),
    'restore.rollback': ({ id }) => to.restore.rollback(id),
    'checkpoint.export': input =>
      once('export', input.runId, () => to.checkpoints.follow(input.runId, how => to.exportFile(input, how))),
    'checkpoint.import': input =>
      once('import', input.runId, () => to.checkpoints.follow(input.runId, how => to.importFile(input, how))),
    'recovery.checkpoint': ({ id }) => to.recovery.checkpoint(id),
    'recovery.salvage': ({ ids, folder }) => to.recovery.salvage(ids, folder),
    'recovery.dismiss': async ({ ids }) => none(await to.recovery.dismiss(ids)),
    'stream.open': async ({ paneId, view }, peer) => ({ stream: await peer.terminals.open(paneId, view) }),
    'stream.history': async ({ stream, lines }, peer) => none(await peer.terminals.history(stream, lines)),
    'stream.close': ({ stream }, peer) => none(peer.terminals.close(stream)),
    'page.looksAt': at => none(to.looking.set(at)),
    'link.open': async ({ url }) => none(await to.openExternal(url)),
  }
}

const idsOf = (panes: readonly Pane[]) => panes.map(pane => pane.id)

/** The answer of a call that only does something. */
function none(_done: void): Record<string, never> {
  return {}
}
