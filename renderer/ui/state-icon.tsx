import type { ReactNode } from 'react'
import type { StateName } from '../../ipc/model'
import './state-icon.css'

/** Each state's own shape on a 12×12 field: told apart without colour, at 11 px. */
const SHAPES: Record<StateName, ReactNode> = {
  idle: <circle cx="6" cy="6" r="4.6" fill="currentColor" />,
  working: (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.6" opacity="0.3" />
      <path d="M6 1.6a4.4 4.4 0 0 1 4.4 4.4" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  waiting: <path d="M6 .9 11.6 11H.4Z" fill="currentColor" />,
  held: <path d="M2 1.2h2.8v9.6H2zM7.2 1.2H10v9.6H7.2z" fill="currentColor" />,
  error: <rect x="1.4" y="1.4" width="9.2" height="9.2" rx="1.2" fill="currentColor" />,
  exited: <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  starting: (
    <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.7" strokeDasharray="1.9 1.87" />
  ),
  unknown: (
    <>
      <path
        d="M3.4 4.1C3.5 2.6 4.6 1.7 6.1 1.7c1.5 0 2.6.9 2.6 2.2 0 1.9-2.5 1.9-2.5 3.8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <circle cx="6.15" cy="10.2" r="0.95" fill="currentColor" />
    </>
  ),
}

/** The shape of a state in its colour. Decorative: the word or a label beside it says the state. */
export function StateIcon({ state }: { readonly state: StateName }) {
  const turns = state === 'working' ? ' state-turns' : ''
  return (
    <svg className={`state-icon state-${state}${turns}`} viewBox="0 0 12 12" aria-hidden="true">
      {SHAPES[state]}
    </svg>
  )
}

/** Shape, colour and word. `word` replaces the state's own name, e.g. `still working`. */
export function StateLabel({ state, word }: { readonly state: StateName; readonly word?: string }) {
  return (
    <span className={`state state-${state}`}>
      <StateIcon state={state} />
      {word ?? state}
    </span>
  )
}
