import { dayMs, hourMs, type Instant } from '../../core/index.ts';
import type { BlockedUsers } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Watcher } from './watcher.ts';

export interface BlockedWatcherNeeds {
  /** Undefined where Graph's beta may not be read: then nobody is known to be blocked. */
  readonly blockedUsers: BlockedUsers | undefined;
  readonly ledger: Pick<Ledger, 'terms'>;
}

/** Microsoft's log is asked for so many days: the longest span that it takes. */
const days = 90;

/** Tells how many people Microsoft keeps from calling; told again when there are more. Asked once an hour: nobody is blocked often. */
export function blockedWatcher({ blockedUsers, ledger }: BlockedWatcherNeeds): Watcher {
  let last: { readonly at: Instant; readonly count: number } | undefined;
  const countAt = async (at: Instant): Promise<number> => {
    if (blockedUsers === undefined) return 0;
    if (last !== undefined && at >= last.at && at - last.at < hourMs) return last.count;
    last = { at, count: (await blockedUsers.list({ from: at - days * dayMs, to: at })).length };
    return last.count;
  };
  return {
    name: 'blocked',
    kinds: ['people-blocked'],
    look: async ({ at }) => {
      const count = await countAt(at);
      if (count === 0) return [];
      const { currency } = (await ledger.terms()) ?? { currency: 'USD' };
      const alert = { kind: 'people-blocked', about: 'blocked', at, currency, balance: 0, count } as const;
      return [{ key: `people-blocked ${count}`, alert, isBeingMended: false }];
    },
  };
}
