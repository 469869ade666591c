import { parseInstant, toIso } from '../../core/index.ts';
import { neededOption, print, WrongUsage, type Verb } from './terminal.ts';

/** Blanks the people and numbers of old calls; what the calls cost, and the journal, stay (L2). */
export const erase: Verb = {
  name: 'erase',
  options: ['before'],
  usage: 'erase --before 2025-01-01',
  about: 'blank the people and numbers of calls that began before; what they cost stays',
  example: 'erase --before 2025-01-01',
  run: async session => {
    const text = neededOption(session.options, 'before');
    const before = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
    if (before === undefined) throw new WrongUsage(`--before ${text}: a date such as 2025-01-01, or an instant`);
    const rows = await session.rows.erase(before);
    print(session, { rows, before: toIso(before) }, `${rows} call rows erased that began before ${toIso(before)}`);
  },
};
