import { describe, expect, it } from 'vitest'
import css from './tokens.css?raw'

/** The tokens of one theme: `#rrggbb` values alone. */
function theme(name: string): Record<string, string> {
  const block = new RegExp(`data-theme="${name}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(match => [match[1], match[2]]))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const SURFACES = ['bg', 'surface-1', 'surface-2', 'surface-3', 'term-bg', 'field']
const STATES = ['starting', 'idle', 'working', 'waiting', 'held', 'error', 'exited', 'unknown'].map(s => `state-${s}`)

describe.each(['dark', 'light'])('the %s theme', name => {
  const tokens = theme(name)
  const of = (token: string) => tokens[token] ?? '#000000'

  it('has every colour', () => {
    expect(Object.keys(tokens)).toEqual(expect.arrayContaining([...SURFACES, ...STATES, 'text', 'edge', 'danger']))
  })

  it.each(['text', 'text-2', 'text-3', 'danger', ...STATES])('reads %s on each surface (4.5:1)', text => {
    const poor = SURFACES.filter(surface => contrast(of(text), of(surface)) < 4.5)
    expect(poor).toEqual([])
  })

  it('reads its filled buttons (4.5:1)', () => {
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(of('on-danger'), of('danger-solid'))).toBeGreaterThanOrEqual(4.5)
  })

  it('shows the edges of fields and the focus ring (3:1)', () => {
    for (const surface of ['bg', 'surface-1', 'surface-2', 'term-bg', 'field']) {
      expect(contrast(of('edge'), of(surface))).toBeGreaterThanOrEqual(3)
      expect(contrast(of('accent'), of(surface))).toBeGreaterThanOrEqual(3)
    }
  })
})
