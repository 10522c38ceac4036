import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { readJsonFile, writeFileAtomic } from './side-file'

/** Who holds a data folder, as the file beside the lock says. */
const Holder = z.object({
  pid: z.number().int().positive(),
  started: z.string().max(100),
  /** Boot and pid namespace: without them a pid and its start time mean nothing. Empty where unknown (macOS). */
  boot: z.string().max(200),
  host: z.string().max(300),
  /** `electron`, `web`, … */
  shell: z.string().max(40),
  /** Unix time in ms. */
  since: z.number(),
})
export type Holder = z.infer<typeof Holder>

/** How processes are told apart, given by the host: `main/processes/identity.ts` has exactly these two. */
export interface ProcessLookup {
  startTimeOf(pid: number): Promise<string | null>
  isAlive(one: { readonly pid: number; readonly started: string }): Promise<boolean>
}

async function bootOf(): Promise<string> {
  if (process.platform !== 'linux') return ''
  const [boot, space] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ])
  return `${boot.trim()} ${space}`
}

/** This process as a holder. */
export async function describeSelf(shell: string, processes: ProcessLookup): Promise<Holder> {
  const [boot, started] = await Promise.all([bootOf(), processes.startTimeOf(process.pid)])
  return { pid: process.pid, started: started ?? '', boot, host: hostname(), shell, since: Date.now() }
}

/** The holder that the file names, or null when there is none, or it is damaged. */
export async function readHolder(path: string): Promise<Holder | null> {
  const file = await readJsonFile(path).catch(() => null)
  const parsed = file?.kind === 'value' ? Holder.safeParse(file.value) : null
  return parsed?.success ? parsed.data : null
}

export async function writeHolder(path: string, holder: Holder): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(holder)}\n`)
}

/**
 * Whether the holder still runs. unknown: it ran on another machine, in another container, or before a reboot, where its
 * pid cannot be looked up from here; then only the age of the lock tells.
 */
export async function fateOf(holder: Holder, processes: ProcessLookup): Promise<'alive' | 'dead' | 'unknown'> {
  if (holder.host !== hostname() || holder.boot !== (await bootOf())) return 'unknown'
  return (await processes.isAlive(holder)) ? 'alive' : 'dead'
}

/** `the web shell, pid 123, since 2026-11-22 10:15`, in local time; with the machine when it is another. */
export function holderWords(holder: Holder | null): string {
  if (!holder) return 'another Quarterdeck'
  const at = new Date(holder.since)
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`
  return `the ${holder.shell} shell, pid ${holder.pid}${where}, since ${day} ${two(at.getHours())}:${two(at.getMinutes())}`
}
