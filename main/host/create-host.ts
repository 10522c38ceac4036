import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '../../ipc/settings'
import { createActBook } from '../agents/acts'
import type { AgentType } from '../agents/agent-type'
import { createAnswer } from '../agents/answer'
import { createFleet, type FleetService } from '../agents/fleet'
import { createFreeze } from '../agents/freeze'
import { createInterrupt } from '../agents/interrupt'
import { createPrograms } from '../agents/programs'
import { agentTypes } from '../agents/registry'
import { createLanes } from '../agents/send/lanes'
import { openPromptHistory, type PromptHistory } from '../agents/send/prompt-history'
import { createSend } from '../agents/send/send'
import { createSights } from '../agents/send/sight'
import { createExport } from '../checkpoints/file/export-file'
import { createImport } from '../checkpoints/file/import-file'
import type { Log } from '../log/log'
import { readProcesses } from '../processes/read'
import { createEndings } from '../recovery/endings'
import { createKill } from '../sessions/kill'
import { createRestart } from '../sessions/restart'
import { createSpawn } from '../sessions/spawn'
import { createWindowActs } from '../sessions/window-acts'
import type { StoreBackend, StoreName } from '../settings/backend'
import type { DataFolder } from '../settings/data-folder'
import { openSettings } from '../settings/open-settings'
import type { SettingsService } from '../settings/settings'
import { createTerminals } from '../terminals/terminals'
import { createTmux } from '../tmux/server'
import type { TmuxTarget } from '../tmux/types'
import { createFinishes } from '../workflows/finish'
import { createRisky } from '../workflows/risky'
import { createRiskyActs } from '../workflows/risky-acts'
import { watchSessions } from '../workflows/risky-watch'
import { createOutputs } from '../workflows/save-outputs'
import { createActs } from './acts'
import { type OpenedStore, openStore, startCheckpoints } from './checkpoints'
import { createHandlers } from './handlers'
import type { Host } from './host'
import { createLooking } from './looking'
import { startRecovery } from './recovering'
import { openReporting, type Reporting } from './reporting'
import { startRestoring } from './restoring'
import { createPages, createSources } from './serve-page'

export interface HostOptions {
  readonly shell: 'electron' | 'web'
  readonly version: string
  readonly target: TmuxTarget
  /** Opened by the shell (`openDataFolder`); the host releases it when it closes. */
  readonly folder: DataFolder
  /** The shell's settings store: conf, or electron-store. */
  readonly makeBackend: (folder: string, name: StoreName) => StoreBackend
  /** Opens a link where the user sits; rejects with HostError `refused`. */
  readonly openExternal: (url: string) => Promise<void>
  readonly log: Log & { child(part: string): Log }
}

const withNotice = <T extends { notices: string[] }>(info: T, notice: string): T =>
  notice === '' ? info : { ...info, notices: [...info.notices, notice] }

const whoHolds = ({ lock }: DataFolder) => (lock.held ? '' : lock.holder || 'another host')

/** Agent types as the settings have them now; the same list while these settings last. */
function followTypes(get: () => Settings): () => readonly AgentType[] {
  let of: Settings | null = null
  let types: readonly AgentType[] = []
  return () => {
    const settings = get()
    if (settings !== of) types = agentTypes(settings)
    of = settings
    return types
  }
}

/** What was sent is kept beside the settings, by the host that holds the folder. */
function openHistory({ folder, log }: HostOptions, settings: SettingsService): Promise<PromptHistory> {
  const path = join(folder.path, 'prompts.jsonl')
  const keep = () => settings.get().keepPrompts
  return openPromptHistory({ path, keep, writable: () => folder.lock.held, log: log.child('prompts') })
}

/** Checkpoints, and the acts before which they are taken by themselves. */
function createKeeping(
  { folder, makeBackend, log }: HostOptions,
  opened: OpenedStore,
  parts: Omit<Parameters<typeof startCheckpoints>[2], 'viewOf' | 'settings' | 'wanted'> &
    Omit<Parameters<typeof createRiskyActs>[0], 'risky' | 'fleet'> & {
      readonly settings: SettingsService
      readonly fleet: FleetService
    },
) {
  const { fleet, settings } = parts
  const place = { folder, makeBackend, log: log.child('checkpoints') }
  const wanted = () => settings.get().autoCheckpoints && !opened.readOnly()
  const how = { ...parts, viewOf: fleet.pane, settings: settings.get, wanted }
  const checkpoints = startCheckpoints(place, opened, how)
  const { list } = opened.store
  const risky = createRisky({ log: place.log, checkpoints, list, fleet, wanted })
  const everyMin = () => settings.get().checkpointEveryMin
  const endWatch = watchSessions({ risky, fleet, list, everyMin })
  return { checkpoints, store: opened.store, risky, riskyActs: createRiskyActs({ ...parts, risky }), endWatch }
}

/** The services, each made of those above it in this list. */
function createServices(
  options: HostOptions,
  settings: SettingsService,
  history: PromptHistory,
  reporting: Reporting,
  opened: OpenedStore,
) {
  const { folder, log, target } = options
  const types = followTypes(settings.get)
  // A host that must not write the folder keeps no record there either.
  const clientRecord = folder.lock.held ? join(folder.path, 'clients') : null
  const endings = createEndings(createTmux({ target, log: log.child('tmux'), clientRecord }))
  const { tmux } = endings
  const { reports, conversations } = reporting
  const fleet = createFleet({ tmux, types, readProcesses, log: log.child('agents'), reports, conversations })
  // Agents that were started earlier report from now on.
  void reports.ready(types())
  const historyLines = () => settings.get().historyLines
  const terminals = createTerminals({ tmux, log: log.child('terminals'), historyLines })
  const programs = createPrograms({ log: log.child('agents') })
  const starter = reporting.starter(types, () => settings.get().useHooks)
  const scrollback = () => settings.get().scrollback
  const book = createActBook()
  const acting = { tmux, fleet, types, book, log: log.child('prompts'), lanes: createLanes() }
  const sights = createSights({ tmux, fleet, types, readProcesses })
  const send = createSend({ ...acting, sights, history, staggerMs: () => settings.get().staggerMs })
  const answer = createAnswer({ ...acting, sights })
  const spawn = createSpawn({ tmux, fleet, types, programs, starter, scrollback, firstPrompt: send.whenReady })
  const restart = createRestart({ tmux, fleet, starter })
  const windows = createWindowActs(tmux)
  const kill = endings.kill(createKill({ tmux, fleet, types, log: log.child('sessions') }))
  const interrupt = createInterrupt({ tmux, fleet, types, book, onInterrupt: send.holdBack })
  const freeze = createFreeze({ tmux, fleet, types, book })
  const outputs = createOutputs({ tmux, fleet, types, conversation: conversations.current })
  const parts = { tmux, fleet, types, send, book, outputs, kill, log: log.child('workflows') }
  const keeping = createKeeping(options, opened, {
    ...{ tmux, fleet, types, book, settings, conversations, send, interrupt, freeze, spawn, kill },
  })
  const importFile = createImport({
    ...{ store: opened.store, log: log.child('checkpoints') },
    most: () => settings.get().checkpointMostMb * 1_000_000,
  })
  const restore = startRestoring({
    ...{ folder, settings: settings.get, tmux, fleet, types, programs, starter, restart, scrollback, kill },
    ...{ store: opened.store, checkpoints: keeping.checkpoints, conversations, log: log.child('restore') },
  })
  const finishes = createFinishes({ ...parts, beforeKill: id => keeping.risky.must(id, 'before-finish') })
  const info = () => ({
    version: options.version,
    shell: options.shell,
    platform: process.platform,
    dataFolder: folder.path,
    readOnly: whoHolds(folder),
    notices: [...settings.notices, ...opened.notices],
    home: homedir(),
    hostName: hostname(),
  })
  const { openExternal } = options
  const looking = createLooking()
  return {
    tmux,
    fleet,
    looking,
    ...{ endings, conversations },
    ...{ send, answer, history, outputs, finishes },
    ...keeping,
    restore,
    ...{ importFile, exportFile: createExport({ store: opened.store, version: options.version }) },
    ...{ book, settings, types, programs, spawn, windows, restart, terminals },
    ...{ interrupt, freeze, kill, openExternal, info },
  }
}

/** Says it to the pages when this host becomes the writer of the data folder, or is one no more. */
function tellLock(folder: DataFolder, tell: Host['tell']): () => void {
  const undos = [
    folder.onAcquired(() => tell({ notice: 'The other host has ended: settings are saved from here now.' })),
    folder.onLost(() =>
      tell({ notice: 'Another host took the data folder: settings are not saved from here any more.' }),
    ),
  ]
  return () => {
    for (const undo of undos) undo()
  }
}

/**
 * Composes the host: the services, then the contract over them. tmux that is missing or too old is no error here: the
 * fleet's server status says so, and the page shows the remedy. Throws HostError `store-damaged` when the settings can
 * neither be read nor set aside; the folder is then still the caller's to release.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { folder, log, makeBackend } = options
  const readOnly = () => !folder.lock.held
  const settings = await openSettings({ folder: folder.path, log: log.child('settings'), readOnly, makeBackend })
  const history = await openHistory(options, settings)
  const reporting = await openReporting({ folder, log: log.child('agents') })
  const opened = await openStore({ folder, makeBackend, log: log.child('checkpoints') })
  const acts = createActs()
  const services = createServices(options, settings, history, reporting, opened)
  const { tmux, fleet, terminals, interrupt } = services
  const recovery = await startRecovery({ ...services, folder, log: log.child('recovery') })
  const handlers = createHandlers({ ...services, recovery, info: () => withNotice(services.info(), recovery.notice) })
  const sources = createSources(fleet, settings, acts, services.book, { ...services, recovery })
  const pages = createPages({ handlers, sources, terminals, log: log.child('wire') })
  const undos = [
    settings.onChange(() => fleet.update()),
    settings.onChange(() => history.trim()),
    tellLock(folder, acts.tell),
    folder.onAcquired(() => void history.reload().catch(error => log.warn('no history', { error: String(error) }))),
  ]

  const close = async () => {
    for (const undo of undos) undo()
    pages.end()
    interrupt.close()
    services.finishes.close()
    services.endWatch()
    await recovery.close()
    await services.restore.close()
    await services.checkpoints.close()
    await services.send.close()
    terminals.close()
    fleet.close()
    await reporting.close()
    await tmux.close()
    settings.close()
    await folder.release()
  }
  let closing: Promise<void> | null = null

  return {
    serve: pages.serve,
    fleet,
    recovery,
    settings,
    looking: services.looking.get,
    tell: acts.tell,
    interruptAll: () => services.riskyActs.interrupt({ kind: 'fleet' }, { origin: 'host' }),
    dataFolder: folder.path,
    get readOnly() {
      return whoHolds(folder)
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}
