/** What terminals need from the floors above them; set once by `features/terminal`. */
export interface TerminalHooks {
  /** Asks before a link is opened, and opens it. */
  openLink(url: string): void
  /** Asks before several lines are pasted; resolves to true when they shall be. */
  confirmPaste(text: string): Promise<boolean>
  /** Shows a failure that has no place of its own. */
  onFailure(error: unknown): void
}

let hooks: TerminalHooks = {
  openLink: () => {},
  // Without anyone to ask, the safe answer is no.
  confirmPaste: () => Promise.resolve(false),
  onFailure: () => {},
}

export function setTerminalHooks(next: TerminalHooks): void {
  hooks = next
}

export const terminalHooks = (): TerminalHooks => hooks
