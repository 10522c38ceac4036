import { isAlive, startTimeOf } from '../processes/identity'
import { type DataFolder, openDataFolder } from '../settings/data-folder'
import type { Environment } from './environment'

/** Opens this host's data folder; `lock.held` says whether it may write. Throws HostError `bad-folder`. */
export function openFolder(environment: Environment, shell: 'electron' | 'web'): Promise<DataFolder> {
  return openDataFolder(environment.dataFolder, { shell, processes: { isAlive, startTimeOf } })
}
