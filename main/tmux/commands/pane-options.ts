import type { PaneId } from '../../../ipc/model'
import { assertPaneId, command } from '../quote'
import type { Command, TmuxPane } from '../types'

type PaneOptions = TmuxPane['options']

/**
 * Sets our options of a pane, those that are given; an empty value unsets. The mirror reads them (`list.ts`). Values are
 * to stay well below 16 KB: a command that goes out as a process of its own is refused beyond ("command too long", 3.3a).
 */
export function setPaneOptions(paneId: PaneId, options: Partial<PaneOptions>): Command[] {
  const target = assertPaneId(paneId)
  return Object.entries(options).map(([name, value]) =>
    value === ''
      ? command('set-option', '-p', '-u', '-t', target, `@quarterdeck_${name}`)
      : command('set-option', '-p', '-t', target, '--', `@quarterdeck_${name}`, value),
  )
}

/** Keeps a pane, with its screen and its exit status, when its program ends; for this pane alone (3.0 and later). */
export function keepDeadPane(paneId: PaneId): Command {
  return command('set-option', '-p', '-t', assertPaneId(paneId), 'remain-on-exit', 'on')
}
