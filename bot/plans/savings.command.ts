import { command } from '../chat/command.ts';
import type { Card } from '../../cards/card.ts';
import { pageAfter } from '../chat/list-page.ts';
import type { Roles, Sight } from '../chat/roles.ts';
import { forOthers } from '../chat/shared-card.ts';
import type { Clock, Looks } from '../ports/index.ts';
import { keyOfSaving, listed, readSavings, type SavingsNeeds } from './read-savings.ts';
import { savingsView } from './savings.view.ts';

interface SavingsCommandNeeds extends SavingsNeeds {
  readonly clock: Clock;
  readonly roles: Roles;
  readonly looks: Looks;
}

const pageLines = 10;

/** Licenses without a call in 90 days, and cheaper ones, with what they would save a month. */
export const savings = command({
  name: 'savings',
  access: 'look',
  arguments: {},
  menus: [],
  run: async (needs: SavingsCommandNeeds, { speech, person }, _given, { text, place }) => {
    const { clock, roles, looks } = needs;
    const now = clock.now();
    const found = await readSavings(needs, { now, timeZone: speech.timeZone });
    const all = listed(found);
    const sight = await roles.sightOf(person.id);
    // Noted before anybody is named (B19).
    if (sight.kind === 'whole' && all.length > 0)
      await looks.note({ who: person.id ?? '', whom: undefined, at: now, command: 'savings' });
    const mayPrice = (await roles.check(person.id, 'money')).ok;
    const page = pageAfter(all, place, { size: pageLines, keyOf: keyOfSaving });
    const draw = (seen: Sight): Card => savingsView(speech, { found, page, sight: seen, mayPrice, now, text });
    return { card: draw(sight), ...forOthers(sight, draw) };
  },
});
