/*
 * The pen of a capture. `capture-pane -e` writes SGR only where something changes, also across line ends, so whoever
 * cuts a capture into lines must know the pen with which each line begins. Text is "binary": one character a byte.
 */

/** SGR state as the parameters that set it; an attribute's key is its place in `ATTRIBUTES`. */
export interface Pen {
  readonly attributes: ReadonlyMap<string, string>
  readonly fg: string
  readonly bg: string
  readonly underline: string
  /** Line drawing by shift out (SO); captures use it for cells of the alternate charset. */
  readonly shifted: boolean
}

export const PLAIN_PEN: Pen = { attributes: new Map(), fg: '', bg: '', underline: '', shifted: false }

/** Parameter → attribute that it sets (tmux 3.3a `grid_string_cells_code`: 1–9, 21, 53, `4:n`). */
const SETS = new Map([
  ['1', 'bold'],
  ['2', 'dim'],
  ['3', 'italic'],
  ['4', 'underscore'],
  ['21', 'underscore'],
  ['5', 'blink'],
  ['6', 'blink'],
  ['7', 'reverse'],
  ['8', 'hidden'],
  ['9', 'struck'],
  ['53', 'overline'],
])

/** Parameter → attributes that it ends. */
const ENDS = new Map([
  ['22', ['bold', 'dim']],
  ['23', ['italic']],
  ['24', ['underscore']],
  ['25', ['blink']],
  ['27', ['reverse']],
  ['28', ['hidden']],
  ['29', ['struck']],
  ['55', ['overline']],
])

type Draft = { -readonly [K in keyof Pen]: Pen[K] } & { attributes: Map<string, string> }

/** `38`, `48` and `58` take what follows (`5;n` or `2;r;g;b`) as one colour; returns how many parameters were used. */
function readColour(draft: Draft, params: readonly string[], at: number): number {
  const used = params[at + 1] === '5' ? 3 : params[at + 1] === '2' ? 5 : 1
  setColour(draft, params[at] ?? '', params.slice(at, at + used).join(';'))
  return used
}

function setColour(draft: Draft, first: string, value: string): void {
  if (first === '38') draft.fg = value
  else if (first === '48') draft.bg = value
  else draft.underline = value
}

/** 30–37 and 90–97, 40–47 and 100–107; 39, 49, 59 are the defaults. False when it is no plain colour. */
function readPlainColour(draft: Draft, param: string): boolean {
  if (/^(3[0-7]|9[0-7])$/.test(param)) draft.fg = param
  else if (/^(4[0-7]|10[0-7])$/.test(param)) draft.bg = param
  else if (param === '39') draft.fg = ''
  else if (param === '49') draft.bg = ''
  else if (param === '59') draft.underline = ''
  else return false
  return true
}

function readAttribute(draft: Draft, param: string): void {
  const main = param.split(':')[0] ?? ''
  if (param === '4:0') draft.attributes.delete('underscore')
  else if (param.startsWith('4:')) draft.attributes.set('underscore', param)
  else if (/^[345]8$/.test(main) && param.includes(':')) setColour(draft, main, param)
  else {
    const sets = SETS.get(param)
    if (sets) draft.attributes.set(sets, param)
    for (const ended of ENDS.get(param) ?? []) draft.attributes.delete(ended)
  }
}

function computeSgr(pen: Pen, parameters: string): Pen {
  const draft: Draft = { ...pen, attributes: new Map(pen.attributes) }
  const params = parameters === '' ? ['0'] : parameters.split(';')
  for (let at = 0; at < params.length; ) {
    const param = params[at] ?? ''
    if (/^[345]8$/.test(param)) {
      at += readColour(draft, params, at)
      continue
    }
    if (param === '' || param === '0') Object.assign(draft, { attributes: new Map(), fg: '', bg: '', underline: '' })
    else if (!readPlainColour(draft, param)) readAttribute(draft, param)
    at += 1
  }
  return draft
}

/** Screens repeat a handful of pens thousands of times: each step and each pen's bytes are worked out once. */
const steps = new WeakMap<Pen, Map<string, Pen>>()
const drawn = new WeakMap<Pen, string>()
/** A gradient in true colour has a new step at each cell; so many are kept of one pen. */
const MAX_STEPS = 500

/** The pen after one SGR sequence with these parameters (what stands between `ESC[` and `m`). */
export function applySgr(pen: Pen, parameters: string): Pen {
  // The plain pen is one object, so that its steps are found again.
  if ((parameters === '' || parameters === '0') && !pen.shifted) return PLAIN_PEN
  const known = steps.get(pen) ?? new Map<string, Pen>()
  const found = known.get(parameters)
  if (found) return found
  const next = computeSgr(pen, parameters)
  if (known.size >= MAX_STEPS) known.clear()
  known.set(parameters, next)
  steps.set(pen, known)
  return next
}

/** Bytes that bring a plain terminal to this pen; empty for the plain pen. */
export function penBytes(pen: Pen): string {
  const found = drawn.get(pen)
  if (found !== undefined) return found
  const params = [...pen.attributes.values(), pen.fg, pen.bg, pen.underline].filter(param => param !== '')
  const bytes = (params.length > 0 ? `\x1b[${params.join(';')}m` : '') + (pen.shifted ? '\x0e' : '')
  drawn.set(pen, bytes)
  return bytes
}

/** Bytes that bring a terminal with this pen back to the plain one; empty when it is plain. */
export function unpenBytes(pen: Pen): string {
  const bytes = penBytes(pen)
  return (pen.shifted ? '\x0f' : '') + (bytes === '' || bytes === '\x0e' ? '' : '\x1b[0m')
}
