import type { Undo } from '../../ipc/wire'

/** For tests: a font whose cells are 0.6 × 1.32 of its size, where the DOM of tests has no canvas to measure with. */
export function stubFontMetrics(): Undo {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'OffscreenCanvas')
  class MeasuringCanvas {
    getContext(kind: string) {
      if (kind !== '2d') return null
      return {
        font: '',
        measureText() {
          const size = Number.parseFloat(this.font) || 10
          return { width: size * 0.6, fontBoundingBoxAscent: size * 1.02, fontBoundingBoxDescent: size * 0.3 }
        },
      }
    }
  }
  Object.defineProperty(globalThis, 'OffscreenCanvas', { configurable: true, value: MeasuringCanvas })
  return () => {
    if (before) Object.defineProperty(globalThis, 'OffscreenCanvas', before)
    else Reflect.deleteProperty(globalThis, 'OffscreenCanvas')
  }
}
