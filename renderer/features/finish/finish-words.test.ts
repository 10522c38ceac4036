import { expect, it } from 'vitest'
import { madeUpFinish, madeUpOutput } from '../../state/made-up-finish'
import { type FinishWish, finishSentence, minutesError, needsWord, stepWords, wishSentence } from './finish-words'

const all: FinishWish = {
  ...{ ask: true, text: 'x', wait: true, minutes: '30', save: true, folder: '/x', colours: false, kill: true },
  checkpoint: true,
}

it('says in one sentence what will happen, and only that', () => {
  expect(wishSentence(all, 3, 4)).toBe(
    'Asks 3 agents, waits until all are done, saves 4 outputs, takes a checkpoint and ends everything in it with proof. You can stop it at every step.',
  )
  expect(wishSentence({ ...all, checkpoint: false, ask: false, wait: false }, 3, 4)).toBe(
    'Saves 4 outputs and ends everything in it with proof. You can stop it at every step.',
  )
  expect(wishSentence({ ...all, ask: false, kill: false, save: false }, 1, 1)).toBe(
    'Waits until it is done. You can stop it at every step.',
  )
  expect(wishSentence({ ...all, kill: false }, 0, 2)).toBe('Saves 2 outputs. You can stop it at every step.')
  expect(wishSentence({ ...all, ask: false, wait: false, save: false, kill: false }, 1, 1)).toBe(
    'Choose at least one step.',
  )
})

it('takes whole minutes up to a day', () => {
  expect(['1', ' 30 ', '1440'].map(minutesError)).toEqual(['', '', ''])
  for (const bad of ['', '0', '1441', '1.5', '-3', '1e3', 'x']) expect(minutesError(bad)).not.toBe('')
})

it('says how far it is, and never that anything is ended before it is', () => {
  expect(stepWords(madeUpFinish())).toBe('waiting for 1 agent')
  expect(stepWords(madeUpFinish({ agents: [] }))).toBe('all are ready')
  expect(stepWords(madeUpFinish({ step: 'asking' }))).toBe('asking, 1 agent to go')
  expect(finishSentence(madeUpFinish())).toMatch(/^Waits until .* at most for what is not ready\./)
  expect(finishSentence(madeUpFinish({ problem: 'The time is up.' }))).toMatch(/^Waits for what/)
  expect(finishSentence(madeUpFinish({ step: 'saving', outputs: [madeUpOutput('cc_1')] }))).toMatch(/^1 output so far/)
  expect(finishSentence(madeUpFinish({ step: 'ready' }))).toMatch(/^Everything still runs/)
  expect(finishSentence(madeUpFinish({ step: 'done' }))).toBe('What runs goes on.')
  expect(finishSentence(madeUpFinish({ step: 'failed' }))).toBe('')
})

it('knows when it stands still', () => {
  const wants = [
    {},
    { problem: 'The time is up.' },
    { step: 'ready' },
    { step: 'saving', problem: '' },
    { step: 'done' },
  ] as const
  expect(wants.map(change => needsWord(madeUpFinish(change)))).toEqual([false, true, true, false, false])
})
