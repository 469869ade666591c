import type { Instant } from './calendar.ts';
import type { Micros } from './money.ts';

/**
 * The chart of accounts. Money moves from left to right: `funds` → a lot → `usage`, or → `expired` at the end of its life. What no
 * lot covers stands in `owed`, which is never above zero. The pool's balance is the sum of all lots and `owed`.
 */
export type Account = 'funds' | 'usage' | 'expired' | 'owed' | `lot:${string}`;

/** One leg of an entry: what an account receives (positive) or gives (negative), dated with its own instant (SPEC L2, L6). */
export interface Posting {
  readonly account: Account;
  readonly at: Instant;
  readonly amount: Micros;
}

export const lotAccount = (lotId: string): Account => `lot:${lotId}`;

/** Whether what stands in the account is part of the pool's balance. */
export const isPool = (account: Account): boolean => account === 'owed' || account.startsWith('lot:');

/** A transfer of one amount at one instant: two postings that sum to zero. Nothing is written for nothing. */
export function transfer(move: { from: Account; to: Account; at: Instant; amount: Micros }): readonly Posting[] {
  if (move.amount === 0) return [];
  return [
    { account: move.from, at: move.at, amount: -move.amount },
    { account: move.to, at: move.at, amount: move.amount },
  ];
}
