// Draws the icons: a ship's wheel, a ring with eight spokes of which the one that points up is longer (the king
// spoke, by which a helmsman knows without looking that the rudder is amidships). Writes resources/*.png and .svg.
// No tool for pictures is needed: the shape is evaluated per pixel, and PNG is zlib plus a few headers.
import { mkdir, writeFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'

/** Samples per pixel and direction: smooth edges also at 16 px. */
const SAMPLES = 6

/** The wheel in a square of side 1 around (0,0); lengths as parts of the side. */
const WHEEL = { ring: 0.27, width: 0.075, hub: 0.085, spoke: 0.055, reach: 0.385, king: 0.46 }
const INK = [227, 233, 241]
const GROUND = [13, 17, 23]
const CORNER = 0.22

/** @param {number} x @param {number} y whether the wheel covers this point */
export function onWheel(x, y) {
  const radius = Math.hypot(x, y)
  if (Math.abs(radius - WHEEL.ring) <= WHEEL.width / 2 || radius <= WHEEL.hub) return true
  for (let spoke = 0; spoke < 8; spoke++) {
    const angle = (spoke * Math.PI) / 4
    // Along the spoke, which points up for spoke 0 (y grows downwards), and across it.
    const along = x * Math.sin(angle) - y * Math.cos(angle)
    const across = Math.abs(x * Math.cos(angle) + y * Math.sin(angle))
    if (across <= WHEEL.spoke / 2 && along >= 0 && along <= (spoke === 0 ? WHEEL.king : WHEEL.reach)) return true
  }
  return false
}

/** @param {number} x @param {number} y whether the rounded square behind the wheel covers this point */
function onGround(x, y) {
  const dx = Math.max(0, Math.abs(x) - (0.5 - CORNER))
  const dy = Math.max(0, Math.abs(y) - (0.5 - CORNER))
  return Math.hypot(dx, dy) <= CORNER
}

/**
 * @param {number} size px
 * @param {'app' | 'template'} kind app: light wheel on a dark rounded square; template: black wheel, else clear (macOS
 * colours it itself)
 * @returns {Buffer} RGBA
 */
export function draw(size, kind) {
  const pixels = Buffer.alloc(size * size * 4)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let wheel = 0
      let ground = 0
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const x = (column + ((sample % SAMPLES) + 0.5) / SAMPLES) / size - 0.5
        const y = (row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size - 0.5
        if (onWheel(x, y)) wheel += 1
        if (onGround(x, y)) ground += 1
      }
      const ink = wheel / SAMPLES ** 2
      const alpha = kind === 'app' ? Math.max(ink, ground / SAMPLES ** 2) : ink
      const colour = kind === 'app' ? GROUND.map((low, i) => low + ((INK[i] ?? 0) - low) * ink) : [0, 0, 0]
      pixels.set([...colour, alpha * 255].map(Math.round), (row * size + column) * 4)
    }
  }
  return pixels
}

/** @param {string} type @param {Buffer} data @returns {Buffer} one chunk of a PNG file */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, sum])
}

/** @param {number} size px @param {Buffer} rgba @returns {Buffer} a PNG file, 8 bits a channel */
export function toPng(size, rgba) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.concat([Buffer.from([0]), rgba.subarray(row * size * 4, (row + 1) * size * 4)]),
  )
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** @returns {string} the app's icon as SVG, for documents */
export function toSvg() {
  const rgb = (/** @type {number[]} */ colour) => `rgb(${colour.join(' ')})`
  const spokes = Array.from({ length: 8 }, (_, spoke) => {
    const reach = spoke === 0 ? WHEEL.king : WHEEL.reach
    return `<path d="M0 0V${-reach}" transform="rotate(${spoke * 45})" stroke-width="${WHEEL.spoke}"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-.5 -.5 1 1" width="512" height="512">
<rect x="-.5" y="-.5" width="1" height="1" rx="${CORNER}" fill="${rgb(GROUND)}"/>
<g fill="none" stroke="${rgb(INK)}"><circle r="${WHEEL.ring}" stroke-width="${WHEEL.width}"/>
${spokes.join('\n')}
<circle r="${WHEEL.hub}" fill="${rgb(INK)}" stroke="none"/></g>
</svg>
`
}

/** name, side in px, kind; `@2x` is Electron's naming for twice the density. */
const FILES = /** @type {const} */ ([
  ['icon.png', 512, 'app'],
  ['tray.png', 24, 'app'],
  ['tray@2x.png', 48, 'app'],
  ['trayTemplate.png', 18, 'template'],
  ['trayTemplate@2x.png', 36, 'template'],
])

if (process.argv[1] === import.meta.filename) {
  const folder = new URL('../resources/', import.meta.url)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL('icon.svg', folder), toSvg())
  for (const [name, size, kind] of FILES) await writeFile(new URL(name, folder), toPng(size, draw(size, kind)))
}
