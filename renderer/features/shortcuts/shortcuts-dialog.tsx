import { isMac, keyCaps } from '../../commands/keys'
import { type Command, commands } from '../../commands/registry'
import { Button } from '../../ui/button'
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog'
import './shortcuts.css'

const GROUPS = ['File', 'Session', 'Agents', 'View', 'Help'] as const

function Keys({ keys }: { readonly keys: string }) {
  return (
    <dd>
      {keyCaps(keys, isMac()).map(cap => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </dd>
  )
}

function Group({ name, list }: { readonly name: string; readonly list: readonly Command[] }) {
  return (
    <section>
      <h2>{name}</h2>
      <dl>
        {list.map(command => (
          <div key={command.id}>
            <dt className="grow">{command.title}</dt>
            {command.keys.map(keys => (
              <Keys key={keys} keys={keys} />
            ))}
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Every command that has a key, in the menu's groups. */
export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const why = isMac() ? 'Ours carry Cmd' : 'Ours carry Ctrl+Shift'
  return (
    <Dialog
      name="Keyboard shortcuts"
      sentence={`${why}: every other key goes to the terminal. The command palette has all commands.`}
      width="wide"
      onClose={onClose}
    >
      <DialogBody reads>
        <div className="shortcuts">
          {GROUPS.map(name => {
            const list = commands.filter(command => command.menu === name && command.keys.length > 0)
            return list.length > 0 && <Group key={name} name={name} list={list} />
          })}
        </div>
      </DialogBody>
      <DialogFoot>
        <Button kind="primary" onClick={onClose} autoFocus>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
