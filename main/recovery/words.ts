import type { LossKind } from '../../ipc/recovery'
import { value } from '../workflows/output-text'
import type { BootLog } from './boot-log'
import { type BootWords, type MachineEnd, readBootWords } from './boot-words'
import type { Lost } from './follow'
import { type KernelWords, readKernelWords, type Suspects } from './kernel-words'
import { agentsOf } from './record'

const KINDS: Readonly<Record<LossKind, string>> = {
  reboot: 'The machine was started anew since.',
  'server-died': 'Its tmux server died without a farewell: it was killed, or it crashed.',
  'server-ended': 'Its tmux server ended in order: its last session was closed, or somebody ended it (kill-server).',
  'session-vanished':
    'The session was ended from elsewhere (kill-session), or its last program ended; its tmux server lives on.',
  'while-away': 'It went while no Quarterdeck was looking, so nobody saw how it ended.',
}

const UNREAD = "log: the kernel's may not be read here, so it is not known whether the kernel ended it"

/** How the machine went down, where the log of that run says it. */
const ENDS: Readonly<Record<MachineEnd, string>> = {
  panic: ' Its kernel had panicked.',
  protection: ' Its kernel had switched it off to protect it from damage.',
  'power-key': ' It had been told to go down by its power button.',
  shutdown: ' It had been told to shut down.',
  restart: ' It had been told to restart.',
  oops: ' The last trouble in its log is a fault of the kernel itself; whether that ended it is not known.',
}

/** ms by which the clock may have been set between a look at a session and a line of the log. */
const CLOCK_SLACK = 300_000

/** Whether it can have been the kernel: a server that said goodbye, or lives, was not killed. */
const killed = ({ kind }: Lost) => kind === 'server-died' || kind === 'while-away'

function kernelSentence({ who, why }: KernelWords): string {
  if (who === null) return ''
  const whom = who === 'server' ? 'the tmux server' : 'an agent'
  return why === 'memory'
    ? ` The system ended ${whom} for lack of memory.`
    : ` The kernel's log says that ${whom} crashed.`
}

/** The same of an earlier run of the machine, and how that run ended. */
function bootSentence({ who, why, end }: BootWords): string {
  const whom = who === 'server' ? 'the tmux server' : 'an agent'
  const how = why === 'memory' ? `The system had ended ${whom} for lack of memory` : `By its log ${whom} had crashed`
  return `${end === null ? '' : ENDS[end]}${who === null ? '' : ` ${how} before.`}`
}

function tmuxLines({ kind, reasons, clean }: Lost): string[] {
  if (reasons.length > 0) return reasons.slice(0, 5).map(reason => `tmux: ${value(reason)}`)
  return clean && kind !== 'reboot' ? ['tmux: its client was let go without a word of trouble'] : []
}

function suspectsOf({ record, kind }: Lost): Suspects {
  const agents = agentsOf(record).flatMap(pane => (pane.program ? [pane.program.pid] : []))
  const server = kind === 'session-vanished' ? 0 : record.server.pid
  return { server, agents, cgroup: record.server.cgroup }
}

/** What the logs say of its server and agents; null while, or where, they cannot be read. */
export function kernelWordsOf(lost: Lost, log: readonly string[] | null): KernelWords | null {
  return log && readKernelWords(log, suspectsOf(lost))
}

/** The same after a reboot, by the log of the run of the machine in which it was. */
export function bootWordsOf(lost: Lost, log: BootLog): BootWords | null {
  const { seen, server } = lost.record
  return log && readBootWords(log, suspectsOf(lost), Math.max(server.started * 1000, seen - CLOCK_SLACK))
}

/**
 * What is said of a loss: a sentence or two, and the last words of tmux, the kernel and, after a reboot, of the machine.
 * `kernel`: null when the log could not be read, undefined while nobody has looked yet.
 */
export function wordsOf(
  lost: Lost,
  kernel: KernelWords | BootWords | null | undefined,
): { sentence: string; lastWords: string[] } {
  const unseen = lost.kind === 'while-away' && !lost.away
  const base = unseen
    ? 'Its tmux server went away before it could be followed, so nobody saw how it ended.'
    : KINDS[lost.kind]
  const unread = kernel === null && process.platform === 'linux' && killed(lost) ? [UNREAD] : []
  const told = kernel?.lines.map(line => `log: ${value(line)}`) ?? []
  const more = kernel ? ('end' in kernel ? bootSentence(kernel) : kernelSentence(kernel)) : ''
  const lines = [...tmuxLines(lost), ...told, ...unread]
  return {
    sentence: `${base}${more}`,
    lastWords: lines.slice(0, 20).map(line => line.slice(0, 1000)),
  }
}
