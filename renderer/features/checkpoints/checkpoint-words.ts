import type { CheckpointInfo, Trigger } from '../../../ipc/checkpoint'
import { dataSize, grouped, plural, whenWords } from '../../ui/format'

const TRIGGERS: Record<Trigger, string> = {
  manual: 'Saved by hand',
  'before-send': 'Before a prompt to several',
  'before-interrupt': 'Before an interrupt',
  'before-add': 'Before agents were added',
  'before-freeze': 'Before a freeze',
  'before-finish': 'Before the session was finished',
  'before-kill': 'Before a kill',
  'before-restore': 'Before a restore',
  milestone: 'When all agents were done',
  interval: 'While agents worked',
  import: 'Imported from a file',
  recovery: 'As it was before it was lost',
}

/** Why it was taken, as a short sentence without its point. */
export function triggerWords(trigger: Trigger): string {
  return TRIGGERS[trigger]
}

/** Its name; those that were taken by themselves have none, and go by why they were taken. */
export function checkpointTitle({ name, trigger }: Pick<CheckpointInfo, 'name' | 'trigger'>): string {
  return name || TRIGGERS[trigger]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `just now`, `4 min ago`, `3 h ago`, `2 days ago`, then the date. Both in Unix ms. */
export function ago(at: number, now: number): string {
  const ms = now - at
  if (ms < MINUTE) return 'just now'
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`
  if (ms < 7 * DAY) return `${plural(Math.floor(ms / DAY), 'day')} ago`
  return whenWords(at, now)
}

/** `6 panes, 2 work trees`. */
export function holdsWords({ panes, trees }: Pick<CheckpointInfo, 'panes' | 'trees'>): string {
  return [plural(panes, 'pane'), ...(trees > 0 ? [plural(trees, 'work tree')] : [])].join(', ')
}

/** `2.4 MB, added 120 KB to the disk`: content that another checkpoint has already takes no room again. */
export function sizeWords({ bytes, added }: Pick<CheckpointInfo, 'bytes' | 'added'>): string {
  return `${dataSize(bytes)}, added ${dataSize(added)} to the disk`
}

/** `12,400 lines`. */
export function linesWords(rows: number): string {
  return `${grouped(rows)} ${rows === 1 ? 'line' : 'lines'}`
}
