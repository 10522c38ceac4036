import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { LiveTerminal } from '../../terminals/live-terminal'
import { currentTheme } from '../../terminals/theme'
import { Button } from '../../ui/button'

/** Colours of the hits by theme; xterm wants `#rrggbb`. Text on each keeps 4.5:1 by the terminal's minimum contrast. */
const HITS = {
  dark: {
    ...{ matchBackground: '#5a4a1e', matchOverviewRuler: '#f2b84b' },
    ...{ activeMatchBackground: '#b47b12', activeMatchColorOverviewRuler: '#f2b84b' },
  },
  light: {
    ...{ matchBackground: '#f7e6b8', matchOverviewRuler: '#8a5709' },
    ...{ activeMatchBackground: '#edb94a', activeMatchColorOverviewRuler: '#8a5709' },
  },
} as const

/** Searches what the page holds of a terminal: its screen and the history that was fetched. */
export function FindBar({ live, onClose }: { readonly live: LiveTerminal; onClose(): void }) {
  const [text, setText] = useState('')
  const [count, setCount] = useState({ resultIndex: -1, resultCount: 0 })
  const field = useRef<HTMLInputElement>(null)

  useEffect(() => {
    field.current?.focus()
    const undo = live.search.onDidChangeResults(setCount)
    return () => {
      undo.dispose()
      live.search.clearDecorations()
    }
  }, [live])

  function find(next: string, direction: 'next' | 'previous', incremental = false): void {
    if (!next) {
      live.search.clearDecorations()
      setCount({ resultIndex: -1, resultCount: 0 })
      return
    }
    const decorations = HITS[currentTheme()]
    if (direction === 'next') live.search.findNext(next, { decorations, incremental })
    else live.search.findPrevious(next, { decorations, incremental })
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation()
      onClose()
    } else if (event.key === 'Enter') find(text, event.shiftKey ? 'previous' : 'next')
  }

  return (
    <search className="find-bar">
      <input
        ref={field}
        className="input"
        aria-label="Find in terminal"
        placeholder="Find"
        value={text}
        onChange={event => {
          setText(event.target.value)
          find(event.target.value, 'previous', true)
        }}
        onKeyDown={onKeyDown}
      />
      <output className="find-count">{countWords(text, count)}</output>
      <Button kind="ghost" icon small aria-label="Previous hit" onClick={() => find(text, 'previous')}>
        <ArrowUp />
      </Button>
      <Button kind="ghost" icon small aria-label="Next hit" onClick={() => find(text, 'next')}>
        <ArrowDown />
      </Button>
      <Button kind="ghost" icon small aria-label="Close find" onClick={onClose}>
        <X />
      </Button>
    </search>
  )
}

/** `2 of 14`; the addon counts from 0 and gives -1 above its limit of hits. */
export function countWords(text: string, count: { resultIndex: number; resultCount: number }): string {
  if (!text) return ''
  if (count.resultCount === 0) return 'No hits'
  return count.resultIndex < 0 ? `${count.resultCount} hits` : `${count.resultIndex + 1} of ${count.resultCount}`
}
