import { recording } from './options.ts';
import { record } from './record.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb } from './verb.ts';

export const adopt = verb({
  name: 'adopt',
  about: 'give a wallet its mode that was opened where nobody had said it; the only way on for it',
  example: 'adopt --mode mirror',
  options: {
    mode: { value: 'mirror|operate', about: 'how the organization is run from now on', isNeeded: true },
    ...recording,
  },
  run: async (session, values) => {
    const { mode } = values;
    if (mode !== 'mirror' && mode !== 'operate') throw new WrongUsage('--mode is mirror or operate');
    if (await hasSandboxCalls(session))
      throw new Refused('a sandbox has run on this wallet: its calls and credits are made up, and stay in the sandbox');
    const request = { kind: 'adopt-mode', id: `adopt:${mode}`, mode } as const;
    const recorded = await record(session, values, { request });
    if (recorded !== undefined) print(session, { mode }, `the wallet is of the mode ${mode}`);
  },
});

/** Calls of a sandbox come from its own directory of people, which is kept beside the wallet. */
const hasSandboxCalls = async ({ documents }: Session): Promise<boolean> =>
  (await documents.read('sandbox-tenant')) !== null;
