import { namePart, stamp } from '../settings/file-name'

/** Bytes of the parts of a file's name: with time and ending a whole name stays below 100, far from every file system's 255. */
const MOST_SESSION = 48
const MOST_AGENT = 24

/**
 * `SESSION_AGENT_YYYYMMDD-HHMMSS.txt`, or `.ansi` with colours; at most 100 bytes. Names are hostile text.
 * `count` from 2 on makes it another name: `…-2.txt`.
 */
export function outputName(
  { session, agent }: { session: string; agent: string },
  at: Date,
  colours: boolean,
  count = 1,
): string {
  const parts = [namePart(session, MOST_SESSION, 'session'), namePart(agent, MOST_AGENT, 'pane'), stamp(at)]
  return `${parts.join('_')}${count > 1 ? `-${count}` : ''}.${colours ? 'ansi' : 'txt'}`
}
