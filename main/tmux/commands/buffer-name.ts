let counter = 0

/** A name for a tmux buffer that lives for one command list; other hosts on the same server use other names. */
export function bufferName(): string {
  counter += 1
  return `quarterdeck-${process.pid}-cmd-${counter}`
}
