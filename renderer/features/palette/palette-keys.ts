/** The fields of a KeyboardEvent that the palette's own keys look at. */
export interface PaletteStroke {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

export type PaletteAct = { readonly kind: 'pin' } | { readonly kind: 'pick'; readonly index: number } | null

/** Ctrl+P pins; 1–9 pick while nothing was typed yet. Everything else is the text field's and the list's. */
export function paletteAct(stroke: PaletteStroke, query: string): PaletteAct {
  const { key, code, ctrlKey, altKey, metaKey, shiftKey } = stroke
  if (altKey || metaKey) return null
  if (ctrlKey) {
    const isP = key.toLowerCase() === 'p' || (code === 'KeyP' && !/^[a-z]$/i.test(key))
    return isP && !shiftKey ? { kind: 'pin' } : null
  }
  if (query === '' && !shiftKey && /^[1-9]$/.test(key)) return { kind: 'pick', index: Number(key) - 1 }
  return null
}
