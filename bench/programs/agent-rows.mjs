// Ten thousand rows as coding agents write them: those of the recorded screens, numbered so that each is different; then it stays.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [name, folder = 'main/agents/screens/fixtures'] = process.argv.slice(2)
const recorded = readdirSync(folder)
  .filter(file => file.endsWith('-80.txt'))
  .flatMap(file => (readFileSync(join(folder, file), 'utf8').split('\n---\n')[1] ?? '').split('\n'))
let text = ''
for (let i = 0; i < 10_000; i += 1) {
  const row = recorded[i % recorded.length] ?? ''
  text += `${row}\x1b[0m${row.trim() === '' ? '' : ` ${name} ${i}`}\r\n`
}
process.stdout.write(`${text}END`)
setInterval(() => {}, 1_000_000)
