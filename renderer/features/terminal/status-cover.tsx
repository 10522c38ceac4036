import { wordsFor } from '../../host/words'
import { pageStreams } from '../../terminals/page-streams'
import type { StreamStatus } from '../../terminals/streams'
import { Button } from '../../ui/button'

/** Says why a terminal shows nothing, or nothing new. Silent while all is well. */
export function StatusCover({ status, drawn }: { readonly status: StreamStatus; readonly drawn: boolean }) {
  if (status.kind === 'open') return null
  // Opening takes milliseconds; the words fade in late (see the style), so that they are only seen when it hangs.
  if (status.kind === 'opening') return drawn ? null : <p className="status-cover is-late">Opening…</p>
  const words = coverWords(status)
  return (
    <div className={`status-cover${drawn ? ' over-picture' : ''}`}>
      <p>{words}</p>
      {status.kind === 'failed' && (
        <Button small onClick={() => pageStreams.retry()}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** What a stream that is not open means, in one or two sentences. */
export function coverWords(status: StreamStatus): string {
  if (status.kind === 'lost') return 'No connection to the host: this is the last picture.'
  if (status.kind === 'closed') return 'This pane is gone: this is its last picture.'
  if (status.kind !== 'failed') return ''
  const { what, remedy } = wordsFor(status.error)
  return `${what} ${remedy}`.trim()
}
