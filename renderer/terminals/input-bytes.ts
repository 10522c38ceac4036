const encoder = new TextEncoder()

/** xterm's onData: text. */
export const textBytes = (data: string): Uint8Array => encoder.encode(data)

/** xterm's onBinary: one byte a character (mouse reports of the X10 encoding, which are not UTF-8). */
export function binaryBytes(data: string): Uint8Array {
  return Uint8Array.from(data, character => character.charCodeAt(0) & 0xff)
}

/** True when a paste would run several lines: a break that is not merely its end. */
export function isMultiline(text: string): boolean {
  return /[\r\n]/.test(text.replace(/[\r\n]+$/, ''))
}

/** A paste with the line ends of the Return key, as every terminal sends them; tmux passes them on unchanged. */
export function pasteLines(text: string): string {
  return text.replace(/\r?\n/g, '\r')
}
