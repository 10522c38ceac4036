#!/usr/bin/env node
/*
 * Writes every byte that it is sent to a file, unchanged, and says its size whenever that changes.
 *
 *   log-input.mjs FILE [MODE…]     each MODE is a private mode to turn on: 1 application cursor keys, 2004 bracketed
 *                                  paste, 1000 and 1006 mouse reports
 */
import { appendFileSync, writeFileSync } from 'node:fs'

const [file, ...modes] = process.argv.slice(2)
writeFileSync(file, '')
process.stdin.setRawMode(true)
process.stdin.on('data', data => appendFileSync(file, data))

function draw() {
  const { columns, rows } = process.stdout
  const lines = Array.from({ length: rows - 1 }, (_, n) => `row-${String(n).padStart(2, '0')}`)
  process.stdout.write(`\x1b[H\x1b[2J${lines.join('\r\n')}\r\nsize ${columns}x${rows} ready`)
}

process.stdout.on('resize', draw)
process.stdout.write(modes.map(mode => `\x1b[?${mode}h`).join(''))
draw()
