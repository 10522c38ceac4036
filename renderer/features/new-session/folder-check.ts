import { useEffect, useState } from 'react'
import type { CallOut } from '../../../ipc/contract'
import { call } from '../../host/host'

type FolderCheck = CallOut<'folder.check'>

/** What the host says about a folder; `asked` is what it was asked about, which may be older than what is typed. */
export interface FolderAnswer {
  readonly asked: string
  readonly check: FolderCheck
}

/** In ms: one question per pause in typing, not per letter. */
const PAUSE = 120

/** Asks the host about the folder while it is typed; null until the first answer. `ending`: files so named are suggested too. */
export function useFolderCheck(path: string, ending = ''): FolderAnswer | null {
  const [answer, setAnswer] = useState<FolderAnswer | null>(null)
  useEffect(() => {
    let current = true
    const ask = async () => {
      try {
        const check = await call('folder.check', ending ? { path, ending } : { path })
        if (current) setAnswer({ asked: path, check })
      } catch {
        // Without an answer the form goes on: creating the session checks the folder again.
        if (current) setAnswer(null)
      }
    }
    const timer = setTimeout(() => void ask(), PAUSE)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [path, ending])
  return answer
}

/** What is wrong with the folder, in words; empty when a session can start there. */
export function folderError(folder: string, answer: FolderAnswer | null, create: boolean): string {
  if (folder.trim() === '') return 'Enter a folder.'
  if (answer?.asked !== folder) return ''
  switch (answer.check.kind) {
    case 'folder':
      return ''
    case 'missing':
      return create ? '' : 'This folder does not exist.'
    case 'not-a-folder':
      return 'This is a file, not a folder.'
    case 'no-access':
      return 'You may not open this folder.'
    case 'bad-path':
      return 'This is no path. Enter an absolute one, or one that begins with ~/.'
  }
}
