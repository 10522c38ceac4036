import { afterEach, describe, expect, it } from 'vitest'
import { confirmStore } from '../../state/confirm-store'
import { confirmLink, confirmPaste, openableUrl } from './confirm'
import { linkParts, previewPaste } from './preview'

afterEach(() => confirmStore.getState().answer(false))

describe('confirmLink', () => {
  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'vscode://x', 'data:text/html,x', 'no address', ''])(
    'refuses %s without asking',
    async url => {
      expect(await confirmLink(url)).toBe(false)
      expect(confirmStore.getState().question).toBeNull()
    },
  )

  it('asks with the target and resolves with the answer', async () => {
    const answered = confirmLink('https://example.com/x')
    expect(confirmStore.getState().question).toEqual({ kind: 'link', url: 'https://example.com/x' })
    confirmStore.getState().answer(true)
    expect(await answered).toBe(true)
    expect(confirmStore.getState().question).toBeNull()
  })

  it('answers the older question with no when a newer one comes', async () => {
    const older = confirmLink('https://example.com/')
    const newer = confirmPaste('a\nb')
    expect(await older).toBe(false)
    expect(confirmStore.getState().question).toEqual({ kind: 'paste', text: 'a\nb' })
    confirmStore.getState().answer(true)
    expect(await newer).toBe(true)
  })
})

describe('linkParts', () => {
  const parts = (url: string) => {
    const parsed = openableUrl(url)
    return parsed && linkParts(parsed)
  }

  it('sets the host apart, also from a name that looks like one', () => {
    expect(parts('https://good.example@evil.test/good.example?x')).toEqual([
      'https://good.example@',
      'evil.test',
      '/good.example?x',
    ])
    expect(parts('http://a.test:8080/')).toEqual(['http://', 'a.test:8080', '/'])
    expect(parts('mailto:ada@example.com?subject=x')).toEqual(['mailto:', 'ada@example.com', '?subject=x'])
  })

  it('shows a host in foreign letters as what it is', () => {
    expect(parts('https://аpple.com/')?.[1]).toBe('xn--pple-43d.com')
  })
})

describe('previewPaste', () => {
  it('counts lines as a shell would run them', () => {
    expect(['a', 'a\n', 'a\nb', 'a\nb\n', '\n\n'].map(text => previewPaste(text).lines)).toEqual([1, 1, 2, 2, 2])
  })

  it('makes control characters visible and keeps tabs and lines', () => {
    expect(previewPaste('\u001b[31ma\tb\r\nc\u007f').shown).toBe('^[[31ma\tb^M\nc^?')
  })

  it('shows the beginning of a long text and says how much more there is', () => {
    const { lines, shown, more } = previewPaste('x\n'.repeat(100))
    expect([lines, shown.split('\n').length, more]).toEqual([100, 12, 88])
  })

  it('looks at 10 MB in one line without showing them', () => {
    const { shown, characters } = previewPaste('x'.repeat(10_000_000))
    expect([shown.length, characters]).toEqual([1200, 10_000_000])
  })
})
