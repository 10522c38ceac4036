import type { Fleet } from '../../../ipc/model'

/** tmux turns dots and colons into `_` by itself (3.3a), so a name with them would not be the one that was typed. */
const FORBIDDEN = /[.:\u0000-\u001f\u007f]/

/** What is wrong with a session's name, in words; empty when tmux can have it. `own` may keep its name. */
export function nameError(name: string, fleet: Fleet | null, own?: string): string {
  if (name.trim() === '') return 'Enter a name.'
  if (name.length > 200) return 'At most 200 characters.'
  if (FORBIDDEN.test(name)) return 'A name holds no dot, colon or control character: tmux uses them itself.'
  const taken = fleet?.sessions.some(session => session.name === name && session.id !== own)
  return taken ? `There is a session named ${name} already.` : ''
}

/** A free name made of the folder's: `api`, `api-2`, … Empty for a folder that gives none (`/`). */
export function suggestName(folder: string, fleet: Fleet | null): string {
  const last = folder.split(/[/\\]/).filter(Boolean).at(-1) ?? ''
  const base = last.replace(/[.:\u0000-\u001f\u007f]+/g, '-').replace(/^-+|-+$/g, '')
  if (base === '' || base === '~') return ''
  const taken = new Set(fleet?.sessions.map(session => session.name))
  if (!taken.has(base)) return base
  let number = 2
  while (taken.has(`${base}-${number}`)) number++
  return `${base}-${number}`
}
