import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { stubFontMetrics } from '../../terminals/test-canvas'
import { drawSavedScreen } from './saved-screen'

let place: HTMLElement
let undos: (() => void)[]

beforeEach(() => {
  place = document.createElement('div')
  document.body.append(place)
  undos = [stubFontMetrics(), () => place.remove()]
})
afterEach(() => {
  for (const undo of undos.reverse()) undo()
})

/** xterm tells assistive technology once a second. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000 })

function draw(text: string, rows = 4) {
  const undo = drawSavedScreen(place, { cols: 20, rows, version: '3.3a', name: 'Screen of cc_1', text })
  undos.push(undo)
  return undo
}
/** What assistive technology reads: the rows in view. */
const shown = () =>
  [...place.querySelectorAll('.xterm-accessibility-tree [role="listitem"]')].map(row => row.textContent?.trimEnd())

it('draws rows with their colours through the parser, the last ones in view', async () => {
  draw('one\ntwo\n\x1b[31mthree\x1b[0m\n\x1b[1mfour\x1b[0m\nfive')
  await until(() => expect(shown()).toEqual(['two', 'three', 'four', 'five']))
  expect(place.querySelector('textarea')?.getAttribute('aria-label')).toBe('Screen of cc_1')
})

it('keeps blank rows at the end of a screen', async () => {
  draw('old\none\ntwo\n\n')
  await until(() => expect(shown()).toEqual(['one', 'two', '', '']))
})

it('makes no element of hostile text, follows no clipboard, and keeps no more rows than there were', async () => {
  const written = vi.fn()
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: written } })
  draw('<img src=x>\x1b]52;c;aGk=\x07\n\x1b[6n\x1b[c\x1b]0;title\x07end')
  await until(() => expect(shown().slice(0, 2)).toEqual(['<img src=x>', 'end']))
  expect(place.querySelector('img')).toBeNull()
  expect(written).not.toHaveBeenCalled()
  vi.unstubAllGlobals()
})

it('takes no key from the page', () => {
  draw('x')
  const tab = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true })
  place.querySelector('textarea')?.dispatchEvent(tab)
  expect(tab.defaultPrevented).toBe(false)
})

it('lets the focus pass by without drawing anew', async () => {
  draw('one\ntwo')
  await until(() => expect(shown()).toContain('two'))
  const changes: MutationRecord[] = []
  const observer = new MutationObserver(list => changes.push(...list))
  observer.observe(place, { childList: true, subtree: true })
  place.querySelector('textarea')?.focus()
  place.querySelector('textarea')?.blur()
  await new Promise(resolve => setTimeout(resolve, 0))
  observer.disconnect()
  expect(changes).toEqual([])
})

it('leaves nothing behind', () => {
  draw('x')()
  expect(place.children).toHaveLength(0)
})
