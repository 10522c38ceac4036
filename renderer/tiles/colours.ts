import type { TerminalColours } from '../terminals/theme'

/** The 6 steps of the colour cube 16-231, as xterm has them. */
const CUBE = [0, 95, 135, 175, 215, 255]

const hex = (value: number) => value.toString(16).padStart(2, '0')

/** An RGB number as CSS. */
export const rgbCss = (rgb: number): string => `#${rgb.toString(16).padStart(6, '0')}`

/** Colour 0-255 of the palette: 16 of the theme, the cube, 24 greys. */
export function paletteColour(index: number, colours: TerminalColours): string {
  if (index < 16) return colours.ansi[index] ?? colours.foreground
  if (index >= 232) {
    const grey = hex(8 + (index - 232) * 10)
    return `#${grey}${grey}${grey}`
  }
  const step = (divisor: number) => hex(CUBE[Math.floor((index - 16) / divisor) % 6] ?? 0)
  return `#${step(36)}${step(6)}${step(1)}`
}

type Rgb = readonly [number, number, number]

function parse(css: string): Rgb {
  const number = Number.parseInt(css.slice(1, 7), 16)
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255]
}

function luminance([red, green, blue]: Rgb): number {
  const part = (value: number) => {
    const share = value / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
}

/** WCAG contrast of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(parse(one)), luminance(parse(other))]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const readable = new Map<string, string>()
/** Programs in true colour can make any number of pairs; the memory of them must not grow without end. */
const MAX_KNOWN = 4096

/** `fg`, moved towards white or black until it has the wanted contrast on `bg`, as xterm's minimumContrastRatio does. */
export function readableOn(fg: string, bg: string, ratio: number): string {
  const key = `${fg}${bg}`
  const known = readable.get(key)
  if (known) return known
  if (readable.size >= MAX_KNOWN) readable.clear()
  const found = moved(fg, bg, ratio)
  readable.set(key, found)
  return found
}

function moved(fg: string, bg: string, ratio: number): string {
  const lighter = luminance(parse(bg)) < 0.18
  let now = fg
  // Each step goes a tenth of the way; 40 steps reach white or black from anywhere.
  for (let step = 0; step < 40 && contrast(now, bg) < ratio; step++) {
    const parts = parse(now).map(value => Math.round(lighter ? value + (255 - value) * 0.1 + 0.5 : value * 0.9 - 0.5))
    now = `#${parts.map(value => hex(Math.max(0, Math.min(255, value)))).join('')}`
  }
  return now
}
