import { z } from 'zod'
import { PaneId } from '../../../ipc/model'
import type { AgentEvent } from '../event'
import { MOST_EVENT } from './helper-script'

/** An event as it lies in the spool. */
const HEAD = /^(%\d{1,9}) ([0-9A-Za-z-]{1,64}) (hook|notify)$/

const Channel = z.enum(['hook', 'notify'])

/** Place of the quote that ends the JSON string which begins at `from`. */
function stringEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

const DEEPER: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 }

/** Place behind the last complete member of a JSON object whose end is missing; 0 when there is none. */
function lastMemberEnd(text: string): number {
  let depth = 0
  let end = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '"') at = stringEnd(text, at)
    else if (char === ',' && depth === 1) end = at
    else depth += DEEPER[char] ?? 0
  }
  return end
}

function asObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

/**
 * An event from a file of the spool, null for what is none. Of one that was cut (the text of a file that a tool wrote) the
 * members before the cut are kept: they tell what happened.
 * @param at Unix ms
 */
export function readSpoolFile(content: Buffer, at: number): AgentEvent | null {
  const text = content.toString('utf8')
  const line = text.indexOf('\n')
  const [, pane = '', agentId = '', word] = HEAD.exec(text.slice(0, Math.max(0, line))) ?? []
  const paneId = PaneId.safeParse(pane)
  const channel = Channel.safeParse(word)
  if (!paneId.success || !channel.success) return null
  const body = text.slice(line + 1)
  const cut = content.length >= MOST_EVENT
  const data = asObject(body) ?? (cut ? asObject(`${body.slice(0, lastMemberEnd(body))}}`) : null)
  return data && { paneId: paneId.data, agentId, channel: channel.data, at, data }
}
