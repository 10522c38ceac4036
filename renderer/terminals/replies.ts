import type { IDisposable, IParser } from '@xterm/xterm'

/*
 * tmux answers the questions that programs ask their terminal (device attributes, cursor position, modes, colours). The
 * page sees the same bytes, and xterm would answer a second time: the answer would arrive as typed text in the pane.
 */

/** Takes the questions away from xterm. Returns what gives them back. */
export function muteReplies(parser: IParser): IDisposable {
  const swallow = () => true
  const isQuery = (data: string) => data.split(';').includes('?')
  const all = [
    // Device attributes (primary, secondary, tertiary), device status, requests for modes and settings.
    parser.registerCsiHandler({ final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '=', final: 'c' }, swallow),
    parser.registerCsiHandler({ final: 'n' }, swallow),
    parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow),
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallow),
    parser.registerCsiHandler({ final: 't' }, swallow),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow),
    // Colours: setting them is allowed, asking is tmux's to answer.
    ...[4, 10, 11, 12].map(code => parser.registerOscHandler(code, isQuery)),
    // Clipboard: neither written nor read by what a pane prints. Titles are the host's to read.
    parser.registerOscHandler(52, swallow),
  ]
  return { dispose: () => all.forEach(one => one.dispose()) }
}

/**
 * True for what xterm reports by itself about focus. tmux decides about focus events (its `focus-events` option), and a
 * report would count as typing, which leaves copy mode.
 */
export function isFocusReport(data: string): boolean {
  return data === '\x1b[I' || data === '\x1b[O'
}
