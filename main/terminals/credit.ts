/**
 * How many bytes a page may have that its terminal has not parsed yet. Above the first number nothing more is sent, at
 * the second it goes on (VS Code's numbers; measured here: 10.6 MB/s of flood with typing echoed in 8 ms beside it, while
 * larger windows let keys wait 54 ms). The page must acknowledge at least every `LOW` bytes.
 */
export const HIGH = 100_000
export const LOW = 5_000

/** The account of one stream, in bytes. */
export interface Credit {
  /** False from `HIGH` unparsed bytes on until there are `LOW` or fewer. */
  readonly open: boolean
  /** Bytes sent and not yet parsed. */
  readonly outstanding: number
  /** The page's terminal has all or nearly all of what was sent. */
  readonly drained: boolean
  sent(count: number): void
  /** A page cannot have parsed more than it got: more is taken as all, so that a miscount cannot stall the stream. */
  parsed(count: number): void
}

export function createCredit(): Credit {
  let outstanding = 0
  let open = true
  return {
    get open() {
      return open
    },
    get outstanding() {
      return outstanding
    },
    get drained() {
      return outstanding <= LOW
    },
    sent(count) {
      outstanding += count
      if (outstanding >= HIGH) open = false
    },
    parsed(count) {
      outstanding = Math.max(0, outstanding - count)
      if (outstanding <= LOW) open = true
    },
  }
}
