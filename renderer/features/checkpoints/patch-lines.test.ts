import { describe, expect, it } from 'vitest'
import { patchFiles, statusWord } from './patch-lines'

const PATCH = `diff --git a/src/a b.ts b/src/a b.ts
index 1..2 100644
--- a/src/a b.ts
+++ b/src/a b.ts
@@ -1,3 +1,3 @@ function x
 same
--- minus
+++ plus
 diff --git a/no b/no
\\ No newline at end of file
diff --git a/new.ts b/new.ts
new file mode 100644
--- /dev/null
+++ b/new.ts
@@ -0,0 +1 @@
+<script>alert(1)</script>
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-gone
diff --git a/logo.png b/logo.png
index 1..2
GIT binary patch
literal 3
+abc
diff --git a/mode b/mode
old mode 100644
new mode 100755
diff --git a/old name b/new name
similarity index 100%
rename from old name
rename to new name
`

describe('a patch', () => {
  const files = patchFiles(PATCH)

  it('is read file by file, whatever its content looks like', () => {
    expect(files.map(file => [file.name, file.added, file.removed, file.binary])).toEqual([
      ['src/a b.ts', 1, 1, false],
      ['new.ts', 1, 0, false],
      ['gone.ts', 0, 1, false],
      ['logo.png', 0, 0, true],
      ['mode', 0, 0, false],
      ['new name', 0, 0, false],
    ])
  })

  it('keeps the sign in each line, and shows nothing of a binary file', () => {
    expect(files[0]?.lines.map(line => [line.kind, line.text])).toEqual([
      ['hunk', '@@ -1,3 +1,3 @@ function x'],
      ['same', ' same'],
      ['remove', '--- minus'],
      ['add', '+++ plus'],
      ['same', ' diff --git a/no b/no'],
      ['same', '\\ No newline at end of file'],
    ])
    expect(files[3]?.lines).toEqual([])
  })

  it('may be empty or no patch at all', () => {
    expect(patchFiles('')).toEqual([])
    expect(patchFiles('hello\n@@ -1 +1 @@\n+x')).toEqual([])
    expect(patchFiles('diff --git ')).toHaveLength(1)
  })
})

it('has a word for each letter of git, also for one that it does not know', () => {
  expect(['M', ' M', '??', 'A', 'D', 'R', 'UU', 'X', ''].map(statusWord)).toEqual([
    ...['changed', 'changed', 'new, untracked', 'new', 'deleted', 'renamed', 'in conflict', 'status X', 'changed'],
  ])
})
