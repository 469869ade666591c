import { OwnBot } from '../tenant/own-bot.ts';
import { isConfirmed } from './confirm.ts';
import { recording } from './options.ts';
import { record } from './record.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';

export const adopt = verb({
  name: 'adopt',
  about:
    'give a wallet its mode that was opened where nobody had said it, or its conversations to a bot that was registered anew',
  example: 'adopt --mode mirror',
  options: {
    mode: { value: 'mirror|operate', about: 'how the organization is run from now on' },
    bot: { value: 'APP-ID', about: 'the id of the bot that takes the place of the one before' },
    ...recording,
  },
  run: async (session, values) => {
    const { mode, bot } = values;
    if ((mode === undefined) === (bot === undefined)) throw new WrongUsage('--mode, or --bot');
    if (bot !== undefined) return adoptBot(session, bot, values);
    if (mode !== 'mirror' && mode !== 'operate') throw new WrongUsage('--mode is mirror or operate');
    if (await hasSandboxCalls(session))
      throw new Refused('a sandbox has run on this wallet: its calls and credits are made up, and stay in the sandbox');
    const request = { kind: 'adopt-mode', id: `adopt:${mode}`, mode } as const;
    const recorded = await record(session, values, { request });
    if (recorded !== undefined) print(session, { mode }, `the wallet is of the mode ${mode}`);
  },
});

/** Its channels are told again once it was added to their teams, and people once they write to it. */
async function adoptBot(session: Session, appId: string, consent: Parameters<typeof isConfirmed>[1]): Promise<void> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId)) throw new WrongUsage('--bot is an app id, a GUID');
  const own = new OwnBot(session.documents);
  const before = (await own.kept()) ?? null;
  const text = `the conversations are with the bot ${appId}${before === null ? '' : ` instead of ${before}`}`;
  const plan = { changes: before !== appId, json: { bot: appId, before }, text };
  if (!(await isConfirmed(session, consent, () => Promise.resolve(plan)))) return;
  await own.adopt(appId);
  print(session, plan.json, text);
}

/** Calls of a sandbox come from its own directory of people, which is kept beside the wallet. */
const hasSandboxCalls = async ({ documents }: Session): Promise<boolean> =>
  (await documents.read('sandbox-tenant')) !== null;
