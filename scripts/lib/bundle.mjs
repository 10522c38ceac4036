import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { ROOT, run, say } from './run.mjs'

/**
 * Bundles a TypeScript program of this project with the build's own tool and runs it: for what is neither product nor
 * test. Packages stay outside the bundle.
 * @param {string} entry path below the project's folder
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit status
 */
export async function bundleAndRun(entry, args) {
  if (!(await ensureInstalled()) || !(await ensureBuilt())) return 1
  const there = await access(join(ROOT, entry)).then(
    () => true,
    () => false,
  )
  if (!there) {
    say(`There is no ${entry}.`)
    return 1
  }
  const { build } = await import('vite')
  const outDir = join(ROOT, '.cache', 'bundle', basename(entry, '.ts'))
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    build: { ssr: join(ROOT, entry), outDir, emptyOutDir: true, target: 'node20' },
  })
  // Output of the program is its result: let it through as it is.
  return run(process.execPath, [join(outDir, basename(entry).replace(/\.ts$/, '.js')), ...args], { inherit: true })
}
