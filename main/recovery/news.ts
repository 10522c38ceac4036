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
  /** Pages, each with what it was told last. */
  const pages = new Set<{ readonly send: (news: News) => void; last: string }>()
  let timer: NodeJS.Timeout | null = null
  const tell = () => {
    timer = null
    const lost = view()
    const text = JSON.stringify(lost)
    for (const page of [...pages]) {
      if (page.last === text) continue
      page.last = text
      page.send({ lost })
    }
  }
  return {
    soon() {
      timer ??= setTimeout(tell, TELL)
    },
    watch(send) {
      const lost = view()
      const page = { send, last: JSON.stringify(lost) }
      send({ lost })
      pages.add(page)
      return () => void pages.delete(page)
    },
    close() {
      if (timer) clearTimeout(timer)
    },
  }
}
