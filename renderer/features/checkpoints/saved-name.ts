import type { SavedPane } from '../../../ipc/checkpoint'

/** `cc_1`, or `pane 0.2` for a pane without an agent: window and place in it. */
export function savedName({ agent, key }: Pick<SavedPane, 'agent' | 'key'>): string {
  return agent || `pane ${key}`
}

/** Program and arguments as a person would read them; never run. */
export function launchWords({ launch, command }: Pick<SavedPane, 'launch' | 'command'>): string {
  return launch ? [launch.command, ...launch.args].join(' ') : command
}
