import { describe, expect, it, test } from 'vitest'
import { findSecrets } from './find'
import { maskText } from './mask'

const mixed = (length: number) => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(40).slice(0, length)
const lower = (length: number) => 'abcdefghijklmnopqrstuvwxyz'.repeat(4).slice(0, length)
const word = 'PRIVATE KEY'
const begin = (name = '', block = '') => `-----BEGIN ${name}${word}${block}-----`
const end = (name = '', block = '') => `-----END ${name}${word}${block}-----`

describe('every beginning that is known', () => {
  test.each<[kind: string, begins: string[], rest: string]>([
    ['github token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'], mixed(36)],
    ['gitlab token', ['pat', 'ptt', 'dt', 'rt', 'cbt', 'oas', 'soat'].map(one => `gl${one}-`), mixed(20)],
    ['slack token', [...'abceoprs'].map(one => `xox${one}-`).concat('xapp-'), `1-${mixed(20)}`],
    ['stripe key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'], mixed(24)],
    ['google key', ['GOCSPX-', 'ya29.'], mixed(28)],
    ['google key', ['AIza'], mixed(35)],
    ['aws key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], 'ABCDEFGH12345678'],
    ['digitalocean token', ['doo', 'dop', 'dor', 'dot'].map(one => `${one}_v1_`), 'a1b2c3d4'.repeat(8)],
  ])('%s: %j', (kind, begins, rest) => {
    for (const one of begins) expect(maskText(`a ${one}${rest} b`).value, one).toBe(`a ‹masked: ${kind}› b`)
  })

  it('of an openai key that is letters alone, too', () => {
    expect(maskText(`sk-${lower(26)}`).value).toBe('‹masked: openai key›')
  })
})

it('a token goes with all of its parts', () => {
  const dotted = `glpat-${mixed(27)}.${mixed(2)}.${mixed(9)}`
  expect(maskText(`(${dotted})`).value).toBe('(‹masked: gitlab token›)')
  expect(maskText(`https://me:a.ghp_${mixed(36)}.tail@host`).value).toBe('https://me:‹masked: password›@host')
})

it('behind every escape that JSON writes a character with', () => {
  for (const before of ['\\n', '\\t', '\\r', '\\b', '\\f', '\\u001b', '\\u00E9', '\\\\n'])
    expect(maskText(`{"a":"it${before}ghp_${mixed(36)}"}`).value).toBe(`{"a":"it${before}‹masked: github token›"}`)
})

describe('what the words before it tell', () => {
  it('a short value behind the name of the header', () => {
    for (const how of ['Bearer', 'basic', 'TOKEN'])
      expect(maskText(`Authorization: ${how} Ab3dE5g7`).value).toBe(`Authorization: ${how} ‹masked: credentials›`)
  })

  it('one of small letters when it is too long for a word, or holds what no word does', () => {
    expect(maskText(`bearer ${lower(32)}`).value).toBe('bearer ‹masked: credentials›')
    expect(maskText(`bearer ${lower(31)}`).count).toBe(0)
    for (const sign of '_+/=') expect(maskText(`bearer abcdefgh${sign}ijklmnop`).count, sign).toBe(1)
  })

  it('a password in an address whose slashes JSON has escaped', () => {
    expect(maskText('{"url":"https:\\/\\/me:pw@host\\/x"}').value).toBe(
      '{"url":"https:\\/\\/me:‹masked: password›@host\\/x"}',
    )
  })

  it('stars are masked already', () => {
    for (const text of ['https://me:*****@host', 'https://*:*@host']) expect(findSecrets(text), text).toEqual([])
  })
})

describe('private keys', () => {
  it('of PGP too', () => {
    const text = `${begin('PGP ', ' BLOCK')}\n\n${mixed(64)}\n=abcd\n${end('PGP ', ' BLOCK')}`
    expect(maskText(`a ${text}. b`).value).toBe('a ‹masked: private key›. b')
  })

  it('two of them are two, what stands between them stays', () => {
    const one = `${begin()}\n${mixed(64)}\n${end()}`
    expect(maskText(`${one} and ${one}.`)).toEqual({
      value: '‹masked: private key› and ‹masked: private key›.',
      count: 2,
    })
  })

  it('a beginning without its end takes nothing that is no key: neither a far end nor one in another text', () => {
    const far = `${begin()}\n${mixed(64)}\n${'(What follows is prose.) '.repeat(2000)}${end()}`
    const masked = maskText(far).value
    expect(masked.match(/is prose/g)).toHaveLength(2000)
    expect(masked).not.toContain(mixed(10))
    const line = JSON.stringify({ a: `${begin()}\n${mixed(64)}`, b: 'between', c: `(${end()}` })
    expect(JSON.parse(maskText(line).value)).toEqual({ a: '‹masked: private key›', b: 'between', c: `(${end()}` })
  })
})
