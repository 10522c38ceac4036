import { Popover } from 'radix-ui'
import type { Pane, Session } from '../../../ipc/model'
import { placeName } from '../grid/names'
import { QuestionCard } from './question-card'

interface CardPopoverProps {
  readonly pane: Pane
  readonly session: Session
  readonly place: 'side' | 'tile'
  readonly side: 'right' | 'bottom'
}

/** Back to what was pressed, but not from where the focus has gone meanwhile: another card, or a terminal. */
function keepNewFocus(event: Event): void {
  if (document.activeElement !== document.body) event.preventDefault()
}

/** A question's card beside what was pressed. The card takes the focus itself: none of its buttons is the first choice. */
export function CardPopover({ pane, session, place, side }: CardPopoverProps) {
  return (
    <Popover.Portal>
      <Popover.Content
        className="question-popover"
        side={side}
        align="start"
        sideOffset={6}
        collisionPadding={12}
        aria-label={`Answer ${placeName(pane, session)}`}
        onOpenAutoFocus={event => event.preventDefault()}
        onCloseAutoFocus={keepNewFocus}
        // To React the tile is the parent of its card, and a double click on a tile zooms.
        onDoubleClick={event => event.stopPropagation()}
      >
        <QuestionCard pane={pane} session={session} place={place} asked />
      </Popover.Content>
    </Popover.Portal>
  )
}
