import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPageFile, resolvePageFile } from './page-files'

let base = ''
let folder = ''
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'qd-page-'))
  folder = join(base, 'renderer')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), '<title>Quarterdeck</title>')
  await writeFile(join(folder, 'assets', 'main-abc.js'), 'export {}')
  await writeFile(join(folder, 'assets', 'font.woff2'), 'x')
  await writeFile(join(folder, '.hidden.json'), '{}')
  await writeFile(join(base, 'secret.json'), '{"secret":1}')
})
afterAll(() => rm(base, { recursive: true, force: true }))

describe('readPageFile', () => {
  it('gives the page with a strict policy and without caching', async () => {
    const page = await readPageFile(folder, '/')
    expect(page.status).toBe(200)
    expect(Buffer.from(page.body).toString()).toContain('Quarterdeck')
    expect(page.headers['Content-Type']).toBe('text/html; charset=utf-8')
    expect(page.headers['Cache-Control']).toBe('no-store')
    expect(page.headers['X-Content-Type-Options']).toBe('nosniff')
    const policy = page.headers['Content-Security-Policy']
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; /)
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|\*|https?:/)
  })

  it('knows the kinds of files and caches those with a hash', async () => {
    const script = await readPageFile(folder, '/assets/main-abc.js')
    expect(script.headers['Content-Type']).toBe('text/javascript; charset=utf-8')
    expect(script.headers['Cache-Control']).toContain('immutable')
    expect((await readPageFile(folder, '/assets/font.woff2')).headers['Content-Type']).toBe('font/woff2')
  })

  it('never leaves the folder, however the way up is written', async () => {
    const ways = [
      '/../secret.json',
      '/..%2fsecret.json',
      '/%2e%2e/secret.json',
      '/assets/../../secret.json',
      '/assets/..%2f..%2fsecret.json',
      '/..%5csecret.json',
      '//secret.json',
      `/${base}/secret.json`,
      '/.hidden.json',
      '/%00index.html',
      '/%',
      'index.html',
      '/assets/',
      '/assets',
      '/nothing.js',
    ]
    for (const way of ways) expect((await readPageFile(folder, way)).status, way).toBe(404)
    // The same file is there and would be served by a careless join.
    expect(resolvePageFile(base, '/secret.json')).toBe(join(base, 'secret.json'))
  })

  it('serves no unknown kind of file', async () => {
    await writeFile(join(folder, 'notes.sh'), 'echo')
    expect((await readPageFile(folder, '/notes.sh')).status).toBe(404)
  })
})
