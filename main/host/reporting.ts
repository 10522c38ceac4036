import { join } from 'node:path'
import type { AgentType } from '../agents/agent-type'
import { loginShell } from '../agents/registry'
import { type Conversations, openConversations } from '../agents/signals/conversations'
import { createReports, type Reports } from '../agents/signals/reports'
import type { Log } from '../log/log'
import { subreaperPrefix } from '../processes/subreaper'
import type { Starter } from '../sessions/launch'
import type { DataFolder } from '../settings/data-folder'

/** How agents come to report to this host, and what is kept of it. */
export interface Reporting {
  readonly reports: Reports
  readonly conversations: Conversations
  /** How this machine starts programs, with their reporting when `useHooks` says so. */
  starter(types: () => readonly AgentType[], useHooks: () => boolean): () => Promise<Starter>
  close(): Promise<void>
}

/** Opens both in the data folder; a host that may not write it uses a private folder for events and keeps no journal. */
export async function openReporting({ folder, log }: { folder: DataFolder; log: Log }): Promise<Reporting> {
  const readOnly = () => !folder.lock.held
  const reports = createReports({ folder: join(folder.path, 'events'), readOnly, log })
  const conversations = await openConversations({ file: join(folder.path, 'conversations.json'), readOnly, log })
  const undo = folder.onAcquired(() => void reports.adopt())
  return {
    reports,
    conversations,
    starter: (types, useHooks) => async () => {
      const plain: Starter = { shell: loginShell(), subreaper: await subreaperPrefix() }
      if (!useHooks()) return plain
      await reports.ready(types())
      const words: Starter['words'] = ({ type: id, command, args }, agentId) => {
        const type = types().find(one => one.id === id)
        return type ? reports.words(type, [command, ...args], agentId) : [command, ...args]
      }
      return { ...plain, words }
    },
    async close() {
      undo()
      await reports.close()
      await conversations.close()
    },
  }
}
