/*
 * Turns of the scripted agents that look like work, for the pictures: a prompt's first line says which. Each shows its
 * lines first and then does what its word says (script.mjs).
 */
const style = code => text => `\x1b[${code}m${text}\x1b[0m`
const [bold, dim, red, green] = [1, 2, 31, 32].map(style)
const call = (tool, what) => `${green('●')} ${bold(tool)}(${what})`
const under = text => dim(`  ⎿  ${text}`)
const did = (what, more) => `${dim('•')} ${bold(what)} ${more}`
const below = text => dim(`  └ ${text}`)

export const SCENES = {
  'Retry failed uploads with backoff, and prove it by a test': {
    word: 'work',
    lines: [
      ...['', call('Read', 'src/upload/queue.ts'), under('Read 148 lines')],
      ...['', call('Update', 'src/upload/queue.ts'), under('Added 14 lines, removed 3 lines')],
      `     41 ${red('-  await send(part)')}`,
      `     41 ${green('+  await withBackoff(() => send(part), { tries: 5 })')}`,
      `     42 ${green("+  metrics.count('upload.retried')")}`,
      ...['', call('Bash', 'npm test -- queue'), under('Tests  14 passed (14)')],
    ],
  },
  'Write the notes of the release and tag it': {
    word: 'ask',
    lines: [
      ...['', call('Bash', 'git log --oneline v2.3.0..HEAD'), under('31 commits')],
      ...['', call('Write', 'docs/releases/v2.4.0.md'), under('Wrote 46 lines')],
    ],
    command: 'git tag -a v2.4.0 -m "Uploads that survive a lost line"',
    why: 'Tag the release',
  },
  'Replace any in the config loader by a schema': {
    word: 'answer',
    lines: [
      ...['', call('Update', 'src/config/load.ts'), under('Added 31 lines, removed 22 lines')],
      ...['', call('Bash', 'npx tsc --noEmit'), under('(No content)')],
    ],
    answer: 'Every field has a type now. Three defaults were never reached: I removed them.',
  },
  'Is the new migration safe on 40 million rows?': {
    word: 'answer',
    lines: [
      ...['', did('Explored', ''), below('Search ALTER TABLE in migrations')],
      ...['', did('Ran', 'psql -f explain.sql'), below('Seq Scan on uploads  (cost=0.00..912044)')],
    ],
    answer: 'Not yet: the index is built without CONCURRENTLY and locks writes for minutes.',
  },
  'Find what makes the list of uploads slow': {
    word: 'work',
    lines: [
      ...['', did('Explored', ''), below('Read list.ts, query.ts'), dim('    Search fetchParts')],
      ...['', did('Edited', `src/list/query.ts (${green('+9')} ${red('-21')})`)],
      `    18 ${red('-    const parts = await fetchParts(row.id)')}`,
      `    18 ${green('+  const parts = await fetchPartsOf(rows.map(row => row.id))')}`,
      ...['', did('Ran', 'npm run bench -- list'), below('p95 412 ms -> 38 ms')],
    ],
  },
  'Describe the upload queue for people who are new': {
    word: 'answer',
    lines: [
      ...['', call('Read', '../api/src/upload/queue.ts'), under('Read 162 lines')],
      ...['', call('Write', 'uploads.md'), under('Wrote 58 lines')],
    ],
    answer: 'uploads.md says what a part is, when it is sent again, and where it waits meanwhile.',
  },
  'Check every link of the handbook': {
    word: 'work',
    lines: [
      ...['', did('Ran', 'npx linkinator handbook'), below('3 of 214 are broken')],
      ...['', did('Edited', `handbook/deploy.md (${green('+2')} ${red('-2')})`)],
    ],
  },
  'Run the whole test suite and mend what fails': {
    word: 'work',
    lines: ['', dim('  First the suite as it is, then one failure after the other.')],
  },
}
