const SIGNS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  v: '\v',
  f: '\f',
  r: '\r',
  n: '\n',
  s: ' ',
  '0': '\0',
}

/**
 * What `show-buffer` told a control client, as the bytes that the buffer holds. tmux 3.3a writes them for people there,
 * to a control client alone (`utf8_stravisx` with octal, C style and tabs; seen): ESC as `\033`, a backslash as two, `$`
 * before a name as `\$`; line ends and UTF-8 stay. A capture with a raw control in it was not written that way.
 */
export function readShown(body: Buffer): Buffer {
  const text = body.toString('latin1')
  if (!text.includes('\\') || /[\x00-\x09\x0b-\x1f]/.test(text)) return body
  const bytes = text.replace(/\\([0-7]{3}|[^\n])/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (SIGNS[code] ?? code),
  )
  return Buffer.from(bytes, 'latin1')
}
