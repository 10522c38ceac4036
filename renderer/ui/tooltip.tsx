import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** Words that appear on hover and focus. What they say is never the only place where it is said. */
export function Tooltip({
  says,
  keys,
  children,
}: {
  readonly says: string
  readonly keys?: string
  children: ReactNode
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="tooltip" sideOffset={6} collisionPadding={8}>
          {says}
          {keys && <kbd>{keys}</kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  )
}
