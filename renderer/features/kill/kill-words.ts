import type { CallOut, KillTarget } from '../../../ipc/contract'
import type { Fleet, KillReport } from '../../../ipc/model'
import { paneById, paneName, sessionById, sessionOfPane } from '../../state/selectors'
import { duration, listed, plural } from '../../ui/format'

export type KillPreview = CallOut<'kill.preview'>

/** Whom a kill is meant for: `session api`, `cc_1 in api`. */
export function targetWords(target: KillTarget, fleet: Fleet | null): string {
  if (target.kind === 'session') return `session ${sessionById(fleet, target.sessionId)?.name ?? target.sessionId}`
  const pane = paneById(fleet, target.paneId)
  if (!pane) return `pane ${target.paneId}`
  const session = sessionOfPane(fleet, pane)
  return session ? `${paneName(pane)} in ${session.name}` : paneName(pane)
}

/**
 * What a kill would end, and what leads back. A kill changes no file, so of what a checkpoint holds the files are not named.
 * @param checkpoint nothing is ended before there is one
 */
export function previewSentence({ panes, processes }: KillPreview, checkpoint: boolean): string {
  const inPanes = `in ${plural(panes, 'pane')}`
  if (processes === 0) return `No process runs ${inPanes} any more; only what tmux shows is removed.`
  const way = checkpoint
    ? 'A checkpoint is taken first: layout, screens and saved conversations can be restored from it, but what runs ends for good.'
    : 'This cannot be undone.'
  return `Ends ${plural(processes, 'process', 'processes')} ${inPanes}, children included. ${way}`
}

/** Why a shared daemon is spared, or that this is its last user. */
export function sharedWords({ name, usedBy }: KillPreview['shared'][number]): string {
  return usedBy.length > 0
    ? `${name} is kept: ${listed(usedBy)} still ${usedBy.length === 1 ? 'uses' : 'use'} it.`
    : name
}

/** Title of the report: what is true, not what was wanted. */
export function reportTitle(report: KillReport): string {
  const ended = `${plural(report.ended.length, 'process', 'processes')} ended`
  if (report.survivors.length > 0) return `${ended}, ${report.survivors.length} left`
  return report.proven ? `${ended}, none left` : ended
}

/** The proof, or why there is none. */
export function proofSentence(report: KillReport): string {
  const took = duration(report.tookMs)
  if (report.survivors.length > 0) {
    const left = plural(report.survivors.length, 'process', 'processes')
    return `${left} did not end within ${took}.`
  }
  return report.proven
    ? `A fresh look at the process table found none of them. It took ${took}.`
    : `The process table could not be read afterwards, so this is not proven. It took ${took}.`
}

const SIGNALS = { TERM: 'on request (TERM)', KILL: 'by force (KILL)', gone: 'by itself' } as const

/** How a process ended, for people. */
export function signalWords(signal: KillReport['ended'][number]['signal']): string {
  return SIGNALS[signal]
}

const REASONS = {
  'nested-server': 'a server of its own, which holds other terminals of yours',
  'user-daemon': 'it serves your whole login',
  'other-user': 'it runs with the rights of another user',
} as const

/** `gpg-agent --daemon (pid 7) was left alone: it serves your whole login.` */
export function sparedWords({ command, pid, why }: KillReport['spared'][number]): string {
  return `${command} (pid ${pid}) was left alone: ${REASONS[why]}.`
}

const OUTCOMES = { kept: 'kept', ended: 'ended', failed: 'could not be ended' } as const

/** `app-server: kept, used by cod_1`; the processes of one daemon with one fate make one sentence. */
export function sharedOutcomes(shared: KillReport['shared']): string[] {
  const counts = new Map<string, number>()
  for (const { name, outcome, usedBy } of shared) {
    const users = usedBy.length > 0 ? `, used by ${listed(usedBy)}` : ''
    const key = JSON.stringify([name, `${OUTCOMES[outcome]}${users}`])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].map(([key, count]) => {
    const [name, fate] = JSON.parse(key) as [string, string]
    return `${name}${count > 1 ? ` (${count} processes)` : ''}: ${fate}`
  })
}
