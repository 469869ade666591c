import { exportFormats } from './formats/index.ts';
import { journalAsked } from './journal-asked.ts';
import { reading } from './options.ts';
import { WrongUsage } from './terminal.ts';
import { verb } from './verb.ts';
import { neededTerms } from './wallet.ts';

export const exportJournal = verb({
  name: 'export',
  about: 'the whole journal, for other programs',
  example: 'export --format hledger > credits.journal',
  options: {
    format: { value: [...exportFormats.keys()].join('|'), about: 'which program it is for', isNeeded: true },
    ...reading,
  },
  run: async (session, { format: name, ...asked }) => {
    const format = exportFormats.get(name);
    if (format === undefined) throw new WrongUsage(`--format ${name}: one of ${[...exportFormats.keys()].join(', ')}`);
    const { entries, wallet } = await journalAsked(session, asked);
    for (const line of format(entries, neededTerms(wallet))) session.write(line);
  },
});
