import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHostClient } from '../../ipc/rpc-client'
import { DEFAULT_SETTINGS } from '../../ipc/settings'
import { createWirePair } from '../../ipc/wire'
import { setHost } from '../host/host'
import { settingsStore } from '../state/settings-store'
import { setTerminalHooks } from './hooks'
import { pasteInto, watchPaste } from './paste'

/** A host that says yes to everything; the texts that were pasted. */
function host(): string[] {
  const [page, wire] = createWirePair()
  const texts: string[] = []
  wire.onMessage(message => {
    const packet = JSON.parse(String(message))
    texts.push(packet.in.text)
    wire.send(JSON.stringify({ t: 'ok', id: packet.id, out: {} }))
  })
  setHost(createHostClient(page))
  return texts
}

function answering(yes: boolean) {
  const confirmPaste = vi.fn(() => Promise.resolve(yes))
  setTerminalHooks({ openLink: () => {}, onFailure: () => {}, confirmPaste })
  return confirmPaste
}

afterEach(() => {
  setHost(null)
  settingsStore.setState({ settings: null })
})

describe('pasteInto', () => {
  it('pastes one line unasked', async () => {
    const [texts, asked] = [host(), answering(false)]
    await pasteInto('%1', 'one line\n', false)
    expect(texts).toEqual(['one line\r'])
    expect(asked).not.toHaveBeenCalled()
  })

  it('asks before several lines, and takes a no', async () => {
    const texts = host()
    answering(false)
    await pasteInto('%1', 'a\nb', false)
    expect(texts).toEqual([])
    answering(true)
    await pasteInto('%1', 'a\nb', false)
    expect(texts).toEqual(['a\rb'])
  })

  it('does not ask where brackets keep the lines together, or the setting says not to', async () => {
    const [texts, asked] = [host(), answering(false)]
    await pasteInto('%1', 'a\nb', true)
    settingsStore.setState({ settings: { ...DEFAULT_SETTINGS, confirmMultilinePaste: false } })
    await pasteInto('%1', 'c\nd', false)
    expect(texts).toEqual(['a\rb', 'c\rd'])
    expect(asked).not.toHaveBeenCalled()
  })

  it('tells when there is no host', async () => {
    answering(true)
    await expect(pasteInto('%1', 'x', true)).rejects.toMatchObject({ code: 'disconnected' })
  })
})

it('takes the paste event before the terminal inside does', () => {
  const outer = document.createElement('div')
  const inner = document.createElement('textarea')
  outer.append(inner)
  const [ours, theirs] = [vi.fn(), vi.fn()]
  const undo = watchPaste(outer, ours)
  inner.addEventListener('paste', theirs)
  const paste = () => {
    const event = new Event('paste', { bubbles: true, cancelable: true })
    Object.assign(event, { clipboardData: { getData: () => 'text' } })
    inner.dispatchEvent(event)
    return event
  }
  expect(paste().defaultPrevented).toBe(true)
  expect(ours).toHaveBeenCalledWith('text')
  expect(theirs).not.toHaveBeenCalled()
  undo()
  expect(paste().defaultPrevented).toBe(false)
  expect(ours).toHaveBeenCalledTimes(1)
})
