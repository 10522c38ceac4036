import '@fontsource-variable/jetbrains-mono/index.css'
import './symbols.css'
import type { FontShape } from './font-fit'

/** The second has the signs that the first lacks (`symbols.css`). */
const SHIPPED = '"JetBrains Mono Variable", "Quarterdeck Symbols"'
/**
 * Fonts that have the box drawing, braille and arrows that the shipped one's subsets lack; behind the monospaced ones those
 * that draw the technical signs (`⎿` before a tool's output) and symbols, each system's own.
 */
const FALLBACK =
  '"DejaVu Sans Mono", Menlo, Consolas, "Noto Sans Mono", ui-monospace, monospace, "Noto Sans Symbols2", "Noto Sans Symbols", "Noto Sans Math", Symbola, "Apple Symbols", "Segoe UI Symbol"'

/** The CSS font-family of terminals. `setting` is the user's text: only a list of names gets through. */
export function terminalFamily(setting: string): string {
  const own = setting.replace(/[^\p{L}\p{N}\s,"'_-]/gu, '').trim()
  return own ? `${own}, ${SHIPPED}, ${FALLBACK}` : `${SHIPPED}, ${FALLBACK}`
}

/** One sign of each shipped font: a font whose range no text needs is not loaded. */
const SAMPLE = 'W─⎿'

/** Resolves when the shipped font can be measured, or cannot be had: xterm measures once, and a late font would not fit its cells. */
export async function fontReady(family: string): Promise<void> {
  try {
    await Promise.all([
      document.fonts.load(`13px ${family}`, SAMPLE),
      document.fonts.load(`700 13px ${family}`, SAMPLE),
    ])
  } catch {
    // A font that does not load leaves the fallback, which is measured just as well.
  }
}

const shapes = new Map<string, FontShape>()

/** Measures a family at 100 px, as xterm 6 does (canvas metrics of `W`). */
export function fontShape(family: string): FontShape {
  const known = shapes.get(family)
  if (known) return known
  const context = new OffscreenCanvas(10, 10).getContext('2d')
  if (!context) return { advance: 0.6, height: 1.32 }
  context.font = `100px ${family}`
  const metrics = context.measureText('W')
  const height = metrics.fontBoundingBoxAscent + metrics.fontBoundingBoxDescent
  const shape = { advance: metrics.width / 100, height: height / 100 }
  shapes.set(family, shape)
  return shape
}

/** Measures again, e.g. after a font has loaded. */
export function forgetFontShapes(): void {
  shapes.clear()
}
