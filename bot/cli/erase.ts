import { toIso } from '../../core/index.ts';
import { isConfirmed } from './confirm.ts';
import { readInstant, recording } from './options.ts';
import { counted } from './speech.ts';
import { print } from './terminal.ts';
import { verb } from './verb.ts';

/** Blanks the people and numbers of old calls; what the calls cost, and the journal, stay (L2). */
export const erase = verb({
  name: 'erase',
  about: 'blank the people and numbers of calls that began before; what they cost stays',
  example: 'erase --before 2025-01-01',
  options: {
    before: { value: 'INSTANT', about: 'such as 2025-01-01', isNeeded: true },
    ...recording,
  },
  run: async (session, values) => {
    const before = readInstant('before', values.before);
    const plan = async () => {
      const rows = await session.rows.erasable(before);
      return {
        changes: rows > 0,
        json: { rows, before: toIso(before) },
        text: `blanks the people, numbers and destinations of ${counted(rows, 'call row')} that began before ${toIso(before)}; nothing brings them back`,
      };
    };
    if (!(await isConfirmed(session, values, plan))) return;
    const rows = await session.rows.erase(before);
    print(
      session,
      { rows, before: toIso(before) },
      `${counted(rows, 'call row')} erased that began before ${toIso(before)}`,
    );
  },
});
