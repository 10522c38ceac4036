import type { CallIn, CallName, CallOut } from '../../ipc/contract'
import { HostError } from '../../ipc/failure'
import type { HostClient } from '../../ipc/rpc-client'
import { createEmitter, type Undo } from '../../ipc/wire'

/*
 * The page's one host. The client behind it is replaced on reconnect; what must be opened again on a new client
 * (subscriptions, terminal streams) registers with `onConnect`.
 */

let current: HostClient | null = null
const connected = createEmitter<HostClient>()

/** Called by `connect.ts` when a wire is up. */
export function setHost(client: HostClient | null): void {
  current = client
  if (client) connected.emit(client)
}

/** Runs now when connected, and again on every new connection. */
export function onConnect(listener: (client: HostClient) => void): Undo {
  if (current) listener(current)
  return connected.on(listener)
}

/** A typed call; rejects with a `HostError` (`disconnected` while there is no connection). */
export function call<N extends CallName>(name: N, input: CallIn<N>): Promise<CallOut<N>> {
  if (!current) return Promise.reject(new HostError('disconnected', 'There is no connection to the host.'))
  return current.call(name, input)
}
