import { COMMANDS, type CommandId, type CommandInfo } from '../../ipc/commands'
import { tellFailure } from '../state/tell'
import { BEHAVIOURS, type Behaviour } from './behaviour'
import { type CommandContext, commandContext } from './context'

/** One object per command: toolbar, keys, palette, and the shell's menu and tray all use the same one. */
export interface Command extends CommandInfo, Behaviour {
  readonly id: CommandId
}

const never: Behaviour = { when: () => false, run: () => {} }

/** In the order of `ipc/commands.ts`. */
export const commands: readonly Command[] = COMMANDS.map(info => ({ ...info, ...(BEHAVIOURS[info.id] ?? never) }))

const byId = new Map<string, Command>(commands.map(command => [command.id, command]))

/** null for an id that no command has: ids come from the settings (pins) and over the wire too. */
export function commandById(id: string): Command | null {
  return byId.get(id) ?? null
}

/** Those that make sense now. */
export function availableCommands(context: CommandContext = commandContext()): Command[] {
  return commands.filter(command => command.when(context))
}

/** Runs a command if it makes sense now; whether it did. Failures are shown, never thrown. */
export function runCommand(id: string, context: CommandContext = commandContext()): boolean {
  const command = commandById(id)
  if (!command?.when(context)) return false
  // A promise's failure and a throw of the act itself leave through one door.
  void (async () => command.run(context))().catch(error => tellFailure(command.title, error))
  return true
}
