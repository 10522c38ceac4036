// `npm run bench [-- NAME…]`: the measurements of bench/, each a ratio of two things measured in the same run.
import { bundleAndRun } from './lib/bundle.mjs'

process.exitCode = await bundleAndRun('bench/main.ts', process.argv.slice(2))
