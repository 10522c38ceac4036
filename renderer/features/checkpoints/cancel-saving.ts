import { call } from '../../host/host'
import { attempt } from '../../state/tell'

/** Ends a save, an export or an import; who began it tells its end. `act`: `export`. */
export function cancelSaving(act: string, id: string): void {
  void attempt(`Cancel ${act}`, () => call('checkpoint.cancel', { id }))
}
