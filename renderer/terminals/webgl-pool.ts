import type { Undo } from '../../ipc/wire'

/** What a WebGL renderer of one terminal is to the pool. */
export interface GpuLease {
  /** Called when the browser took the context; it comes about 3 s after the loss (Chromium, measured). */
  onLoss(listener: () => void): void
  dispose(): void
}

export interface WebglPool {
  /**
   * A context for one terminal, or null when none is free or it could not be had: the terminal then draws by DOM.
   * `onLoss` runs when the context is lost; the lease is then over. The undo gives the context back.
   */
  lease(create: () => GpuLease, onLoss: () => void): Undo | null
  readonly used: number
}

/** A page has 16 contexts and the 17th silently evicts the oldest; disposing frees one late. So half of them. */
export const MAX_CONTEXTS = 8

export function createWebglPool(max = MAX_CONTEXTS): WebglPool {
  const leases = new Set<GpuLease>()
  const end = (lease: GpuLease) => {
    if (leases.delete(lease)) lease.dispose()
  }
  return {
    lease(create, onLoss) {
      if (leases.size >= max) return null
      let lease: GpuLease
      try {
        lease = create()
      } catch {
        return null
      }
      leases.add(lease)
      lease.onLoss(() => {
        if (!leases.has(lease)) return
        // xterm 6 stays blank after a loss until its addon is disposed; it then falls back to DOM.
        end(lease)
        onLoss()
      })
      return () => end(lease)
    },
    get used() {
      return leases.size
    },
  }
}
