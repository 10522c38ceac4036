import type { Act } from '../../../ipc/act'
import type { Receipt } from '../../../ipc/model'
import type { Candidate, Scope } from '../../state/receivers'
import { paneName } from '../../state/selectors'

/** Beside a button whose last answer was lost. */
export const UNANSWERED = 'It is not known whether this was sent. Send it again: nobody gets it twice.'

type Result = Receipt['result']

const WORDS: Record<Result, string> = {
  pending: 'pending',
  done: 'delivered',
  unconfirmed: 'not confirmed',
  skipped: 'skipped',
  failed: 'failed',
}

/** What needs a person first. */
const ORDER: readonly Result[] = ['failed', 'unconfirmed', 'skipped', 'pending', 'done']

const COUNTED: readonly Result[] = ['done', 'pending', 'unconfirmed', 'skipped', 'failed']

/** `3 delivered, 1 pending, 1 skipped`; `to nobody` without receipts. */
export function sendSummary(receipts: readonly Receipt[]): string {
  const count = (result: Result) => receipts.filter(receipt => receipt.result === result).length
  const words = COUNTED.flatMap(result => (count(result) > 0 ? [`${count(result)} ${WORDS[result]}`] : []))
  return words.join(', ') || 'to nobody'
}

/** What stands beside a name: `delivered`, `held until idle`, `skipped: waits for an answer`. Details are hostile text. */
export function receiptWord({ result, detail }: Receipt): string {
  if (result === 'done') return WORDS.done
  const says = detail.trim().replace(/\.$/, '')
  if (result === 'pending') return says ? lowerFirst(says) : WORDS.pending
  return says ? `${WORDS[result]}: ${lowerFirst(says)}` : WORDS[result]
}

const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1)

/** Failed ones first, delivered ones last. */
export function byNeed(receipts: readonly Receipt[]): Receipt[] {
  return [...receipts].sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result))
}

/** Those that got nothing because of somebody's draft, which is removed only when asked, and where that can be done. */
export function draftsInTheWay(act: Act): Receipt[] {
  return act.receipts.filter(({ result, next }) => result === 'skipped' && next?.includes('clear-draft'))
}

/** `all agents`, `session api`, `cc_1 in api`. */
export function scopeWords(scope: Scope): string {
  if (scope.kind === 'fleet') return 'all agents'
  return scope.kind === 'session' ? `session ${scope.name}` : scope.name || 'a pane'
}

/** The short form of the button: `all agents`, `api`, `cc_1`. */
export function scopeShort(scope: Scope): string {
  return scope.kind === 'session' ? scope.name : scopeWords(scope)
}

/** `cc_1 in api, idle: receives`. */
export function candidateName({ pane, session, verdict }: Candidate): string {
  return `${paneName(pane)} in ${session.name}, ${pane.state.name}: ${verdictWord(verdict)}`
}

/** `receives`, `held until idle`, `left out: waits for an answer`. */
export function verdictWord({ kind, says }: Candidate['verdict']): string {
  return kind === 'now' || kind === 'held' ? says : `left out: ${says}`
}
