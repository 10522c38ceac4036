import { cpus } from 'node:os'
import { benchCheckpoint } from './checkpoint'
import { benchEcho } from './echo'
import { benchFlood } from './flood'
import { benchFrames } from './frames'
import { benchInterrupt } from './interrupt'
import { type Line, reached, report } from './report'
import { benchRestore } from './restore'

const benches = {
  echo: benchEcho,
  flood: benchFlood,
  interrupt: benchInterrupt,
  checkpoint: benchCheckpoint,
  frames: benchFrames,
  restore: benchRestore,
}
const wanted = process.argv.slice(2)
const lines: Line[] = []

for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  lines.push(...[await bench()].flat())
}

process.stdout.write(`${cpus().length} cores, Node ${process.version}\n${report(lines)}\n`)
process.exitCode = lines.every(reached) ? 0 : 1
