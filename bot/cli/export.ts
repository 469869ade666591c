import { exportFormats } from './formats/index.ts';
import { neededOption, WrongUsage, type Verb } from './terminal.ts';
import { openedJournal } from './wallet.ts';

export const exportJournal: Verb = {
  name: 'export',
  options: ['format'],
  usage: 'export --format ndjson|csv|beancount|hledger',
  about: 'the whole journal, for other programs',
  example: 'export --format hledger > credits.journal',
  run: async session => {
    const name = neededOption(session.options, 'format');
    const format = exportFormats.get(name);
    if (format === undefined) throw new WrongUsage(`--format ${name}: one of ${[...exportFormats.keys()].join(', ')}`);
    const { entries, terms } = await openedJournal(session);
    for (const line of format(entries, terms)) session.write(line);
  },
};
