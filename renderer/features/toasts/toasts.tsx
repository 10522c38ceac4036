import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { dismissToast, stayOf, type Toast, toastsStore } from '../../state/toasts-store'
import { Button } from '../../ui/button'
import { UndoAct, UndoToCheckpoint } from '../checkpoints/undo-to-checkpoint'
import './toasts.css'

const ICONS = { done: CircleCheck, notice: Info, failure: CircleAlert } as const

function Undo({ toast: { id, undo } }: { readonly toast: Toast }) {
  const onGo = () => dismissToast(id)
  if (!undo) return null
  if ('actId' in undo) return <UndoAct id={undo.actId} onGo={onGo} />
  return <UndoToCheckpoint {...undo} onGo={onGo} />
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const [held, setHeld] = useState(false)
  const Icon = ICONS[toast.tone]
  useEffect(() => {
    const stay = stayOf(toast)
    // Nobody is hurried: while the pointer or the focus is on it, it stays.
    if (stay === null || held) return
    const timer = setTimeout(() => dismissToast(toast.id), stay)
    return () => clearTimeout(timer)
  }, [toast, held])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only keeps the message from going away
    <div
      className={`toast toast-${toast.tone}`}
      data-message=""
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon aria-hidden="true" />
      <div className="toast-body">
        <b>{toast.title}</b>
        {toast.meaning && <p>{toast.meaning}</p>}
        {toast.remedy && <p>{toast.remedy}</p>}
        <Undo toast={toast} />
        {toast.action && (
          <Button small onClick={toast.action.run}>
            {toast.action.label}
          </Button>
        )}
      </div>
      <Button kind="ghost" icon className="toast-close" aria-label="Dismiss" onClick={() => dismissToast(toast.id)}>
        <X aria-hidden="true" />
      </Button>
    </div>
  )
}

/** Always there, so that screen readers announce what comes into it. `aria-live` also keeps dialogs from hiding it. */
export function Toasts() {
  const toasts = useStore(toastsStore, state => state.toasts)
  return (
    <div className="toasts" role="status" aria-live="polite" aria-label="Messages">
      {toasts.map(toast => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  )
}
