import type { AgentState, StateSource, Sureness } from '../../../ipc/model'

const SOURCES: Record<StateSource, string> = {
  process: 'its processes',
  hook: 'a hook of the agent',
  notify: 'a notice of the agent',
  title: 'its title',
  screen: 'its screen',
  activity: 'its activity',
  none: 'nothing yet',
}

/** Where a reading comes from, in words: `its title`. */
export function sourceWord(source: StateSource): string {
  return SOURCES[source]
}

const SURE: Record<Sureness, string> = {
  certain: 'certain: it cannot be otherwise',
  likely: 'likely: its usual sign was seen',
  guess: 'a guess, from activity alone',
}

/** How sure a state is, in words. */
export function sureWords(sure: Sureness): string {
  return SURE[sure]
}

/** Where an agent's events come from; `events` as the host tells it: `hooks`, `notify`, or empty. */
export function eventWords(events: string): string {
  if (events === '')
    return 'This agent reports no events: it was not started by Quarterdeck, or its type has none. Titles and screens are read.'
  if (events === 'hooks') return 'This agent reports its events through hooks that Quarterdeck gave it at its start.'
  if (events === 'notify') return 'This agent reports the end of each turn through its notify program.'
  return `This agent reports its events through ${events.slice(0, 40)}.`
}

/** A moment of today as a time, an older one with its day; `at` and `now` in Unix ms. */
export function momentWords(at: number, now: number): string {
  const date = new Date(at)
  const sameDay = date.toDateString() === new Date(now).toDateString()
  const time = date.toLocaleTimeString('en-GB')
  return sameDay ? time : `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`
}

/** Changes whenever the evidence may read otherwise now. */
export function stateKey({ name, source, since, explanation }: AgentState): string {
  return [name, source, since, explanation].join('\n')
}
