#!/usr/bin/env node
/* Prints the log of a server in colours, for the screenshots; a line every two seconds once it has begun. */
const ESC = '\x1b['
const paint = (code, text) => `${ESC}${code}m${text}${ESC}0m`
const LINES = [
  ['GET ', '/api/uploads?since=1763', 200, 12],
  ['POST', '/api/uploads/parts', 201, 48],
  ['GET ', '/api/session', 200, 3],
  ['POST', '/api/uploads/parts', 503, 1002],
  ['POST', '/api/uploads/parts', 201, 51],
  ['GET ', '/health', 200, 1],
  ['PUT ', '/api/uploads/8812/finish', 200, 94],
  ['GET ', '/api/unknown', 404, 2],
]
let n = 0

function line() {
  const [verb, path, status, ms] = LINES[n % LINES.length]
  const time = new Date(Date.UTC(2026, 10, 22, 9, 14, n * 2)).toISOString().slice(11, 19)
  const colour = status < 300 ? 32 : status < 500 ? 33 : 31
  process.stdout.write(
    `${paint(2, time)} ${paint(36, verb)} ${path.padEnd(28)} ${paint(colour, status)} ${paint(2, `${ms} ms`)}\n`,
  )
  n += 1
}

process.stdout.write(`${paint(1, 'api')} listens on ${paint(4, 'http://127.0.0.1:4100')}\n`)
for (let first = 0; first < 14; first += 1) line()
setInterval(line, 2000)
