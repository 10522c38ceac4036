import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** What both shells answer for the page's own files: the built folder `out/renderer`, and nothing else. */
export interface PageFile {
  readonly status: 200 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * Everything is ours and from the same origin. xterm.js 6 injects `<style>` elements, hence the inline style;
 * `connect-src 'self'` covers a WebSocket of the same origin (Chromium 156).
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** On every answer of either shell, errors included. */
export const SAFETY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

const NOT_FOUND: PageFile = {
  status: 404,
  headers: { ...SAFETY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  body: new TextEncoder().encode('Not found\n'),
}

/** Path below `folder` that a URL's path names, or null when it is no plain path of a known kind of file. */
export function resolvePageFile(folder: string, urlPath: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(urlPath)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\') || !path.startsWith('/')) return null
  const parts = path.slice(1).split('/')
  // No hidden files, no way up, no doubled slashes.
  if (path !== '/' && parts.some(part => part === '' || part.startsWith('.'))) return null
  const file = join(folder, path === '/' ? 'index.html' : parts.join(sep))
  return Object.hasOwn(TYPES, extname(file)) ? file : null
}

/**
 * Reads one file of the page. `urlPath` is the URL's path as it came, still encoded; anything that is not a file of
 * the folder is a 404. Pages are never cached; files below `/assets/` carry their hash in the name and always are.
 */
export async function readPageFile(folder: string, urlPath: string): Promise<PageFile> {
  const file = resolvePageFile(folder, urlPath)
  if (!file) return NOT_FOUND
  try {
    const body = await readFile(file)
    const hashed = urlPath.startsWith('/assets/')
    return {
      status: 200,
      headers: {
        ...SAFETY_HEADERS,
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
        'Cache-Control': hashed ? 'private, max-age=31536000, immutable' : 'no-store',
      },
      body,
    }
  } catch {
    return NOT_FOUND
  }
}
