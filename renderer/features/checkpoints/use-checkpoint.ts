import { useEffect, useState } from 'react'
import type { CallOut } from '../../../ipc/contract'
import { call } from '../../host/host'
import { type Words, wordsFor } from '../../host/words'

/** ms: arrows run through a list faster than manifests need to be read. */
const PAUSE = 120

export interface Opened {
  /** The id of what is told here. */
  readonly id: string
  readonly told: CallOut<'checkpoint.get'> | null
  readonly failure: Words | null
}

/** A checkpoint as it was saved, asked once it stays the current one. What comes late for an earlier one is dropped. */
export function useCheckpoint(id: string | null): Opened | null {
  const [opened, setOpened] = useState<Opened | null>(null)
  useEffect(() => {
    if (id === null) return
    let current = true
    const timer = setTimeout(() => {
      call('checkpoint.get', { id }).then(
        told => current && setOpened({ id, told, failure: null }),
        error => current && setOpened({ id, told: null, failure: wordsFor(error) }),
      )
    }, PAUSE)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [id])
  return opened && opened.id === id ? opened : null
}
