import { randomUUID } from 'node:crypto'
import { homedir, tmpdir } from 'node:os'
import type { TopicOut } from '../../ipc/contract'
import type { Settings } from '../../ipc/settings'
import type { Undo } from '../../ipc/wire'
import { loginShell } from '../agents/registry'
import type { Checkpoints } from '../checkpoints/checkpoints'
import { createRestore, type Restore } from '../checkpoints/restore/restore'
import type { DataFolder } from '../settings/data-folder'

const MB = 1_000_000

type Parts = Omit<
  Parameters<typeof createRestore>[0],
  'home' | 'env' | 'shell' | 'scratch' | 'limits' | 'saveBefore'
> & {
  readonly folder: DataFolder
  readonly settings: () => Settings
  readonly checkpoints: Pick<Checkpoints, 'saveBy'>
}

/** Restores over the host's services; what is restored in place is saved before, also when automatic ones are off. */
export function startRestoring({ folder, settings, checkpoints, ...parts }: Parts): Restore {
  return createRestore({
    ...parts,
    home: homedir(),
    env: process.env,
    shell: loginShell,
    scratch: () => (folder.lock.held ? folder.path : tmpdir()),
    limits: () => ({ file: settings().checkpointFileMb * MB, all: settings().checkpointTreeMb * MB }),
    async saveBefore(name) {
      const session = parts.tmux.mirror.state().sessions.find(one => one.name === name)
      if (!session) return
      const wish = {
        id: randomUUID(),
        sessionId: session.id,
        name: '',
        message: '',
        trigger: 'before-restore',
      } as const
      await checkpoints.saveBy(wish, { onlyIfChanged: true })
    },
  })
}

/** The topic `restore`: runs that are under way, then each change. */
export function createRestoreSource(restore: Pick<Restore, 'open' | 'onChange'>) {
  return (send: (news: TopicOut<'restore'>) => void): Undo => {
    send({ open: restore.open() })
    return restore.onChange(run => send({ run }))
  }
}
