// `npm run serve -- [--port N] [--no-open]`: the web shell, for a machine without a screen. Everything but the one
// line with the address goes to standard error. When a host serves already, it is asked for a fresh address.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ROOT } from './lib/run.mjs'
import { ensureTmux } from './lib/system.mjs'

if ((await ensureInstalled()) && (await ensureBuilt())) {
  await ensureTmux()
  const child = spawn(process.execPath, [join(ROOT, 'out', 'main', 'web.js'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // Ctrl+C reaches both; a signal to us alone is passed on.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', code => {
    process.exitCode = code ?? 1
  })
} else process.exitCode = 1
