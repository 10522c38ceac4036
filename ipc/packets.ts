import { z } from 'zod'
import type { Failure } from './failure'

/** What the page sends as text. */
export const ClientPacket = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id: z.number().int(), name: z.string(), in: z.unknown() }),
  z.object({ t: z.literal('sub'), id: z.number().int(), name: z.string(), in: z.unknown() }),
  z.object({ t: z.literal('unsub'), id: z.number().int() }),
])
export type ClientPacket = z.infer<typeof ClientPacket>

/** What the host sends as text. `id` is the call's or the subscription's. */
export type HostPacket =
  | { readonly t: 'ok'; readonly id: number; readonly out: unknown }
  | { readonly t: 'fail'; readonly id: number; readonly failure: Failure }
  | { readonly t: 'event'; readonly id: number; readonly out: unknown }
