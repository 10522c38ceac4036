import type { PromptRecord } from '../../../ipc/act'
import { HostError } from '../../../ipc/failure'
import type { Receipt } from '../../../ipc/model'
import type { Log } from '../../log/log'
import { type Line, readLines } from './history-file'
import { createHistoryWriter } from './history-writer'

/** The prompts that were sent: in memory, and on disk as long as this host may write there. */
export interface PromptHistory {
  /** Keeps a prompt that is about to be sent. */
  add(record: PromptRecord): void
  /** Keeps what came of it in one pane. Nothing happens for a prompt that is not kept (any more). */
  receipt(id: string, receipt: Receipt): void
  find(id: string): PromptRecord | null
  /** Newest first; `search` is in the text, or in an agent's or session's name, in any case of letters. */
  list(wish: { search: string; limit: number; before?: number | undefined }): { prompts: PromptRecord[]; more: boolean }
  /** Removes prompts, from the disk too. Rejects with HostError `read-only`, `store-damaged`. */
  forget(ids: readonly string[]): Promise<void>
  /** Drops what is beyond the bound, which may have become smaller. */
  trim(): void
  /** Reads the file again: another host wrote it until now. */
  reload(): Promise<void>
  /** Resolves when all is written that was told until now. */
  settled(): Promise<void>
}

interface Options {
  readonly path: string
  /** How many prompts are kept at most; 0: none. */
  readonly keep: () => number
  readonly writable: () => boolean
  readonly log: Log
}

type Records = Map<string, PromptRecord>

/** Texts beyond this (characters in all) are not kept, whatever their number: the file is read whole at start. */
const MOST_TEXT = 50_000_000

/** What is left of a prompt whose host was killed: nobody saw its end. */
function settledReceipt(receipt: Receipt): Receipt {
  if (receipt.result !== 'pending') return receipt
  return { ...receipt, result: 'unconfirmed', detail: 'Quarterdeck ended before it was known what came of it.' }
}

function put(records: Records, line: Line): void {
  if ('sent' in line) {
    records.set(line.sent.id, line.sent)
    return
  }
  const record = records.get(line.of)
  const receipts = record?.receipts.map(one => (one.paneId === line.receipt.paneId ? line.receipt : one))
  if (record && receipts) records.set(line.of, { ...record, receipts })
}

/** Drops the oldest until at most `keep` prompts and not too much text are left. */
function bound(records: Records, keep: number): void {
  let size = 0
  for (const one of records.values()) size += one.text.length
  for (const [id, one] of records) {
    if (records.size <= keep && size <= MOST_TEXT) return
    records.delete(id)
    size -= one.text.length
  }
}

function matches(record: PromptRecord, search: string): boolean {
  const holds = (text: string) => text.toLowerCase().includes(search)
  return search === '' || holds(record.text) || record.receipts.some(one => holds(one.agent) || holds(one.session))
}

/** What the file holds, as far as it can be read, then what this host knows besides. */
async function readRecords(path: string, own: Iterable<PromptRecord>, log: Log) {
  const { lines, damaged } = await readLines(path)
  if (damaged > 0) log.warn('lines of the history of prompts could not be read', { lines: damaged })
  const records: Records = new Map()
  for (const line of lines) put(records, line)
  for (const [id, one] of records) records.set(id, { ...one, receipts: one.receipts.map(settledReceipt) })
  for (const one of own) records.set(one.id, one)
  return { records, lines: lines.length + damaged }
}

/**
 * Opens the history in a file that need not be there. What cannot be read of it is left out, and the log says so. Rejects
 * with the system's error when the file may not be read.
 */
export async function openPromptHistory({ path, keep, writable, log }: Options): Promise<PromptHistory> {
  let records: Records = new Map()
  const needed = (): Line[] => [...records.values()].map(sent => ({ sent }))
  const writer = createHistoryWriter({ path, needed, writable, log })

  async function reload(): Promise<void> {
    await writer.settled()
    const read = await readRecords(path, records.values(), log)
    records = read.records
    writer.begins(read.lines)
    bound(records, keep())
  }

  function told(line: Line): void {
    put(records, line)
    bound(records, keep())
    writer.append(line)
  }

  await reload()
  return {
    add(record) {
      if (keep() > 0) told({ sent: record })
    },
    receipt(id, receipt) {
      if (records.has(id)) told({ of: id, receipt })
    },
    find: id => records.get(id) ?? null,
    list({ search, limit, before = Number.POSITIVE_INFINITY }) {
      const wanted = search.trim().toLowerCase()
      const found = [...records.values()].filter(one => one.at < before && matches(one, wanted))
      found.sort((a, b) => b.at - a.at)
      return { prompts: found.slice(0, limit), more: found.length > limit }
    },
    async forget(ids) {
      if (!writable()) throw new HostError('read-only', 'Another Quarterdeck holds the data folder.')
      for (const id of ids) records.delete(id)
      await writer.rewrite().catch(error => {
        throw new HostError('store-damaged', 'The history of prompts could not be written anew.', String(error))
      })
    },
    trim() {
      bound(records, keep())
      writer.tidy()
    },
    reload,
    settled: () => writer.settled(),
  }
}
