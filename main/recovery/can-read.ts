import { access, constants } from 'node:fs/promises'

/** Whether this file is there and may be read; false for no path. Never rejects. */
export async function canRead(path: string): Promise<boolean> {
  if (path === '') return false
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}
