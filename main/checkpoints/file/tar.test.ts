import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { BLOCK, paddingOf, readTarHeader, tarHeader } from './tar'
import { headerWith } from './test-file'

const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019./-_ '), minLength: 1, maxLength: 99 })
const size = fc.integer({ min: 0, max: 8 ** 11 - 1 })

describe('a header', () => {
  it('reads back as it was written, whatever the name, the size and the time', () => {
    fc.assert(
      fc.property(name, size, fc.integer({ min: -(2 ** 40), max: 8.64e15 }), (one, bytes, at) => {
        const header = tarHeader(one, bytes, Math.min(at, 8 ** 11 * 1000 - 1))
        expect(header).toHaveLength(BLOCK)
        expect(readTarHeader(header)).toEqual({ kind: 'file', name: one, size: bytes })
      }),
    )
  })

  it('holds whole seconds, none before 1970', () => {
    const seconds = (at: number) => tarHeader('a', 0, at).subarray(136, 148).toString('latin1')
    expect(seconds(8_999)).toBe('00000000010\0')
    expect(seconds(-5_000)).toBe('00000000000\0')
  })

  it('of which any byte was changed is refused', () => {
    const right = tarHeader('parts/a', 1234, 5_000_000)
    fc.assert(
      fc.property(fc.nat(BLOCK - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const header = Buffer.from(right)
        header[at] = ((header[at] ?? 0) + by) % 256
        const read = readTarHeader(header)
        // What may stand behind the checksum's own digits says nothing.
        if (at >= 148 && at < 156 && read.kind === 'file') expect(read).toEqual(readTarHeader(right))
        else expect(read.kind).toBe('bad')
      }),
    )
  })

  it('of random bytes is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: BLOCK, maxLength: BLOCK }), bytes => {
        fc.pre(bytes.some(byte => byte !== 0))
        expect(readTarHeader(Buffer.from(bytes)).kind).toBe('bad')
      }),
    )
  })

  it('as tars before POSIX wrote it, without a type, is one of a plain file', () => {
    expect(readTarHeader(headerWith('a', 7, 156, '\0'))).toEqual({ kind: 'file', name: 'a', size: 7 })
  })

  test.each([
    ['12 digits, more than a file may have', '7'.repeat(12)],
    ['a minus', '-0000000001\0'],
    ['hexadecimal digits', '0x000000001\0'],
    ['nothing', '\0'.repeat(12)],
  ])('whose size is %s is refused', (_, text) => {
    expect(readTarHeader(headerWith('a', 7, 124, text))).toEqual({ kind: 'bad', why: 'a size is no number' })
  })
})

it('padding fills whole blocks and no more', () => {
  expect([0, 1, 511, 512, 513].map(paddingOf)).toEqual([0, 511, 1, 0, 511])
})
