import type { TopicOut } from '../../ipc/contract'
import type { Undo } from '../../ipc/wire'

type News = TopicOut<'recovery'>

/** Tells pages of losses. */
export interface RecoveryNews {
  /** Something may have changed: told when it has, once for all that happens within 20 ms. */
  soon(): void
  watch(send: (news: News) => void): Undo
  close(): void
}

/** ms in which changes are gathered before pages are told. */
const TELL = 20

/** `view` gives the list as it is now. */
export function createNews(view: () => News['lost']): RecoveryNews {
  const listeners = new Set<(news: News) => void>()
  let last = JSON.stringify(view())
  let timer: NodeJS.Timeout | null = null
  const tell = () => {
    timer = null
    const lost = view()
    const text = JSON.stringify(lost)
    if (text === last) return
    last = text
    for (const listener of [...listeners]) listener({ lost })
  }
  return {
    soon() {
      timer ??= setTimeout(tell, TELL)
    },
    watch(send) {
      send({ lost: view() })
      // Each page has an identity of its own, whatever function it was given.
      const listener = (news: News) => send(news)
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      if (timer) clearTimeout(timer)
    },
  }
}
