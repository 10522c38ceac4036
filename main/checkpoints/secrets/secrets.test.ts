import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { findSecrets } from './find'
import { maskLines, maskText } from './mask'
import { firstRows, lastRows, maskPart, maskParts } from './mask-parts'
import { maskRows } from './mask-rows'

const hex = (length: number) => 'a1b2c3d4e5f60718'.repeat(20).slice(0, length)
const mixed = (length: number) => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(400).slice(0, length)

/** One of each kind. Put together here, so that nobody's scanner takes this file for a leak. */
const TOKENS: readonly (readonly [kind: string, token: string])[] = [
  ['github token', `ghp_${mixed(36)}`],
  ['github token', `gho_${mixed(36)}`],
  ['github token', `github_pat_${mixed(22)}_${mixed(59)}`],
  ['gitlab token', `glpat-${mixed(20)}`],
  ['slack token', `xoxb-${'1234567890'}-${'1234567890'}-${mixed(24)}`],
  ['anthropic key', `sk-ant-api03-${mixed(80)}-${mixed(6)}AA`],
  ['openai key', `sk-${mixed(48)}`],
  ['openai key', `sk-proj-${mixed(60)}_${mixed(20)}`],
  ['stripe key', `sk_live_${mixed(24)}`],
  ['google key', `AIza${mixed(35)}`],
  ['aws key', `AKIA${'ABCDEFGH12345678'}`],
  ['npm token', `npm_${mixed(36)}`],
  ['pypi token', `pypi-${mixed(90)}`],
  ['hugging face token', `hf_${mixed(34)}`],
  ['sendgrid key', `SG.${mixed(22)}.${mixed(43)}`],
  ['digitalocean token', `dop_v1_${hex(64)}`],
  ['groq key', `gsk_${mixed(52)}`],
  ['xai key', `xai-${mixed(80)}`],
  ['json web token', `eyJ${mixed(30)}.eyJ${mixed(60)}.${mixed(43)}`],
]
const armour = (body: string, name = 'RSA ') => {
  const word = 'PRIVATE KEY'
  return `-----BEGIN ${name}${word}-----${body}-----END ${name}${word}-----`
}

describe('known shapes', () => {
  test.each(TOKENS)('%s', (kind, token) => {
    for (const [before, after] of [
      ['', ''],
      ['key=', ' '],
      ['"', '"'],
      ['say ', '. Then'],
      ['(', ')'],
      ['é', 'é'],
    ])
      expect(maskText(`${before}${token}${after}`)).toEqual({ value: `${before}‹masked: ${kind}›${after}`, count: 1 })
  })

  it('values that what stands before them tells', () => {
    const secret = mixed(40)
    expect(maskText(`Authorization: Bearer ${secret}`).value).toBe('Authorization: Bearer ‹masked: credentials›')
    expect(maskText(`"authorization": "Basic ${mixed(12)}=="`).value).toBe(
      '"authorization": "Basic ‹masked: credentials›"',
    )
    expect(maskText(`\\"Authorization\\":\\"token ${secret}\\"`).value).toContain('token ‹masked: credentials›\\"')
    expect(maskText(`curl -H 'bearer ${secret}'`).value).toBe("curl -H 'bearer ‹masked: credentials›'")
    expect(maskText('https://me:hünter2@host/x').value).toBe('https://me:‹masked: password›@host/x')
    expect(maskText('redis://:x@host').value).toBe('redis://:‹masked: password›@host')
    expect(maskText(`aws_secret_access_key = ${secret}`).value).toBe('aws_secret_access_key = ‹masked: aws secret›')
    expect(maskText(`"SecretAccessKey": "${secret}"`).value).toBe('"SecretAccessKey": "‹masked: aws secret›"')
  })

  it('private keys to the end of their armour, or as far as they go', () => {
    const body = `\nMII${mixed(60)}\n${mixed(64)}\n`
    expect(maskText(`a ${armour(body)} b`).value).toBe('a ‹masked: private key› b')
    expect(maskText(`a ${armour(body, 'OPENSSH ')} b`).value).toBe('a ‹masked: private key› b')
    expect(maskText(JSON.stringify({ a: armour(body) })).value).toBe('{"a":"‹masked: private key›"}')
    const cut = armour(body).split('-----END')[0] ?? ''
    expect(JSON.parse(maskText(JSON.stringify({ a: cut, b: 1 })).value)).toEqual({ a: '‹masked: private key›', b: 1 })
    expect(JSON.parse(maskText(JSON.stringify({ a: JSON.stringify({ c: cut }) })).value).a).toContain('‹masked: ')
  })

  it('leaves alone what only looks a little like them', () => {
    const plain = [
      'the sk-button-primary-large-outlined class',
      'http://localhost:3000/@vite and user@example.com',
      'git@github.com:owner/repo.git',
      'bearer of bad news about authorization: required',
      'npm_config_cache ghp_short AKIA1234 eyJhbGci',
      'sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '-----BEGIN PUBLIC KEY-----',
    ]
    for (const text of plain) expect(findSecrets(text), text).toEqual([])
  })

  it('finds nothing in what it has masked', () => {
    const all = TOKENS.map(([, token]) => token).join('\n')
    const once = maskText(`${all}\nhttps://a:b@c\n${armour('\nMII\n')}\nBearer ${mixed(30)}`)
    expect(once.count).toBe(TOKENS.length + 3)
    expect(maskText(once.value)).toEqual({ value: once.value, count: 0 })
  })
})

describe('transcripts', () => {
  it('stay lines of JSON, whatever they hold', async () => {
    const token = fc.constantFrom(
      ...TOKENS.map(([, one]) => one),
      armour('\nMIIabc\n'),
      `Bearer ${mixed(20)}`,
      'a://b:c@d',
    )
    const glue = fc.constantFrom('\n', '\t', '"', '\\', ' ', 'n', '‹', '\u0000', '/')
    const text = fc.array(fc.oneof(token, glue, fc.string()), { maxLength: 8 }).map(parts => parts.join(''))
    const nested = fc.tuple(text, fc.boolean()).map(([one, deep]) => (deep ? JSON.stringify({ one }) : one))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(fc.string(), nested), { minLength: 1, maxLength: 5 }), async lines => {
        const bytes = Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join(''))
        const masked = (await maskLines(bytes)).value.toString('utf8')
        const back = masked
          .split('\n')
          .slice(0, -1)
          .map(line => JSON.parse(line) as unknown)
        expect(back).toHaveLength(lines.length)
      }),
      { numRuns: 300 },
    )
  })

  test.each(TOKENS)('mask %s behind a line end in a text', async (kind, token) => {
    const bytes = Buffer.from(
      `${JSON.stringify({ text: `it is\n${token}\nso`, deep: JSON.stringify({ a: `\n${token}` }) })}\n`,
    )
    const { value, count } = await maskLines(bytes)
    expect(count).toBe(2)
    const line = JSON.parse(value.toString('utf8')) as { text: string; deep: string }
    expect(line.text).toBe(`it is\n‹masked: ${kind}›\nso`)
    expect(JSON.parse(line.deep)).toEqual({ a: `\n‹masked: ${kind}›` })
  })

  it('are given back as they are when they hold none', async () => {
    const bytes = Buffer.from('{"a":1}\n'.repeat(100_000))
    expect((await maskLines(bytes)).value).toBe(bytes)
  })
})

const SGR = /\x1b\[[0-9;]*m/g
const rows = (text: string, width = 80) => {
  const { value, count } = maskRows({ rows: Buffer.from(text).toString('latin1') }, width)
  return { text: Buffer.from(value, 'latin1').toString('utf8'), count }
}
const cells = (text: string) =>
  text
    .replace(SGR, '')
    .split('\n')
    .map(row => [...row].length)

describe('screens', () => {
  test.each(TOKENS)('%s, in as many cells as it had', (kind, token) => {
    const text = `$ echo ${token}\x1b[0m\n\x1b[32m$\x1b[0m \n`
    const masked = rows(text, 200)
    expect(masked.count).toBe(1)
    expect(masked.text).toContain(`$ echo ‹masked: ${kind}›`.slice(0, 7 + token.length))
    expect(masked.text).not.toContain(token.slice(0, 12))
    expect(cells(masked.text)).toEqual(cells(text))
  })

  it('with colours in the middle of the token', () => {
    const token = `ghp_${mixed(36)}`
    const text = `a \x1b[31m${token.slice(0, 2)}\x1b[1;44m${token.slice(2, 20)}\x1b[0m${token.slice(20)} b\n`
    const masked = rows(text)
    expect(masked.text.replace(SGR, '')).toBe(`a ‹masked: github token›${'*'.repeat(40 - 22)} b\n`)
    expect(masked.text.match(SGR)).toEqual(text.match(SGR))
  })

  it('over the ends of rows, also inside a frame', () => {
    const token = `sk-ant-api03-${mixed(90)}`
    const wrapped = `${'x'.repeat(30)} ${token.slice(0, 49)}\n${token.slice(49)} then\n`
    const one = rows(wrapped)
    expect(one.count).toBe(1)
    expect(one.text.replace(/\*/g, '')).toBe(`${'x'.repeat(30)} ‹masked: anthropic key›\n then\n`)
    expect(cells(one.text)).toEqual(cells(wrapped))
    const framed = `│ > ${token.slice(0, 72)}   │\n│   ${token.slice(72).padEnd(72)}   │\n`
    const two = rows(framed)
    expect(two.count).toBe(1)
    expect(two.text.replace(/\*/g, '').replace(/ {2,}/g, ' ')).toBe('│ > ‹masked: anthropic key› │\n│ │\n')
    expect(cells(two.text)).toEqual(cells(framed))
  })

  it('not from one row into another that has nothing to do with it', () => {
    const text = `token ghp_${mixed(36)}\nnext row\n`
    expect(rows(text).text).toContain('\nnext row\n')
    const beside = `${'a'.repeat(80)}\nghp_${mixed(36)} b\n`
    expect(rows(beside).text).toBe(`${'a'.repeat(80)}\n‹masked: github token›${'*'.repeat(18)} b\n`)
  })

  it('private keys over many rows, the rows stay', () => {
    const text = `cat key\n${armour(`\n${`${mixed(64)}\n`.repeat(20)}`)}\n$ \n`
    const masked = rows(text)
    expect(masked.count).toBe(1)
    expect(masked.text).not.toContain(mixed(10))
    expect(cells(masked.text)).toEqual(cells(text))
    expect(masked.text).toMatch(/^cat key\n‹masked: private key›\*/)
  })

  it('in the address of a link', () => {
    const masked = rows(`\x1b]8;;https://me:secret@host\x1b\\here\x1b]8;;\x1b\\\n`)
    expect(masked).toEqual({ text: '\x1b]8;;https://me:‹masked: password›@host\x1b\\here\x1b]8;;\x1b\\\n', count: 1 })
  })
})

describe('parts of a pane', () => {
  const key = armour(`\n${`${mixed(64)}\n`.repeat(20)}`)
  const text = `${`${'x'.repeat(20)}\n`.repeat(300)}a ghp_${mixed(36)}\n${key}\n${'y\n'.repeat(300)}`
  const rowsOf = (from: number, to: number) =>
    Buffer.from(
      text
        .split('\n')
        .slice(from, to)
        .map(row => `${row}\n`)
        .join(''),
    )

  it('are masked as if they were one, wherever they are cut', () => {
    const count = text.split('\n').length - 1
    const whole = maskPart(rowsOf(0, count), Buffer.alloc(0), Buffer.alloc(0), 80)
    expect(whole.count).toBe(2)
    for (const cut of [299, 300, 301, 302, 310, 322, 323]) {
      const [a, b] = [rowsOf(0, cut), rowsOf(cut, count)]
      const parts = [maskPart(a, Buffer.alloc(0), firstRows(b), 80), maskPart(b, lastRows(a), Buffer.alloc(0), 80)]
      expect(Buffer.concat(parts.map(one => one.value)).toString(), `cut at ${cut}`).toBe(whole.value.toString())
      expect(parts.reduce((sum, one) => sum + one.count, 0)).toBe(2)
    }
  })

  it('all in one go too, the first with what stands before it', async () => {
    const count = text.split('\n').length - 1
    const whole = maskPart(rowsOf(0, count), Buffer.alloc(0), Buffer.alloc(0), 80).value.toString()
    for (const cuts of [[], [301], [310], [150, 310, 450]]) {
      const parts = [...cuts, count].map((to, at) => rowsOf(cuts[at - 1] ?? 0, to))
      const all = await maskParts(parts, Buffer.alloc(0), 80)
      expect(all.map(String).join(''), `cut at ${cuts.join()}`).toBe(whole)
      // The rows before the first part were masked and kept earlier.
      const rest = await maskParts(parts.slice(1), lastRows(parts[0] ?? Buffer.alloc(0)), 80)
      expect(rest.map(String)).toEqual(all.slice(1).map(String))
    }
  })

  it('are given back as they are when they hold none', () => {
    const part = rowsOf(0, 200)
    expect(maskPart(part, Buffer.alloc(0), rowsOf(200, 330), 80)).toEqual({ value: part, count: 0 })
    expect(maskPart(part, Buffer.alloc(0), rowsOf(200, 330), 80).value).toBe(part)
  })

  it('see no more than some rows around them', () => {
    expect(lastRows(rowsOf(0, 250))).toEqual(rowsOf(150, 250))
    expect(firstRows(rowsOf(0, 250))).toEqual(rowsOf(0, 100))
    expect(lastRows(Buffer.from('one'))).toEqual(Buffer.from('one'))
    expect(firstRows(Buffer.alloc(100_000, 'x'))).toHaveLength(0)
    expect(lastRows(Buffer.alloc(100_000, 'x'))).toHaveLength(0)
  })
})

it('takes time in proportion to a hostile text', () => {
  const fill = (unit: string, size: number) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
  const hostile = [
    ...[
      'eyJ',
      '-eyJ',
      'eyJaaaaaaaaaaa.',
      'sk-',
      '-sk-ant-',
      'ask-',
      'ya29.',
      'SG.',
      '://',
      '://a:',
      'a',
      ' ',
      '\\',
      '│',
    ],
    ...['-----BEGIN PRIVATE KEY-----', '-----BEGIN A ', '-----BEGIN PRIVATE KEY-----\\n', 'authorization\\\\:', 'AKIA'],
    ...['bearer ', 'xoxb-1-', 'Authorization: Bearer ', 'aws_secret_access_key=', '\x1b[m', '\x1b]8;', 'apypi-'],
  ]
  // Those that take longest for each character: at this size their square would be hours, also on the fastest machine.
  const WORST = ['ask-', 'apypi-', 'Authorization: Bearer ']
  for (const unit of hostile) {
    const begun = performance.now()
    findSecrets(fill(unit, WORST.includes(unit) ? 2_000_000 : 500_000))
    maskRows({ rows: fill(unit, 100_000) }, 80)
    // About 100 ms on an idle machine.
    expect(performance.now() - begun, JSON.stringify(unit)).toBeLessThan(20_000)
  }
}, 120_000)
