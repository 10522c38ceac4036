import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useFocusReturn } from './focus-return'
import './dialog.css'

interface DialogProps {
  /** Accessible name, the same as the button that opens it. */
  readonly name: string
  /** What is shown as the title; the name where nothing is given. */
  readonly title?: ReactNode
  /** One sentence that says what will happen. */
  readonly sentence?: ReactNode
  readonly width?: 'narrow' | 'normal' | 'wide' | 'full'
  /** Stands above another dialog. */
  readonly above?: boolean
  /** Scrolling content and footer: `DialogBody`, `DialogFoot`, maybe in a form with class `dialog-form`. */
  readonly children: ReactNode
  onClose(): void
}

/**
 * A message in the corner belongs to no dialog: a click on it must not close one. Radix asks after the click, by which a
 * message (`data-message`) may have been taken out of its region.
 */
function keepForMessages(event: CustomEvent<{ readonly originalEvent: Event }>): void {
  const { target } = event.detail.originalEvent
  if (target instanceof Element && target.closest('[role="status"], [data-message]')) event.preventDefault()
}

/** A field with an open list of its own (`data-escape`) has Escape first: Radix listens on the document, before it. */
function leaveToField(event: KeyboardEvent): void {
  if (document.activeElement?.closest('[data-escape="own"]')) event.preventDefault()
}

/** A modal dialog: focus stays inside, Escape and a click outside close it, focus goes back where it was. */
export function Dialog({ name, title, sentence, width = 'normal', above, children, onClose }: DialogProps) {
  const level = above ? ' dialog-above' : ''
  const onCloseAutoFocus = useFocusReturn(above)
  return (
    <Radix.Root open onOpenChange={open => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={above ? 'scrim scrim-above' : 'scrim'} />
        <Radix.Content
          className={`dialog dialog-${width}${level}`}
          aria-label={name}
          aria-labelledby={undefined}
          onEscapeKeyDown={leaveToField}
          onCloseAutoFocus={onCloseAutoFocus}
          onPointerDownOutside={keepForMessages}
          {...(sentence ? {} : { 'aria-describedby': undefined })}
        >
          <header className="dialog-head">
            <Radix.Title className="dialog-title">{title ?? name}</Radix.Title>
            {sentence && <Radix.Description className="dialog-sentence">{sentence}</Radix.Description>}
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** `reads`: nothing in it takes the focus, so that it takes it itself where keys shall scroll it. */
export function DialogBody({ reads, children }: { readonly reads?: boolean; readonly children: ReactNode }) {
  return (
    <div className="dialog-body" {...(reads ? { tabIndex: 0 } : {})}>
      {children}
    </div>
  )
}

/** The safe action on the left of the primary one; what stands first may grow. */
export function DialogFoot({ note, children }: { readonly note?: ReactNode; readonly children: ReactNode }) {
  return (
    <footer className="dialog-foot">
      <div className="grow">{note}</div>
      {children}
    </footer>
  )
}
