import { readFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { draw, onWheel, toPng, toSvg } from './icons.mjs'

describe('the wheel', () => {
  it('has a ring, a hub, clear air between, and eight spokes of which the upper one is longer', () => {
    expect(onWheel(0, 0)).toBe(true)
    expect(onWheel(0.27, 0)).toBe(true)
    expect(onWheel(0.17 * Math.cos(0.4), 0.17 * Math.sin(0.4))).toBe(false)
    const ends = Array.from({ length: 8 }, (_, i) => (i * Math.PI) / 4)
    const reaching = (/** @type {number} */ radius) =>
      ends.filter(angle => onWheel(radius * Math.sin(angle), -radius * Math.cos(angle)))
    expect(reaching(0.38)).toHaveLength(8)
    expect(reaching(0.45)).toEqual([0])
  })
})

describe('toPng', () => {
  it('is a PNG whose pixels come back, and the one that is committed', async () => {
    const rgba = draw(24, 'app')
    const png = toPng(24, rgba)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    const start = png.indexOf('IDAT')
    const rows = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)))
    expect(rows).toHaveLength(24 * (24 * 4 + 1))
    expect(rows.subarray(1, 97).equals(rgba.subarray(0, 96))).toBe(true)
    const committed = await readFile(new URL('../resources/tray.png', import.meta.url))
    expect(committed.subarray(0, 33).equals(png.subarray(0, 33))).toBe(true)
  })
})

describe('toSvg', () => {
  it('draws one king spoke', () => {
    expect(toSvg().match(/V-0\.46/g)).toHaveLength(1)
    expect(toSvg().match(/V-0\.385/g)).toHaveLength(7)
  })
})
