import { cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { StateName } from '../../ipc/model'
import { duration, listed, plural } from './format'
import { StateIcon, StateLabel } from './state-icon'

afterEach(cleanup)

describe('format', () => {
  it('counts', () => {
    expect([plural(0, 'agent'), plural(1, 'agent'), plural(2, 'agent'), plural(2, 'process', 'processes')]).toEqual([
      '0 agents',
      '1 agent',
      '2 agents',
      '2 processes',
    ])
  })

  it('measures', () => {
    expect([3.6, 999, 1234, 12_345, 180_000].map(duration)).toEqual(['4 ms', '999 ms', '1.2 s', '12 s', '3 min'])
  })

  it('lists', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c'])
  })
})

describe('states', () => {
  it('each have a shape of their own', () => {
    const shapes = StateName.options.map(state => render(<StateIcon state={state} />).container.innerHTML)
    const bare = shapes.map(shape => shape.replace(/class="[^"]*"/g, ''))
    expect(new Set(bare).size).toBe(StateName.options.length)
  })

  it('have a word, or the word that is given', () => {
    expect(render(<StateLabel state="held" />).container.textContent).toBe('held')
    expect(render(<StateLabel state="working" word="still working" />).container.textContent).toBe('still working')
  })
})
