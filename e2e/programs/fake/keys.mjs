import { StringDecoder } from 'node:string_decoder'

/*
 * What a terminal program makes of its input bytes: keys, typed text, and pastes that are bracketed.
 */

const PASTE_START = '\x1b[200~'
const PASTE_END = '\x1b[201~'
/** A lone escape is the key only when nothing follows it in this time, ms. */
const ESCAPE_MS = 25

const KEYS = {
  '\r': 'enter',
  '\n': 'newline',
  '\x03': 'ctrl-c',
  '\x15': 'ctrl-u',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
}
const SEQUENCE = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O[A-Z])/

/**
 * Gives a function that is fed with chunks of input. `on` hears `{ key }`, `{ text }` (typed), `{ pasting: true }` when a
 * paste begins and `{ paste }` when it has ended.
 */
export function createKeys(on) {
  const decoder = new StringDecoder('utf8')
  let pending = ''
  let pasting = false
  let timer = null

  function takePaste() {
    const end = pending.indexOf(PASTE_END)
    if (end < 0) return false
    const paste = pending.slice(0, end)
    pending = pending.slice(end + PASTE_END.length)
    pasting = false
    on({ paste })
    return true
  }

  function takeEscape(last) {
    if (pending.startsWith(PASTE_START)) {
      pending = pending.slice(PASTE_START.length)
      pasting = true
      on({ pasting: true })
      return true
    }
    const [sequence] = SEQUENCE.exec(pending) ?? []
    if (sequence) {
      pending = pending.slice(sequence.length)
      on({ key: KEYS[sequence] ?? sequence })
      return true
    }
    const mayGrow = pending.length === 1 || (/^\x1b[[O][0-9;?]*$/.test(pending) && pending !== '\x1b\x1b')
    if (mayGrow && !last) return false
    pending = pending.slice(1)
    on({ key: 'escape' })
    return true
  }

  function take(last) {
    if (pasting) return takePaste()
    if (pending === '') return false
    if (pending[0] === '\x1b') return takeEscape(last)
    const [text] = /^[^\x00-\x1f\x7f]+/.exec(pending) ?? []
    const first = pending[0]
    pending = pending.slice(text?.length ?? 1)
    on(text ? { text } : { key: KEYS[first] ?? 'other' })
    return true
  }

  function drain(last) {
    while (take(last));
  }

  return chunk => {
    if (timer) clearTimeout(timer)
    pending += decoder.write(chunk)
    drain(false)
    if (pending !== '' && !pasting) timer = setTimeout(() => drain(true), ESCAPE_MS)
  }
}
