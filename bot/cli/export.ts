import { exportFormats } from './formats/index.ts';
import { WrongUsage } from './terminal.ts';
import { verb } from './verb.ts';
import { openedJournal } from './wallet.ts';

export const exportJournal = verb({
  name: 'export',
  about: 'the whole journal, for other programs',
  example: 'export --format hledger > credits.journal',
  options: { format: { value: [...exportFormats.keys()].join('|'), about: 'which program it is for', isNeeded: true } },
  run: async (session, { format: name }) => {
    const format = exportFormats.get(name);
    if (format === undefined) throw new WrongUsage(`--format ${name}: one of ${[...exportFormats.keys()].join(', ')}`);
    const { entries, terms } = await openedJournal(session);
    for (const line of format(entries, terms)) session.write(line);
  },
});
