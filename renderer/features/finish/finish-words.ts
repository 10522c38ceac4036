import type { Finish } from '../../../ipc/finish'
import { listed, plural, whenWords } from '../../ui/format'

/** What a run would do, step by step. */
export interface FinishWish {
  readonly ask: boolean
  readonly text: string
  readonly wait: boolean
  /** As it was typed. */
  readonly minutes: string
  readonly save: boolean
  readonly folder: string
  readonly colours: boolean
  readonly kill: boolean
  /** By the settings: one is taken before the kill. */
  readonly checkpoint: boolean
}

/** Longest time to wait, in minutes: a day. */
const MOST_MINUTES = 1440

/** What is wrong with a number of minutes; empty when it can be used. */
export function minutesError(typed: string): string {
  const minutes = Number(typed)
  const good = /^\s*\d{1,4}\s*$/.test(typed) && minutes >= 1 && minutes <= MOST_MINUTES
  return good ? '' : `Enter minutes from 1 to ${MOST_MINUTES}.`
}

/** One sentence that says what will happen, in the order in which it happens. */
export function wishSentence(wish: FinishWish, agents: number, panes: number): string {
  const who = plural(agents, 'agent')
  const steps = [
    wish.ask && agents > 0 && `asks ${who}`,
    wish.wait && agents > 0 && `waits until ${agents === 1 ? 'it is' : 'all are'} done`,
    wish.save && `saves ${plural(panes, 'output')}`,
    wish.kill && wish.checkpoint && 'takes a checkpoint',
    wish.kill && 'ends everything in it with proof',
  ].filter(step => step !== false)
  if (steps.length === 0) return 'Choose at least one step.'
  const all = listed(steps)
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}. You can stop it at every step.`
}

/** How far a run is: `waiting for 2 agents`. */
export function stepWords(finish: Finish): string {
  const busy = finish.agents.filter(one => one.progress === 'busy').length
  switch (finish.step) {
    case 'asking':
      return `asking, ${plural(busy, 'agent')} to go`
    case 'waiting':
      return busy === 0 ? 'all are ready' : `waiting for ${plural(busy, 'agent')}`
    case 'saving':
      return 'saving outputs'
    case 'ready':
      return 'ready to be ended'
    case 'checkpoint':
      return 'saving a checkpoint'
    case 'killing':
      return 'ending it'
    default:
      return finish.step
  }
}

/** What happens now and what comes next, in one sentence. */
export function finishSentence(finish: Finish): string {
  const { step, waitUntil, problem } = finish
  switch (step) {
    case 'asking':
    case 'waiting': {
      const until = waitUntil !== null && problem === '' ? ` until ${whenWords(waitUntil, Date.now())} at most` : ''
      return `Waits${until} for what is not ready. It goes on when you close this.`
    }
    case 'saving':
      return `${plural(finish.outputs.length, 'output')} so far. It goes on when you close this.`
    case 'ready':
      return 'Everything still runs. Nothing is ended until you say so.'
    case 'checkpoint':
      return 'Everything still runs. The session is ended once its checkpoint is safe on the disk.'
    case 'killing':
      return 'Its processes are being ended; each is checked.'
    case 'done':
      return finish.killed ? 'The session is ended.' : 'What runs goes on.'
    case 'cancelled':
    case 'failed':
      return ''
  }
}

export const PROGRESS: Readonly<Record<Finish['agents'][number]['progress'], string>> = {
  busy: 'not ready',
  ready: 'ready',
  left: 'left as it is',
  gone: 'gone',
}

/** Whether it stands still until somebody says how to go on. */
export function needsWord({ step, problem }: Finish): boolean {
  return step === 'ready' || ((step === 'asking' || step === 'waiting') && problem !== '')
}
