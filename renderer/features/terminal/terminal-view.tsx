import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { PaneId } from '../../../ipc/model'
import { setTerminalActions, terminalActionsStore } from '../../commands/terminal-actions'
import { settingsStore } from '../../state/settings-store'
import { fontShape } from '../../terminals/font'
import { cellsIn, GROWTH } from '../../terminals/font-fit'
import { pageTerminals } from '../../terminals/page-terminals'
import { actionsOf } from './actions'
import { FindBar } from './find-bar'
import { fitStore } from './fit-store'
import { installTerminalHooks } from './install-hooks'
import { StatusCover } from './status-cover'
import './terminal.css'

interface TerminalViewProps {
  readonly paneId: PaneId
  /** `cc_1 in api`. */
  readonly name: string
  /** The whole view is this terminal: it takes the focus, and Tab reaches it. */
  readonly alone: boolean
  /** CSS px between the frame and the cells, on each side. */
  readonly padding: number
  /** What is shown stopped being true: server or connection lost, program ended. */
  readonly stale: boolean
}

installTerminalHooks()

/** Places the registry's terminal of a pane and makes it fit by its font size. */
export function TerminalView({ paneId, name, alone, padding, stale }: TerminalViewProps) {
  const place = useRef<HTMLDivElement>(null)
  const [finding, setFinding] = useState(false)
  const live = useMemo(() => pageTerminals.get(paneId), [paneId])
  const max = useStore(settingsStore, state => state.settings?.terminalFontSize ?? 13)
  const { status, drawn, fits, link } = useStore(live.store)
  const canUndo = useStore(fitStore, state => state.undo.has(paneId))

  useEffect(() => {
    const node = place.current
    if (!node) return
    const undo = pageTerminals.place(paneId, node)
    const observer = new ResizeObserver(([entry]) => {
      if (entry) live.setBox(entry.contentRect.width, entry.contentRect.height, max * GROWTH)
    })
    observer.observe(node)
    return () => {
      observer.disconnect()
      undo()
    }
  }, [paneId, live, max])

  useEffect(() => {
    live.setName(`Terminal ${name}`)
    if (live.terminal.textarea) live.terminal.textarea.tabIndex = alone ? 0 : -1
    if (alone) live.focus()
  }, [live, name, alone])

  // The closure reads whether a fit can be undone, so it is made anew when that changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: canUndo is read by actionsOf from its store
  const offer = useCallback(() => {
    const cells = () => {
      const { width = 800, height = 600 } = contentSize(place.current)
      const shape = fontShape(String(live.terminal.options.fontFamily))
      return cellsIn({ width, height, shape, fontSize: max, dpr: window.devicePixelRatio || 1 })
    }
    const actions = actionsOf(live, { find: () => setFinding(true), cells })
    setTerminalActions(actions)
    return () => {
      if (terminalActionsStore.getState().actions === actions) setTerminalActions(null)
    }
  }, [live, max, canUndo])

  useOffer(live.element, offer, alone)

  return (
    <section
      className={`terminal-view${stale ? ' is-stale' : ''}${fits ? '' : ' too-large'}`}
      aria-label={`Terminal ${name}`}
    >
      <div className="terminal-place" ref={place} style={{ inset: padding }} />
      <StatusCover status={status} drawn={drawn} />
      {finding && (
        <FindBar
          live={live}
          onClose={() => {
            setFinding(false)
            live.focus()
          }}
        />
      )}
      {link && <output className="link-target">{link}</output>}
    </section>
  )
}

/** Offers the terminal's actions to commands while it has, or last had, the focus. */
function useOffer(element: HTMLElement, offer: () => () => void, alone: boolean): void {
  useEffect(() => {
    let undo = () => {}
    const take = () => {
      undo()
      undo = offer()
    }
    if (alone || element.contains(document.activeElement)) take()
    element.addEventListener('focusin', take)
    return () => {
      element.removeEventListener('focusin', take)
      undo()
    }
  }, [element, offer, alone])
}

function contentSize(node: HTMLElement | null): { width?: number; height?: number } {
  return node ? { width: node.clientWidth, height: node.clientHeight } : {}
}
