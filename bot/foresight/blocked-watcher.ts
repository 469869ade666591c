import { z } from 'zod';
import { dayMs, hourMs, type Instant } from '../../core/index.ts';
import type { BlockedUsers, Documents } from '../ports/index.ts';
import type { Ledger } from '../wallets/ledger.ts';
import { TypedDocument } from '../work/typed-document.ts';
import type { Watcher } from './watcher.ts';

export interface BlockedWatcherNeeds {
  /** Undefined where Graph's beta may not be read: then nobody is known to be blocked. */
  readonly blockedUsers: BlockedUsers | undefined;
  readonly ledger: Pick<Ledger, 'terms'>;
  readonly documents: Documents;
}

/** Microsoft's log is asked for so many days: the longest span that it takes. */
const days = 90;

const shape = z.object({ at: z.int(), count: z.int().nonnegative() });

/** What Microsoft answered, and when. */
type BlockedCount = z.infer<typeof shape>;

const isFresh = (last: BlockedCount, at: Instant): boolean => at >= last.at && at - last.at < hourMs;

/**
 * Tells how many people Microsoft keeps from calling; told again when there are more. Asked once an hour, since nobody is blocked often, and
 * the answer is kept for all processes: two that had asked apart would tell their two counts in turn.
 */
export function blockedWatcher({ blockedUsers, ledger, documents }: BlockedWatcherNeeds): Watcher {
  const kept = new TypedDocument(documents, 'people-blocked', shape);
  const countAt = async (at: Instant): Promise<number> => {
    if (blockedUsers === undefined) return 0;
    const last = await kept.readIntact();
    if (last !== undefined && isFresh(last, at)) return last.count;
    const { length: count } = await blockedUsers.list({ from: at - days * dayMs, to: at });
    await kept.write({ at, count });
    return count;
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
