import type { Terms } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Speech } from '../chat/speech.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { termsIfAny, type OrganizationSetting } from './setting.ts';

type BookFact = 'currency' | 'time-zone' | 'minimum' | 'connection-fee';

/** What the book was begun with: shown beside what can be changed, with the reason why it cannot. */
const bookFact = (
  name: BookFact,
  shown: (terms: Terms, speech: Speech) => string,
): OrganizationSetting<{ readonly ledger: Ledger }> => ({
  name,
  group: 'money',
  standing: async (needs, { speech }) => {
    const terms = await termsIfAny(needs);
    if (terms === undefined) return undefined;
    return { value: shown(terms, speech), about: speech.say(`setting.about.${name}`), changed: undefined };
  },
});

export const bookFacts = [
  bookFact('currency', ({ currency }) => currency),
  bookFact('time-zone', ({ timeZone }) => escape(timeZone)),
  bookFact('minimum', ({ minimum, currency }, speech) => speech.money(minimum, currency)),
  bookFact('connection-fee', ({ isFeeInCharge }, speech) =>
    speech.say(isFeeInCharge ? 'setting.fee.in' : 'setting.fee.beside'),
  ),
];
