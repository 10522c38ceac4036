import { Ellipsis } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { CommandId } from '../../../ipc/commands'
import { isMac, keyHint } from '../../commands/keys'
import { commandById, runCommand } from '../../commands/registry'
import { useCommandContext } from '../../commands/use-commands'
import { Button } from '../../ui/button'

/** What is done to a session less often than what has a button of its own. */
const MORE: readonly CommandId[] = [
  'session.rename',
  'session.copyAttach',
  'session.saveOutputs',
  'window.tile',
  'pane.zoomTmux',
]

export function MoreMenu() {
  const context = useCommandContext()
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button kind="ghost" icon aria-label="More actions">
          <Ellipsis aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {MORE.flatMap(id => {
            const command = commandById(id)
            if (!command?.when(context)) return []
            const [keys] = command.keys
            return (
              <DropdownMenu.Item key={id} className="menu-item" onSelect={() => runCommand(id)}>
                {command.title}
                {keys && <kbd>{keyHint(keys, isMac())}</kbd>}
              </DropdownMenu.Item>
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
