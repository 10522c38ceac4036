import { Button } from '../../ui/button'
import { DialogFoot } from '../../ui/dialog'
import type { SaveStep } from './use-one-by-one'

interface FootProps {
  readonly step: SaveStep
  /** What is done, on its button: `Save outputs`. */
  readonly act: string
  /** There is nothing to save. */
  readonly none: boolean
  onStop(): void
  onClose(): void
}

/** Begins it, leaves out the rest of it, or closes when it is over. */
export function SaveFoot({ step, act, none, onStop, onClose }: FootProps) {
  if (step === 'over')
    return (
      <DialogFoot>
        <Button kind="primary" onClick={onClose} autoFocus>
          Done
        </Button>
      </DialogFoot>
    )
  return (
    <DialogFoot>
      <Button onClick={step === 'ask' ? onClose : onStop}>Cancel</Button>
      {step === 'ask' && (
        <Button kind="primary" type="submit" disabled={none}>
          {act}
        </Button>
      )}
    </DialogFoot>
  )
}
