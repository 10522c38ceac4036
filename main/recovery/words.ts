import type { LossKind } from '../../ipc/recovery'
import { value } from '../workflows/output-text'
import type { Lost } from './follow'
import { type KernelWords, readKernelWords } from './kernel-words'
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

/** Whether it can have been the kernel: a server that said goodbye, or lives, was not killed. */
const killed = ({ kind }: Lost) => kind === 'server-died' || kind === 'while-away'

function kernelSentence({ who, why }: KernelWords): string {
  if (who === null) return ''
  const whom = who === 'server' ? 'the tmux server' : 'an agent'
  return why === 'memory'
    ? ` The system ended ${whom} for lack of memory.`
    : ` The kernel's log says that ${whom} crashed.`
}

function tmuxLines({ kind, reasons, clean }: Lost): string[] {
  if (reasons.length > 0) return reasons.slice(0, 5).map(reason => `tmux: ${value(reason)}`)
  return clean && kind !== 'reboot' ? ['tmux: its client was let go without a word of trouble'] : []
}

/** What the logs say of its server and agents; null while, or where, they cannot be read. */
export function kernelWordsOf({ record, kind }: Lost, log: readonly string[] | null): KernelWords | null {
  const agents = agentsOf(record).flatMap(pane => (pane.program ? [pane.program.pid] : []))
  const server = kind === 'session-vanished' ? 0 : record.server.pid
  return log && readKernelWords(log, { server, agents, cgroup: record.server.cgroup })
}

/**
 * What is said of a loss: one sentence, and the last words of tmux and the kernel. `kernel`: null when its log could not be
 * read, undefined while nobody has looked yet.
 */
export function wordsOf(lost: Lost, kernel: KernelWords | null | undefined): { sentence: string; lastWords: string[] } {
  const unseen = lost.kind === 'while-away' && !lost.away
  const base = unseen
    ? 'Its tmux server went away before it could be followed, so nobody saw how it ended.'
    : KINDS[lost.kind]
  const unread = kernel === null && process.platform === 'linux' && killed(lost) ? [UNREAD] : []
  const told = kernel?.lines.map(line => `log: ${value(line)}`) ?? []
  const lines = [...tmuxLines(lost), ...told, ...unread]
  return {
    sentence: `${base}${kernel ? kernelSentence(kernel) : ''}`,
    lastWords: lines.slice(0, 20).map(line => line.slice(0, 1000)),
  }
}
