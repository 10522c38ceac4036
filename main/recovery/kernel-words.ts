/** Whom the kernel's log may tell of. */
export interface Suspects {
  /** Pid of the tmux server; 0: it lives. */
  readonly server: number
  /** Pids of the agents. */
  readonly agents: readonly number[]
  /** The server's control group, empty when not known. */
  readonly cgroup: string
}

/** What the system's logs tell of an end. */
export interface KernelWords {
  /** The lines that tell it, as they stand in the log without their time. Hostile text: a program names itself. */
  readonly lines: readonly string[]
  /** Whom the kernel, or systemd-oomd, ended for lack of memory, or who crashed. */
  readonly who: 'server' | 'agents' | null
  readonly why: 'memory' | 'crash' | null
}

/** Lines that are read from the end of a log, and the longest part of one. */
const MOST_LINES = 20_000
const MOST_LINE = 1000
/** Lines that are told. */
const MOST_TOLD = 5

/*
 * The kernel's words from the first letter on, and the last pid before them: what a device or a program calls itself (15
 * characters) may look like another line, and stands behind a prefix or before its own pid.
 */

/** `Out of memory: Killed process 123 (tmux: server) …` (Linux 4.6 to 6), and what memory groups say. */
const KILLED =
  /^(?:(?:Memory cgroup out of memory|Out of memory(?: \([a-z_ ]{1,40}\))?): )?(?:Killed|Kill) process (\d{1,10}) \(/
/** `oom-kill:constraint=…,task=node,pid=123,uid=0`. */
const OOM_TASK = /^oom-kill:.{0,900}?,pid=(\d{1,10})/
/** `tmux: server[123]: segfault at …`, `traps: tmux: server[123] general protection fault …`. */
const CRASH = /^.{0,24}\[(\d{1,10})\](?::)? (?:segfault at|general protection|trap |bad frame)/
/** `Killed /user.slice/… due to memory used (…)`: systemd-oomd ends whole groups (v248 and later). */
const OOMD = /^(?:\S{0,80}: )?Killed (\/\S{1,900}) due to memory/

/** The message of a line of `/dev/kmsg` (`6,1234,5678,-;message`); null for its continuation lines. */
export function kmsgMessage(record: string): string | null {
  const at = record.indexOf(';')
  return /^\d/.test(record) && at > 0 && at < 100 ? record.slice(at + 1, at + 1 + MOST_LINE) : null
}

/** The message of a line of `journalctl -o short-unix`: `1700000000.123456 host kernel: message`. */
export function journalMessage(line: string): string | null {
  const found = /^\d{1,12}\.\d{1,9} \S{1,300} ([^\s:[]{1,100})(?:\[\d{1,10}\])?: (.{1,1000})/.exec(line)
  if (!found) return null
  return found[1] === 'kernel' ? (found[2] ?? null) : `${found[1]}: ${found[2]}`
}

type Told = { readonly who: 'server' | 'agents'; readonly why: 'memory' | 'crash' }

/** Whether a group is the one that was ended, or lies in it. */
function within(cgroup: string, ended: string): boolean {
  return cgroup !== '' && ended !== '/' && (cgroup === ended || cgroup.startsWith(`${ended}/`))
}

function toldBy(message: string, { server, agents, cgroup }: Suspects): Told | null {
  const whom = (pid: number) => (pid === server ? 'server' : agents.includes(pid) ? 'agents' : null)
  const oom = whom(Number((KILLED.exec(message) ?? OOM_TASK.exec(message))?.[1] ?? -1))
  if (oom) return { who: oom, why: 'memory' }
  const crash = whom(Number(CRASH.exec(message)?.[1] ?? -1))
  if (crash) return { who: crash, why: 'crash' }
  const group = OOMD.exec(message)?.[1]
  return group && server > 0 && within(cgroup, group) ? { who: 'server', why: 'memory' } : null
}

/** What messages of the system's logs, the oldest first, tell of these processes. */
export function readKernelWords(messages: readonly string[], suspects: Suspects): KernelWords {
  const found = messages.slice(-MOST_LINES).flatMap(message => {
    const line = message.slice(0, MOST_LINE)
    const told = toldBy(line, suspects)
    return told ? [{ line, ...told }] : []
  })
  const first = found.find(one => one.who === 'server') ?? found[0]
  const lines = [...new Set(found.map(one => one.line))].slice(-MOST_TOLD)
  return { lines, who: first?.who ?? null, why: first?.why ?? null }
}
