#!/usr/bin/env node
/** Prints N MB of coloured log lines after a line on standard input, then the word FLOOD-END. */
const megabytes = Number(process.argv[2] ?? 100)
const lines = []
for (let n = 0; n < 800; n += 1)
  lines.push(
    `\x1b[32m12:04:${String(n % 60).padStart(2, '0')}\x1b[0m \x1b[1mserver\x1b[0m GET /orgs/${n}/members \x1b[33m${200 + (n % 5)}\x1b[0m ${n % 97}ms ${'payload '.repeat(4)}`,
  )
const chunk = Buffer.from(`${lines.join('\r\n')}\r\n`)

function flood() {
  const times = Math.ceil((megabytes * 1_000_000) / chunk.length)
  let left = times
  const step = () => {
    while (left > 0) {
      left -= 1
      if (!process.stdout.write(chunk)) {
        process.stdout.once('drain', step)
        return
      }
    }
    process.stdout.write('\r\nFLOOD-END\r\n')
  }
  step()
}

process.stdin.setRawMode?.(true)
process.stdin.once('data', flood)
process.stdout.write('FLOOD-READY\r\n')
setInterval(() => {}, 60_000)
