/** A whole number between two limits, as the settings' schema has them; empty words when it is one. */
export function checkNumber(typed: string, min: number, max: number): string {
  const number = Number(typed)
  if (typed.trim() === '' || !Number.isInteger(number)) return 'Enter a whole number.'
  return number < min || number > max ? `Between ${min} and ${max}.` : ''
}

const MODIFIERS = new Set([
  'Command',
  'Cmd',
  'Control',
  'Ctrl',
  'CommandOrControl',
  'CmdOrCtrl',
  'Alt',
  'Option',
  'AltGr',
  'Shift',
  'Super',
  'Meta',
])

/** An accelerator as Electron writes it (`CommandOrControl+Alt+Shift+I`), or empty for none. */
export function checkShortcut(typed: string): string {
  if (typed === '') return ''
  const parts = typed.split('+')
  const key = parts.pop() ?? ''
  const modified = parts.length > 0 && parts.every(part => MODIFIERS.has(part))
  if (!modified || key === '' || MODIFIERS.has(key)) return 'Write it like CommandOrControl+Alt+Shift+I.'
  return ''
}

/** A list of fonts as CSS has them; quotes and commas are fine, what could leave the property is not. */
export function checkFont(typed: string): string {
  if (typed.length > 200) return 'At most 200 characters.'
  return /[;{}<>\\]/.test(typed) ? 'Only names of fonts, with commas between.' : ''
}
