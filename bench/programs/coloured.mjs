// Ten thousand rows of a coloured log, each different; then it stays.
const name = process.argv[2]
let text = ''
for (let i = 0; i < 10_000; i += 1)
  text += `\x1b[32m${String(i).padStart(6)}\x1b[0m \x1b[1;34mINFO\x1b[0m ${name} module \x1b[33m${(i * 7919) % 1000}\x1b[0m built in ${(i * 31) % 977} ms\r\n`
process.stdout.write(`${text}END`)
setInterval(() => {}, 1_000_000)
