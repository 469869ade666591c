import { isSame, type Episode } from './alerts.ts';
import { hourMs, type Instant } from './calendar.ts';
import type { Micros } from './money.ts';
import { balanceOf } from './pool.ts';
import type { Wallet } from './wallet.ts';

/** Which episodes a balance begins and which it ends. */
export interface Crossings {
  readonly begun: readonly Episode[];
  readonly ended: readonly Episode[];
}

/** The thresholds that are watched: the trigger, even while auto-recharge is off, and zero once credits were known (B2). */
const watched = (wallet: Wallet): readonly Episode[] => [
  ...(wallet.rule === undefined ? [] : [{ alert: 'low-balance', threshold: wallet.rule.trigger } as const]),
  ...(wallet.pool.lots.some(({ amount }) => amount > 0) ? [{ alert: 'balance-zero', threshold: 0 } as const] : []),
];

/** Which episodes begin and which end at the present balance. One ends at 1.1 × its threshold, or when it is no longer watched. */
export function crossings(wallet: Wallet, at: Instant): Crossings {
  const balance = balanceOf(wallet.pool, at);
  const watching = watched(wallet);
  const isOpen = (one: Episode): boolean => wallet.episodes.some(other => isSame(one, other));
  return {
    begun: watching.filter(one => isBelow(one, balance) && !isOpen(one)),
    ended: wallet.episodes.filter(
      one =>
        one.alert !== 'import-stalled' && (hasRecovered(one, balance) || !watching.some(other => isSame(one, other))),
    ),
  };
}

/** An import that has not been complete for longer than this, in ms, is stalled (L13); it is tried every hour. */
export const importStallsAfterMs = 6 * hourMs;

const stalled: Episode = { alert: 'import-stalled', threshold: 0 };

/** Whether the import of usage begins or ends being stalled; `completeAt` is null when it was never complete (L13). */
export function importCrossings(wallet: Wallet, completeAt: Instant | null, at: Instant): Crossings {
  const since = completeAt ?? wallet.openedAt ?? at;
  const isStalled = at - since > importStallsAfterMs;
  const isOpen = wallet.episodes.some(one => isSame(one, stalled));
  return { begun: isStalled && !isOpen ? [stalled] : [], ended: !isStalled && isOpen ? [stalled] : [] };
}

const isBelow = ({ alert, threshold }: Episode, balance: Micros): boolean =>
  alert === 'balance-zero' ? balance <= 0 : balance < threshold;

// 1.1 × the threshold without leaving the integers: 10 × balance ≥ 11 × threshold.
const hasRecovered = ({ alert, threshold }: Episode, balance: Micros): boolean =>
  alert === 'balance-zero' ? balance > 0 : BigInt(balance) * 10n >= BigInt(threshold) * 11n;
