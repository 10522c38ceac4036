import { sleep } from './driver.mjs'
import { limits } from './limit-scenes.mjs'

/* What the programs ask before they show a composer. Each scene is a program of its own: [agent, scene, sandbox, arguments, look]. */

export const gates = [
  {
    agent: 'claude',
    scene: 'trust',
    sandbox: 'gates',
    see: /Itrustthisfolder/,
    expected: { question: 'trust', choices: 2 },
  },
  {
    agent: 'claude',
    scene: 'theme',
    sandbox: 'fresh',
    // Without this it first asks its vendor's servers whether they can be reached, and ends when they cannot.
    env: { CLAUDE_CODE_USE_BEDROCK: '1', AWS_REGION: 'us-east-1' },
    see: /textstyle.*Darkmode.*Syntax/,
    expected: { question: 'theme', choices: 7 },
    behind: [
      { keys: ['Enter'], scene: 'theme-key', see: /APIkey.*2\.No/, expected: { question: 'login', choices: 2 } },
      { keys: ['Enter'], scene: 'security', see: /PressEnter/, expected: { question: 'other', choices: 0 } },
    ],
  },
  {
    agent: 'claude',
    scene: 'unreachable',
    sandbox: 'fresh',
    env: { ANTHROPIC_API_KEY: '' },
    shell: true,
    state: 'exited',
    see: /Unabletoconnect.*shell\$$/,
    expected: {},
  },
  {
    agent: 'claude',
    scene: 'login',
    sandbox: 'normal',
    first: '/login',
    see: /Selectloginmethod.*Esctocancel/,
    expected: { question: 'login', choices: 3 },
  },
  {
    agent: 'claude',
    scene: 'theme-again',
    sandbox: 'normal',
    first: '/theme',
    see: /textstyle.*Esctocancel/,
    expected: { question: 'theme', choices: 8 },
  },
  {
    agent: 'claude',
    scene: 'key',
    sandbox: 'unapproved',
    see: /APIkey.*2\.No/,
    expected: { question: 'login', choices: 2 },
  },
  {
    agent: 'claude',
    scene: 'bypass',
    sandbox: 'normal',
    args: ['--dangerously-skip-permissions'],
    see: /2\.Yes/,
    env: { IS_SANDBOX: '1' },
    expected: { question: 'trust', choices: 2 },
  },
  {
    agent: 'codex',
    scene: 'trust',
    sandbox: 'gates',
    see: /[Tt]rust.*2\./,
    expected: { question: 'trust', choices: 2 },
  },
  {
    agent: 'codex',
    scene: 'hooks',
    sandbox: 'normal',
    args: ['-c', 'hooks.Stop=[{hooks=[{type="command",command="true"}]}]'],
    see: /Hooksneedreview.*3\./,
    expected: { question: 'trust', choices: 3 },
  },
  {
    agent: 'codex',
    scene: 'login',
    sandbox: 'login',
    see: /[Ss]ignin.*2\./,
    expected: { question: 'login' },
  },
  {
    agent: 'gemini',
    scene: 'trust',
    sandbox: 'gates',
    see: /Doyoutrustthefiles.*3\.Don/,
    expected: { question: 'trust', choices: 3 },
  },
  {
    agent: 'gemini',
    scene: 'login',
    sandbox: 'fresh',
    see: /Howwouldyouliketoauthenticate.*VertexAI/,
    expected: { question: 'login', choices: 3 },
    behind: [
      { keys: ['2'], scene: 'login-key', see: /EnterGeminiAPIKey/, expected: { question: 'login', choices: 0 } },
    ],
  },
  {
    agent: 'gemini',
    scene: 'all-colours',
    sandbox: 'normal',
    env: { COLORTERM: 'truecolor' },
    state: 'idle',
    see: /Typeyourmessage/,
    expected: { composer: 'empty' },
  },
  ...limits,
]

/** Records one gate and those behind it. */
export async function gate({ pane, shot }, one) {
  if (one.first) {
    await pane.see(/forshortcuts|foragents/)
    // Codex paints a composer that takes nothing yet.
    if (one.agent === 'codex') await pane.titled(/project/)
    if (one.agent === 'codex') await sleep(2500)
    await pane.send(one.first)
  }
  await pane.see(one.see)
  await sleep(800)
  await shot(one.scene, one.state ?? 'waiting', { composer: 'none', ...one.expected })
  for (const next of one.behind ?? []) {
    await pane.key(...next.keys)
    await pane.see(next.see)
    await sleep(800)
    await shot(next.scene, next.state ?? 'waiting', { composer: 'none', ...next.expected })
  }
}
