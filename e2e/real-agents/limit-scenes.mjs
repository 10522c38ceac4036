/*
 * Limits of a plan, refused accounts, and notices of new versions: each scene is a program of its own, like those of
 * `gate-scenes.mjs`. A token of a plan makes Claude Code show what it shows its subscribers.
 */

const PLAN = { ANTHROPIC_API_KEY: '', CLAUDE_CODE_OAUTH_TOKEN: 'quarterdeck-model-server-token' }
const LIMITED = { composer: 'empty', held: 'rate-limit' }

export const limits = [
  {
    agent: 'claude',
    scene: 'limit',
    sandbox: 'normal',
    env: PLAN,
    first: 'now planlimit',
    see: /Stopandwait.*Esctocancel/,
    expected: { question: 'choice', choices: 2 },
    behind: [
      { keys: ['Escape'], scene: 'limit-closed', state: 'held', see: /forshortcuts|foragents/, expected: LIMITED },
    ],
  },
  {
    agent: 'claude',
    scene: 'limit-key',
    sandbox: 'normal',
    first: 'now planlimit',
    state: 'error',
    see: /rejected\(429\)/,
    expected: { composer: 'empty' },
  },
  {
    agent: 'claude',
    scene: 'credit',
    sandbox: 'normal',
    first: 'now nocredit',
    state: 'error',
    see: /Creditbalance/,
    expected: { composer: 'empty' },
  },
  {
    agent: 'claude',
    scene: 'bad-key',
    sandbox: 'normal',
    first: 'now badkey',
    state: 'held',
    see: /Retryingin/,
    expected: { composer: 'empty', held: 'retrying' },
  },
  {
    agent: 'codex',
    scene: 'limit',
    sandbox: 'normal',
    first: 'now planlimit',
    state: 'held',
    see: /hityourusagelimit/,
    expected: LIMITED,
  },
  {
    agent: 'codex',
    scene: 'not-included',
    sandbox: 'normal',
    first: 'now notincluded',
    state: 'error',
    see: /upgradetoPlus/,
    expected: { composer: 'empty' },
  },
  {
    agent: 'codex',
    scene: 'bad-key',
    sandbox: 'normal',
    first: 'now badkey',
    state: 'error',
    see: /■unexpectedstatus401/,
    expected: { composer: 'empty' },
  },
  {
    agent: 'codex',
    scene: 'update',
    sandbox: 'update',
    see: /[Uu]pdate.*2\./,
    expected: { question: 'update' },
  },
]
