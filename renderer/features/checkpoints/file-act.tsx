import { Button } from '../../ui/button'
import { DialogFoot } from '../../ui/dialog'
import { Progress } from '../../ui/progress'
import { fileProgress } from './saving-words'
import type { FileAct } from './use-file-act'

interface StateProps {
  readonly state: Pick<FileAct<unknown>, 'far' | 'cancelled'>
  /** Accessible name of the progress: `Exporting`. */
  readonly name: string
  /** What a cancel means: `No file was written.` */
  readonly without: string
}

/** How far an export or an import is, or that it was cancelled; nothing while neither is to be said. */
export function FileActState({ state: { far, cancelled }, name, without }: StateProps) {
  const progress = far && fileProgress(far)
  if (progress) return <Progress name={name} {...progress} />
  return cancelled && <p className="note" role="status">{`It was cancelled. ${without}`}</p>
}

interface FootProps {
  readonly state: Pick<FileAct<unknown>, 'busy' | 'far' | 'cancelling' | 'cancel'>
  /** What is tried: `Export`. */
  readonly act: string
  onClose(): void
}

/** The foot of the form that begins it: *Cancel* ends what is under way, else closes the dialog. */
export function FileActFoot({ state: { busy, far, cancelling, cancel }, act, onClose }: FootProps) {
  // What is over in a moment changes no word.
  const name = cancelling ? 'Cancelling…' : far ? `Cancel ${act.toLowerCase()}` : 'Cancel'
  return (
    <DialogFoot note={far && 'It goes on when you close this.'}>
      <Button onClick={busy ? cancel : onClose}>{name}</Button>
      <Button kind="primary" type="submit" disabled={busy}>
        {`${act} checkpoint`}
      </Button>
    </DialogFoot>
  )
}
