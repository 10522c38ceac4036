// `npm run screenshots`: the pictures of README.md, taken from the real app.
import { bundleAndRun } from './lib/bundle.mjs'

process.exitCode = await bundleAndRun('e2e/screenshots.ts', process.argv.slice(2))
