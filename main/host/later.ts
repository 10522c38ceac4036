import { HostError } from '../../ipc/failure'

/** Stands in for a call whose service is being built; gone before anything is released. */
export function later(): never {
  throw new HostError('refused', 'This is not built yet.')
}
