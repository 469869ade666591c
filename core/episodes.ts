import { isSame, type Episode } from './alerts.ts';
import { hourMs, type Instant } from './calendar.ts';
import type { Micros } from './money.ts';
import { balanceOf } from './pool.ts';
import { isAtTrigger, type Rule } from './rule.ts';
import type { Wallet } from './wallet.ts';

/** Which episodes a balance begins and which it ends. */
export interface Crossings {
  readonly begun: readonly Episode[];
  readonly ended: readonly Episode[];
}

/** The thresholds that are watched: the trigger, even while auto-recharge is off, those that were set, and zero once credits were known (B2). */
const watched = (wallet: Wallet): readonly Episode[] => [
  ...lowOnes(wallet).map(threshold => ({ alert: 'low-balance', threshold }) as const),
  ...(wallet.pool.lots.some(({ amount }) => amount > 0) ? [{ alert: 'balance-zero', threshold: 0 } as const] : []),
];

const lowOnes = ({ rule, thresholds = [] }: Wallet): readonly Micros[] => [
  ...new Set([...(rule === undefined ? [] : [rule.trigger]), ...thresholds]),
];

/** Which episodes begin and which end at the present balance. One ends at 1.1 × its threshold, or when it is no longer watched. */
export function crossings(wallet: Wallet, at: Instant): Crossings {
  const balance = balanceOf(wallet.pool, at);
  const watching = watched(wallet);
  const isOpen = (one: Episode): boolean => wallet.episodes.some(other => isSame(one, other));
  return {
    begun: watching.filter(one => isBelow(one, balance, wallet.rule) && !isOpen(one)),
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

function isBelow({ alert, threshold }: Episode, balance: Micros, rule: Rule | undefined): boolean {
  if (alert === 'balance-zero') return balance <= 0;
  return rule?.trigger === threshold ? isAtTrigger(rule, balance) : balance < threshold;
}

// 1.1 × the threshold without leaving the integers: 10 × balance ≥ 11 × threshold.
const hasRecovered = ({ alert, threshold }: Episode, balance: Micros): boolean =>
  alert === 'balance-zero' ? balance > 0 : BigInt(balance) * 10n >= BigInt(threshold) * 11n;
