import { z } from 'zod'

/** A regular expression as JavaScript reads it with `mu`; short, as it runs on every change of a screen. */
const Pattern = z.string().max(200).refine(isPattern, 'is no regular expression')

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'mu') instanceof RegExp
  } catch {
    return false
  }
}

/** The user's own kind of agent. */
export const CustomAgentType = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, 'a short name of small letters and digits')
    .refine(id => !['cc', 'cod', 'gmi', 'oc', 'aider', 'shell'].includes(id), 'that name belongs to a built-in type'),
  name: z.string().trim().min(1).max(40),
  command: z.string().trim().min(1).max(4096),
  args: z.array(z.string().max(4096)).max(64).default([]),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(4096)).default({}),
  /** How it is interrupted. */
  interrupt: z.enum(['escape', 'ctrl-c']).default('ctrl-c'),
  /**
   * How its state shows on the screen: regular expressions over the last lines, all optional. Without them the state
   * comes from process facts and activity.
   */
  patterns: z.object({ working: Pattern, waiting: Pattern, idle: Pattern, error: Pattern }).partial().default({}),
})
export type CustomAgentType = z.infer<typeof CustomAgentType>

/** Change of a built-in type: another program, more arguments, more environment. */
export const AgentTypeOverride = z.object({
  command: z.string().trim().min(1).max(4096).optional(),
  args: z.array(z.string().max(4096)).max(64).optional(),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(4096)).optional(),
})

export const Settings = z.object({
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  /** Size of the interface's text. */
  textSize: z.enum(['small', 'medium', 'large']).default('medium'),
  /** CSS font-family of terminals; JetBrains Mono is shipped. */
  terminalFont: z.string().trim().max(200).default(''),
  /** CSS px. */
  terminalFontSize: z.number().int().min(6).max(40).default(13),
  /** auto: WebGL when the GPU is real, else DOM. */
  renderer: z.enum(['auto', 'webgl', 'dom']).default('auto'),
  /** Lines of tmux's history that are fetched when a terminal opens; more on scrolling up. */
  historyLines: z.number().int().min(100).max(5000).default(1000),
  /** history-limit of the panes that we start. */
  scrollback: z.number().int().min(1000).max(500_000).default(50_000),
  /** Closing the window leaves the app in the tray. */
  keepInTray: z.boolean().default(true),
  /** System-wide shortcut for Interrupt all (Electron); empty: none. Electron's accelerator format. */
  interruptShortcut: z.string().max(60).default('CommandOrControl+Alt+Shift+I'),
  /** Confirm before a paste of several lines into a program without bracketed paste. */
  confirmMultilinePaste: z.boolean().default(true),
  /** Agents of known types report their events to Quarterdeck (hooks, notify); their own settings stay as they are. */
  useHooks: z.boolean().default(true),
  /** ms between the prompts of one send to agents of one type (rate limits). */
  staggerMs: z.record(z.string().max(40), z.number().int().min(0).max(600_000)).default({}),
  /** Desktop notifications. */
  notify: z
    .object({ waiting: z.boolean(), error: z.boolean(), allIdle: z.boolean() })
    .default({ waiting: true, error: true, allIdle: true }),
  /** Prompts that the history keeps; 0: none. */
  keepPrompts: z.number().int().min(0).max(100_000).default(5000),
  /** What *Finish session* asks the agents. */
  finishPrompt: z
    .string()
    .max(100_000)
    .default(
      'Please bring your work to a clean stop: finish or undo what is half done, and sum up what is done and what is left.',
    ),
  /** Checkpoints are taken by themselves: before risky acts, when all agents of a session are done, and now and then. */
  autoCheckpoints: z.boolean().default(true),
  /** Minutes between checkpoints of a session whose agents work; only when something changed. */
  checkpointEveryMin: z.number().int().min(1).max(1440).default(15),
  /** Lines of a pane's history that a checkpoint holds. */
  checkpointLines: z.number().int().min(0).max(500_000).default(10_000),
  /** MB of one file; larger ones are left out of a checkpoint and named. */
  checkpointFileMb: z.number().int().min(1).max(1000).default(20),
  /** MB of all changed files of one work tree. */
  checkpointTreeMb: z.number().int().min(1).max(1000).default(200),
  /** MB on the disk that automatic checkpoints may take together. */
  checkpointMostMb: z.number().int().min(10).max(1_000_000).default(2000),
  /** Names of environment variables of agents whose values a checkpoint may hold; of all others the name alone. */
  checkpointEnv: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
    .max(200)
    .default([]),
  /** Known shapes of secrets are masked when a checkpoint is saved; files of work trees are saved as they are. */
  maskSecrets: z.boolean().default(false),
  /** Ids of the palette's pinned items. */
  pinned: z.array(z.string().max(200)).max(50).default([]),
  agentTypes: z.array(CustomAgentType).max(50).default([]),
  overrides: z.record(z.string(), AgentTypeOverride).default({}),
})
export type Settings = z.infer<typeof Settings>

/** The settings of a first start. */
export const DEFAULT_SETTINGS: Settings = Settings.parse({})

const fields = Settings.shape

/**
 * A change of some settings; a field that is not there stays as it is. Not `Settings.partial()`: zod 4 applies defaults
 * inside optionals, so a patch of one field would carry the defaults of all others.
 */
export const SettingsPatch = z.strictObject({
  theme: fields.theme.unwrap().optional(),
  textSize: fields.textSize.unwrap().optional(),
  terminalFont: fields.terminalFont.unwrap().optional(),
  terminalFontSize: fields.terminalFontSize.unwrap().optional(),
  renderer: fields.renderer.unwrap().optional(),
  historyLines: fields.historyLines.unwrap().optional(),
  scrollback: fields.scrollback.unwrap().optional(),
  keepInTray: fields.keepInTray.unwrap().optional(),
  interruptShortcut: fields.interruptShortcut.unwrap().optional(),
  confirmMultilinePaste: fields.confirmMultilinePaste.unwrap().optional(),
  useHooks: fields.useHooks.unwrap().optional(),
  staggerMs: fields.staggerMs.unwrap().optional(),
  notify: fields.notify.unwrap().optional(),
  keepPrompts: fields.keepPrompts.unwrap().optional(),
  finishPrompt: fields.finishPrompt.unwrap().optional(),
  autoCheckpoints: fields.autoCheckpoints.unwrap().optional(),
  checkpointEveryMin: fields.checkpointEveryMin.unwrap().optional(),
  checkpointLines: fields.checkpointLines.unwrap().optional(),
  checkpointFileMb: fields.checkpointFileMb.unwrap().optional(),
  checkpointTreeMb: fields.checkpointTreeMb.unwrap().optional(),
  checkpointMostMb: fields.checkpointMostMb.unwrap().optional(),
  checkpointEnv: fields.checkpointEnv.unwrap().optional(),
  maskSecrets: fields.maskSecrets.unwrap().optional(),
  pinned: fields.pinned.unwrap().optional(),
  agentTypes: fields.agentTypes.unwrap().optional(),
  overrides: fields.overrides.unwrap().optional(),
} satisfies Record<keyof Settings, z.ZodType>)
export type SettingsPatch = z.infer<typeof SettingsPatch>
