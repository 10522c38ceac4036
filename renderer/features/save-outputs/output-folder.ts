/** Longest part of a path that is made of a session's name, characters. */
const MOST_NAME = 60

/**
 * Where outputs go unless the user says otherwise: outside of the project, so that no agent and no `git status` finds
 * them. Names are hostile text.
 */
export function outputFolder(session: string): string {
  const name = session
    .slice(0, 1000)
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')
    .replace(/^[._-]+/, '')
  return `~/quarterdeck-outputs/${[...name].slice(0, MOST_NAME).join('') || 'session'}`
}

/** What is wrong with a folder that was typed; empty when it can be tried. */
export function outputFolderError(folder: string): string {
  if (folder.trim() === '') return 'Enter a folder.'
  return /^(?:\/|~$|~\/)/.test(folder.trim()) ? '' : 'Enter an absolute path, or one that begins with ~/.'
}
