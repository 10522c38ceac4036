/** Undoes what returned it; calling it twice does nothing more. */
export type Undo = () => void

/** A message is text (JSON packets) or bytes (terminal frames); both keep their order on one wire. */
export type WireMessage = string | Uint8Array

/** What carries messages between page and host: a MessagePort, a WebSocket, or a pair in one process. */
export interface Wire {
  send(message: WireMessage): void
  onMessage(listener: (message: WireMessage) => void): Undo
  onClose(listener: () => void): Undo
  close(): void
}

/** A set of listeners; `emit` calls those that were there when it began. */
export interface Emitter<T> {
  on(listener: (value: T) => void): Undo
  emit(value: T): void
  readonly size: number
}

export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    on(listener) {
      // A wrapper, so that one function registered twice is called twice and undone once.
      const own = (value: T) => listener(value)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value)
    },
    get size() {
      return listeners.size
    },
  }
}

/** Two ends in one process; each message is delivered in a later microtask, in order. */
export function createWirePair(): [Wire, Wire] {
  const ends = [createEmitter<WireMessage>(), createEmitter<WireMessage>()] as const
  const closed = createEmitter<void>()
  let open = true
  const end = (own: 0 | 1): Wire => ({
    send(message) {
      void Promise.resolve().then(() => {
        if (open) ends[own === 0 ? 1 : 0].emit(message)
      })
    },
    onMessage: listener => ends[own].on(listener),
    onClose: listener => closed.on(listener),
    close() {
      if (!open) return
      open = false
      closed.emit()
    },
  })
  return [end(0), end(1)]
}
