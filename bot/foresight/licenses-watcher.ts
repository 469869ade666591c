import { z } from 'zod';
import { census, forgottenPeople, lackSince } from '../../core/index.ts';
import type { PeopleNeeds } from '../licenses/people.ts';
import type { StoppedCalls } from '../licenses/stopped-calls.ts';
import type { Documents } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { TypedDocument } from '../work/typed-document.ts';
import type { Watcher } from './watcher.ts';

export interface LicensesWatcherNeeds extends PeopleNeeds {
  readonly documents: Documents;
  readonly ledger: Ledger;
  readonly stoppedCalls: Pick<StoppedCalls, 'leftAlone'>;
}

/** So many people are followed: where more lack the license, they are not meant to have it, or nobody has it. */
const mostFollowed = 2000;

/**
 * Tells how many of those who can call were forgotten when the credits license was given: by what is kept of the directory, without those
 * whose paid calls were stopped. Where calls are paid after use too: who gave the license to the others counts on it.
 */
export function licensesWatcher(needs: LicensesWatcherNeeds): Watcher {
  const seen = new TypedDocument(needs.documents, 'lacking-since', z.record(z.string(), z.int()), {});
  return {
    name: 'licenses',
    kinds: ['licenses-missing'],
    look: async ({ at, before }) => {
      const read = await needs.ledger.read();
      if (needs.keptDirectory.known() === undefined || !read.ok) return undefined;
      const { terms } = read.value.wallet;
      if (terms === undefined) return [];
      // Another process may have kept it up to date meanwhile.
      const { people } = await needs.keptDirectory.read();
      const { eligible, lackCredits } = census(people, await needs.directory.skus());
      const all = await needs.stoppedCalls.leftAlone(lackCredits);
      const lacking = all.length > mostFollowed ? [] : all;
      const since = await seen.change(kept => {
        const now = lackSince(kept, lacking, at);
        return JSON.stringify(now) === JSON.stringify(kept) ? kept : now;
      });
      const isTold = before.some(({ alert }) => alert.kind === 'licenses-missing');
      const count = forgottenPeople({ eligible: eligible.length, lacking, since, at, isTold });
      if (count === 0) return [];
      const { currency } = terms;
      const alert = { kind: 'licenses-missing', about: 'licenses', at, currency, balance: 0, count } as const;
      return [{ key: 'licenses-missing', alert, isBeingMended: false }];
    },
  };
}
