import type { ReactNode } from 'react'
import type { CommandId } from '../../ipc/commands'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { ariaKeys, isMac, keyHint } from './keys'
import { commandById, runCommand } from './registry'
import { useCommandContext } from './use-commands'

interface CommandButtonProps {
  readonly id: CommandId
  /** Accessible name; the command's title where nothing is given. */
  readonly name?: string
  /** What the tooltip says; the name where nothing is given. */
  readonly says?: string
  readonly kind?: 'plain' | 'primary' | 'danger' | 'ghost'
  readonly icon?: ReactNode
  /** Words beside the icon: always, only on wide windows, or never. */
  readonly words?: 'always' | 'wide' | 'never'
  /** Shows the key beside the words on wide windows. */
  readonly showKeys?: boolean
}

/** A button that runs a command of the registry; disabled while the command makes no sense. */
export function CommandButton(props: CommandButtonProps) {
  const { id, kind = 'plain', icon, words = 'always', showKeys } = props
  const context = useCommandContext()
  const command = commandById(id)
  if (!command) return null
  const name = props.name ?? command.title
  const [first] = command.keys
  const hint = first && keyHint(first, isMac())
  return (
    <Tooltip says={props.says ?? name} {...(hint ? { keys: hint } : {})}>
      <Button
        kind={kind}
        icon={words === 'never'}
        aria-label={name}
        disabled={!command.when(context)}
        aria-keyshortcuts={first && ariaKeys(first, isMac())}
        onClick={() => runCommand(id)}
      >
        {icon}
        {words !== 'never' && <span className={words === 'wide' ? 'wide-only' : undefined}>{name}</span>}
        {showKeys && hint && <kbd className="wide-only">{hint}</kbd>}
      </Button>
    </Tooltip>
  )
}
