import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, Protocol, Session } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { silentLog } from '../log/log'
import { isOurs, PAGE_URL, servePage } from './app-protocol'
import { createOpenExternal } from './open-external'
import { secureAllContents, secureSession } from './security'

describe('isOurs', () => {
  it('knows our own page and nothing that looks like it', () => {
    expect(isOurs(PAGE_URL)).toBe(true)
    expect(isOurs('app://quarterdeck/assets/x.js#a')).toBe(true)
    const strange = [
      'app://quarterdeck.evil/',
      'app://evil/quarterdeck/',
      'app://quarterdeck@evil/',
      'app://x@quarterdeck/',
      'app://quarterdeck:80/',
      'apps://quarterdeck/',
      'https://quarterdeck/',
      'file:///app://quarterdeck/',
      'app:quarterdeck',
      '',
    ]
    for (const url of strange) expect(isOurs(url), url).toBe(false)
  })
})

describe('servePage', () => {
  it('answers our address with the policy, and others with 404', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'qd-app-'))
    await writeFile(join(folder, 'index.html'), 'page')
    const handle = vi.fn<Protocol['handle']>()
    servePage({ handle }, folder)
    const handler = handle.mock.calls[0]?.[1]
    if (!handler) throw new Error('no handler')
    const get = async (url: string, method = 'GET') => handler({ url, method } as Request)
    const page = await get(PAGE_URL)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(await page.text()).toBe('page')
    expect((await get('app://evil/')).status).toBe(404)
    expect((await get(PAGE_URL, 'POST')).status).toBe(404)
    expect((await get('app://quarterdeck/../index.html')).status).toBe(200)
    expect((await get('app://quarterdeck/..%2f..%2fetc%2fhosts.json')).status).toBe(404)
    await rm(folder, { recursive: true })
  })
})

describe('openExternal', () => {
  it('opens web and mail links as parsed, and refuses every other scheme', async () => {
    const openExternal = vi.fn(async () => {})
    const open = createOpenExternal({ openExternal })
    await open('HTTPS://Example.com/a b')
    await open('mailto:me@example.com')
    expect(openExternal.mock.calls).toEqual([['https://example.com/a%20b'], ['mailto:me@example.com']])
    for (const bad of ['file:///etc/passwd', 'javascript:alert(1)', 'vscode://x', 'smb://x/y', ' ', 'x', '-a']) {
      await expect(open(bad), bad).rejects.toMatchObject({ code: 'refused' })
    }
    expect(openExternal).toHaveBeenCalledTimes(2)
  })
})

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>

describe('secureSession', () => {
  it('allows our page to copy, and denies all else', () => {
    let onRequest: RequestHandler | null = null
    let onCheck: CheckHandler | null = null
    let onDevice: (() => boolean) | null = null
    secureSession({
      setPermissionRequestHandler: handler => {
        onRequest = handler
      },
      setPermissionCheckHandler: handler => {
        onCheck = handler
      },
      setDevicePermissionHandler: handler => {
        onDevice = handler as () => boolean
      },
    })
    const request = (permission: string, requestingUrl: string) => {
      const answer = vi.fn()
      ;(onRequest as unknown as (...args: unknown[]) => void)(null, permission, answer, { requestingUrl })
      return answer.mock.calls[0]?.[0]
    }
    const check = (...args: unknown[]) => (onCheck as unknown as (...args: unknown[]) => boolean)(null, ...args)
    expect(request('clipboard-sanitized-write', PAGE_URL)).toBe(true)
    expect(check('clipboard-sanitized-write', 'app://quarterdeck/')).toBe(true)
    expect(request('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
    expect(check('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
    for (const permission of ['clipboard-read', 'notifications', 'media', 'geolocation', 'openExternal', 'hid']) {
      expect(request(permission, PAGE_URL), permission).toBe(false)
      expect(check(permission, 'app://quarterdeck/'), permission).toBe(false)
    }
    expect((onDevice as unknown as () => boolean)()).toBe(false)
  })
})

describe('secureAllContents', () => {
  it('stops navigation, redirects, windows and webviews of every page', () => {
    const listeners = new Map<string, (event: unknown) => void>()
    let openHandler = (_details: { url: string }) => ({ action: 'allow' })
    const contents = {
      on: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
      setWindowOpenHandler: (handler: typeof openHandler) => {
        openHandler = handler
      },
    }
    const app = { on: (_name: string, listener: (...args: unknown[]) => void) => listener({}, contents) }
    secureAllContents(app as unknown as App, silentLog)
    for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
      const event = { url: 'https://evil.example/', preventDefault: vi.fn() }
      listeners.get(name)?.(event)
      expect(event.preventDefault, name).toHaveBeenCalledTimes(1)
    }
    expect(openHandler({ url: PAGE_URL })).toEqual({ action: 'deny' })
  })
})
