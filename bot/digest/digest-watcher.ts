import { firstMorningOf, latestMorning, newsMs, type AlertKind, type Stage } from '../../core/index.ts';
import { inWallet } from '../foresight/in-wallet.ts';
import type { Watcher } from '../foresight/watcher.ts';
import type { Ledger } from '../wallets/ledger.ts';

/** What news is raised by. */
export interface NewsWatcherNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
}

/** Raises the digest of a week as its Monday begins to dawn somewhere: each destination is told on its own morning (L14). */
export const digestWatcher = (needs: NewsWatcherNeeds): Watcher => newsWatcher(needs, 'digest', 'week');

/** The same for the statement of a month, on the first of the next. */
export const statementWatcher = (needs: NewsWatcherNeeds): Watcher => newsWatcher(needs, 'statement-ready', 'month');

const newsWatcher = ({ ledger }: NewsWatcherNeeds, kind: AlertKind, period: 'week' | 'month'): Watcher => ({
  name: kind,
  kinds: [kind],
  look: ({ at }) =>
    inWallet(ledger, ({ terms: { currency, timeZone, mode }, wallet: { origin }, history }) => {
      const { begun } = history.contents;
      const day = latestMorning(period, at);
      const raisedAt = firstMorningOf(day);
      // Of a time before there was a book there is nothing to tell, nor of one that is long past.
      if (begun === undefined || begun >= day || at - raisedAt > newsMs) return [];
      const alert = { kind, at: raisedAt, currency, balance: 0, morning: { day, timeZone } };
      // A sandbox that was reset begins the same weeks anew.
      const key = mode === 'sandbox' ? `${kind} ${day} ${origin.slice(0, 12)}` : `${kind} ${day}`;
      return [{ key, isBeingMended: false, alert } satisfies Stage];
    }),
});
