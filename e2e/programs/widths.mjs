#!/usr/bin/env node
/*
 * Prints texts whose width terminals disagree about. After each it asks the terminal (tmux, here) for the column and
 * prints `|COLUMN`, so that whoever shows the same bytes can be compared: the bar has to stand in that column.
 */
const SAMPLES = [
  'plain',
  '日本語',
  'ñandú e\u0301',
  '한국어 텍스트',
  '✳ ⠐ ❯ ⏺',
  '→ ─ │ █',
  '🚢 ship',
  '🙂🙃',
  'Ａ full width',
  '½ × ±',
]

process.stdin.setRawMode(true)
let n = 0
const ask = () => process.stdout.write(`${SAMPLES[n]}\x1b[6n`)
process.stdin.on('data', data => {
  const column = /\x1b\[\d+;(\d+)R/.exec(data.toString())?.[1]
  if (!column) return
  process.stdout.write(`|${Number(column) - 1}\r\n`)
  n += 1
  if (n < SAMPLES.length) ask()
  else process.stdout.write(`all ${SAMPLES.length} asked`)
})
ask()
