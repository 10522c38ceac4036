import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { maskRows } from './mask-rows'

const mixed = (length: number) => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(40).slice(0, length)
const TOKEN = `sk-ant-api03-${mixed(90)}`

const rows = (text: string, width = 80) => {
  const { value, count } = maskRows({ rows: Buffer.from(text).toString('latin1') }, width)
  return { text: Buffer.from(value, 'latin1').toString('utf8'), count }
}

/** What a capture may hold between two characters: colours, links, other sequences, controls. */
const BETWEEN = [
  ...['\x1b[m', '\x1b[1;38;5;200m', '\x1b[48:2::1:2:3m', '\x1b[2K', '\x1b7', '\x1bM'],
  ...['\x1b]8;;http://x\x1b\\', '\x1b]8;;\x07', '\x1b]0;a title\x07', '\x1bPq\x1b\\', '\x0e', '\x0f', '\x07', '\x7f'],
]

test.each(BETWEEN)('%j within a token hides it from nobody, and stays', between => {
  const masked = rows(`a ${TOKEN.slice(0, 5)}${between}${TOKEN.slice(5, 50)}${between}${TOKEN.slice(50)} b\n`, 200)
  expect(masked.count).toBe(1)
  expect(masked.text.split(between).join('')).toBe(`a ‹masked: anthropic key›${'*'.repeat(TOKEN.length - 23)} b\n`)
  expect(masked.text.split(between)).toHaveLength(3)
})

it('no piece of a token is left, wherever rows end, whatever frames them and whatever stands between its letters', () => {
  const frame = fc.constantFrom(['', ''], ['│ ', ' │'], ['| ', ' |'], ['║  ', '  ║'], ['┃', '┃'], ['  ', ''])
  const cuts = fc.array(fc.tuple(fc.nat(TOKEN.length - 1), fc.constantFrom(...BETWEEN)), { maxLength: 6 })
  fc.assert(
    fc.property(
      fc.integer({ min: 30, max: 120 }),
      fc.nat(25),
      frame,
      cuts,
      (width, indent, [left = '', right = ''], at) => {
        const inner = width - [...left].length - [...right].length
        const sequences = [...at].sort(([a], [b]) => b - a)
        let token = [...TOKEN]
        for (const [place, between] of sequences) token = token.with(place, `${between}${token[place] ?? ''}`)
        const cells = [...' '.repeat(Math.min(indent, inner - 1)), ...token]
        const lines: string[] = []
        for (let from = 0; from < cells.length; from += inner) {
          const line = cells.slice(from, from + inner)
          lines.push(`${left}${line.join('')}${' '.repeat(inner - line.length)}${right}\n`)
        }
        const masked = rows(`$ \n${lines.join('')}\n$ \n`, width)
        let plain = masked.text
        for (const between of BETWEEN) plain = plain.split(between).join('')
        expect(masked.count).toBe(1)
        // What is drawn over it has neither.
        expect(plain).not.toMatch(/[A-Z0-9]/)
      },
    ),
    { numRuns: 300 },
  )
})

describe('rows', () => {
  it('a token that goes to the last cell of the last row', () => {
    const token = `ghp_${mixed(36)}`
    const masked = rows(
      `${'x'.repeat(10)} ${token.slice(0, 9)}\n${token.slice(9, 29)}\n${token.slice(29)}abcdefg89`,
      20,
    )
    expect(masked.count).toBe(1)
    expect(masked.text).not.toContain(token.slice(29))
  })

  it('are as wide as their characters, not as their bytes', () => {
    // 60 of 80 cells, 90 bytes: it ends before the edge, so the next row is another text.
    const wide = '東'.repeat(30)
    expect(rows(`${wide}key ghp_${mixed(10)}\n${mixed(30)} b\n`, 120).count).toBe(0)
    expect(rows(`${wide}\nghp_${mixed(36)} b\n`).text).toBe(`${wide}\n‹masked: github token›${'*'.repeat(18)} b\n`)
  })

  it('a token in a row of its own is masked beside one that goes over two rows', () => {
    const one = `ghp_${mixed(36)}`
    const text = `${'x'.repeat(29)} ${TOKEN.slice(0, 50)}\n${TOKEN.slice(50)} ${one.slice(0, 26)}\n${one.slice(26)} ${one}\n`
    const masked = rows(text)
    expect(masked.count).toBe(3)
    expect(masked.text).not.toMatch(/[A-Z0-9]/)
  })

  it('what is drawn over letters of several bytes takes as many cells as they did', () => {
    const masked = rows('https://me:pässwörtchen-für-alle@host b\n')
    expect(masked.text).toBe(`https://me:‹masked: password›${'*'.repeat(3)}@host b\n`)
    // Too small for the kind, then too small for a word.
    expect(rows('https://me:pässwörd9@host\n').text).toBe('https://me:‹masked›*@host\n')
    expect(rows('https://me:pä@host\n').text).toBe('https://me:**@host\n')
  })

  it('every link is masked, and counts', () => {
    const link = '\x1b]8;;https://me:secret@host\x1b\\here\x1b]8;;\x1b\\'
    const masked = rows(`${link} ${link} ghp_${mixed(36)}\n`)
    expect(masked.count).toBe(3)
    expect(masked.text).not.toContain('secret')
  })
})
