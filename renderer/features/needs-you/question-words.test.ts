import { describe, expect, it } from 'vitest'
import type { Choice, Pane } from '../../../ipc/model'
import { madeUpQuestion } from '../../state/made-up-question'
import { choiceOfKey, needLine, printable, printableLines, questionLine } from './question-words'

const choices = (...keys: string[]): Choice[] => keys.map(key => ({ key, label: key, selected: false, danger: false }))
const picked = (keys: string[], key: string) => choiceOfKey(choices(...keys), key)?.key ?? null

describe('printable text', () => {
  it('has no controls, no marks that turn it, and an end', () => {
    expect(printable('a\u001b[31mb\u202e\tc\n')).toBe('a [31mb c')
    expect(printable('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxx…')
    expect(printable('👩‍🚀'.repeat(50), 10)).not.toMatch(/[\ud800-\udbff]$/u)
    expect(printableLines('\n\n  rm -rf\u0007 x  \n\tb\n\n')).toBe('  rm -rf  x\n b')
    expect(printableLines('x\n'.repeat(9000)).length).toBeLessThanOrEqual(2000)
  })
})

describe('the line of a question', () => {
  const pane = (state: Partial<Pane['state']>) => ({ state: { name: 'waiting', explanation: 'E', ...state } }) as Pane

  it('is its title; in the queue, what a permission is about', () => {
    expect(questionLine(madeUpQuestion())).toBe('Do you want to proceed?')
    expect(questionLine(madeUpQuestion({ title: '' }))).toBe('docker compose down -v')
    const headed = madeUpQuestion({ detail: 'Bash command\ngit tag v2\nTag the release' })
    expect(needLine(pane({ question: headed }))).toBe('git tag v2')
    expect(needLine(pane({ question: madeUpQuestion({ detail: 'Bash command' }) }))).toBe('Bash command')
    expect(questionLine(undefined)).toBe('')
    expect(needLine(pane({ question: madeUpQuestion() }))).toBe('docker compose down -v')
    expect(needLine(pane({ question: madeUpQuestion({ kind: 'trust' }) }))).toBe('Do you want to proceed?')
    expect(needLine(pane({}))).toBe('Its question could not be read.')
    expect(needLine(pane({ name: 'error', question: madeUpQuestion() }))).toBe('E')
  })
})

describe('keys of choices', () => {
  it('pick the choice that has them', () => {
    expect([picked(['1', '2'], '2'), picked(['1', '2'], '3'), picked(['y', 'n'], 'N')]).toEqual(['2', null, 'n'])
  })

  it('tell letters apart where both cases are there', () => {
    expect([picked(['y', 'Y', 'n'], 'Y'), picked(['yes', 'n'], 'y')]).toEqual(['Y', null])
    expect(picked(['y', 'Y'], 'y')).toBe('y')
  })

  it('are positions only where no choice has a number', () => {
    expect([picked(['y', 'n'], '2'), picked(['y', 'n'], '9'), picked(['3', 'n'], '1')]).toEqual(['n', null, null])
  })

  it('are never Enter, Tab, Space or a sign', () => {
    for (const key of ['Enter', 'Tab', ' ', 'Escape', '/', '0', 'é']) expect(picked(['y', 'n'], key), key).toBeNull()
    expect(picked(['Enter', 'Esc'], 'Enter')).toBeNull()
  })
})
