import type { Circumstances, Evidence } from './state'

/*
 * Why a piece of evidence does not count, whatever its place in the order: each function knows one kind and answers with
 * a sentence, or with an empty one. A hook tells of a moment, so what is seen later can overtake it; a title and a screen
 * tell of now.
 */

/** ms after an event from which on a screen is one of after it: programs draw some hundred ms behind their hooks. */
const SETTLED = 700

const isTold = (one: Evidence): boolean => one.source === 'hook' || one.source === 'notify'

/** The title's word for a running turn, where its spinner moves. */
function livelyTitle(evidence: readonly Evidence[]): Evidence | undefined {
  return evidence.find(one => one.source === 'title' && one.says === 'working' && one.moving)
}

function screenOf(evidence: readonly Evidence[]): Evidence | undefined {
  return evidence.find(one => one.source === 'screen' && !one.stale)
}

/** After a word, does the title say otherwise? A spinner that still turned when the word came is no news. */
function titleAfter(told: Evidence, evidence: readonly Evidence[]): string {
  const spins = livelyTitle(evidence)
  if (spins && spins.at >= told.at + SETTLED && told.says !== 'working' && told.says !== 'held')
    return 'Its title spins since.'
  const rests = evidence.find(one => one.source === 'title' && one.says !== 'working')
  if (told.says === 'working' && rests?.since && rests.since > told.at) return 'Its title has stopped spinning since.'
  return ''
}

/** Whether what a screen says later outweighs a word. */
function outweighs(screen: Evidence, told: Evidence, evidence: readonly Evidence[]): boolean {
  if (screen.says === told.says) return false
  // The composer is back after an error, which is still what happened.
  if (told.says === 'error' && screen.says === 'idle') return false
  if (screen.says === 'idle' && livelyTitle(evidence)) return false
  // That it works on is the safer error, so its usual sign is enough against rest.
  if (told.says === 'idle' || told.says === 'waiting')
    if (screen.says === 'working' || screen.says === 'held' || screen.says === 'waiting') return screen.sure !== 'guess'
  return screen.sure === 'certain'
}

function screenAfter(told: Evidence, evidence: readonly Evidence[]): string {
  const screen = screenOf(evidence)
  if (!screen || screen.at < told.at + SETTLED || screen.says === 'starting' || screen.says === 'exited') return ''
  return outweighs(screen, told, evidence) ? 'Its screen says otherwise since.' : ''
}

function toldPassed(one: Evidence, evidence: readonly Evidence[], { interruptedAt }: Circumstances): string {
  if (one.overtaken) return one.overtaken
  if (one.says === 'exited') return 'Its process still runs.'
  const later = evidence.some(other => other !== one && isTold(other) && other.at > one.at)
  if (later) return 'It told something else later.'
  const stoppable = one.says === 'working' || one.says === 'waiting' || one.says === 'held'
  if (stoppable && interruptedAt !== null && interruptedAt > one.at)
    return 'An interrupt was sent since, of which agents tell nothing.'
  return titleAfter(one, evidence) || screenAfter(one, evidence)
}

/** A whole menu in the composer's place: nothing that is quoted stands there. */
function isWholeQuestion(one: Evidence | undefined): boolean {
  return one?.says === 'waiting' && one.sure === 'certain'
}

/** Beside a whole question a title that was not set again stands still, and one that spins tells of a turn that waits. */
function titlePassed(one: Evidence, evidence: readonly Evidence[]): string {
  if (one.says !== 'working') return ''
  const screen = screenOf(evidence)
  if (isWholeQuestion(screen)) return 'A whole question stands where its composer would be.'
  if (one.moving !== false) return ''
  const rested = evidence.some(other => isTold(other) && other.says === 'idle' && other.at > (one.since ?? 0))
  return rested && screen?.says === 'idle' && screen.sure === 'certain' ? 'Its spinner stands still.' : ''
}

function screenPassed(one: Evidence, evidence: readonly Evidence[]): string {
  if (one.stale) return 'It is older than what was written since.'
  if (one.says === 'exited') return 'Its process still runs.'
  if (one.says === 'waiting' && !isWholeQuestion(one) && livelyTitle(evidence))
    return 'Its title spins: the question may be a quoted one.'
  return ''
}

/** Why this piece does not count, in one sentence; empty when it does. */
export function passedOver(one: Evidence, evidence: readonly Evidence[], circumstances: Circumstances): string {
  if (isTold(one)) return toldPassed(one, evidence, circumstances)
  if (one.source === 'title') return titlePassed(one, evidence)
  return one.source === 'screen' ? screenPassed(one, evidence) : ''
}
