import type { Instant } from './calendar.ts';
import type { Micros } from './money.ts';

/**
 * The chart of accounts. Money moves from left to right: `funds` → a lot → `usage`, or → `expired` at the end of its life, or →
 * `refunds` when it is given or taken back. What no lot covers is in `owed`, which is never above zero. `adjustments` is the other
 * side of a reconciliation: usage not yet seen, or credits not recorded before. The pool's balance is the sum of all lots and `owed`.
 */
export type Account = 'funds' | 'usage' | 'expired' | 'refunds' | 'adjustments' | 'owed' | `lot:${string}`;

/** One leg of an entry: what an account receives (positive) or gives (negative), dated with its own instant (L2, L6). */
export interface Posting {
  readonly account: Account;
  readonly at: Instant;
  readonly amount: Micros;
}

/** An amount moved from one account to another at one instant; a negative amount came back. */
export interface Transfer {
  readonly from: Account;
  readonly to: Account;
  readonly at: Instant;
  readonly amount: Micros;
}

/** The lot's own account. */
export const lotAccount = (lotId: string): Account => `lot:${lotId}`;

/** The id of the account's lot; undefined for other accounts. */
export const lotOf = (account: Account): string | undefined =>
  account.startsWith('lot:') ? account.slice('lot:'.length) : undefined;

/** Whether the account is part of the pool's balance. */
export const isPool = (account: Account): boolean => account === 'owed' || account.startsWith('lot:');

/** The postings of a transfer: two that sum to zero; none for an amount of zero. */
export function transfer({ from, to, at, amount }: Transfer): readonly Posting[] {
  if (amount === 0) return [];
  return [
    { account: from, at, amount: -amount },
    { account: to, at, amount },
  ];
}

/** Whether legs come in pairs, each in the order of `transfer`. */
export function arePaired(postings: readonly Posting[]): boolean {
  for (let index = 0; index < postings.length; index += 2) {
    const from = postings[index];
    const to = postings[index + 1];
    if (from === undefined || to === undefined || from.amount !== -to.amount || from.at !== to.at) return false;
  }
  return true;
}

/** The transfers that an entry's postings are made of. Undefined if their legs do not come in pairs. */
export function transfersOf(postings: readonly Posting[]): readonly Transfer[] | undefined {
  if (!arePaired(postings)) return undefined;
  const transfers: Transfer[] = [];
  for (const [index, { account: to, at, amount }] of postings.entries()) {
    const from = postings[index - 1]?.account;
    if (index % 2 === 1 && from !== undefined) transfers.push({ from, to, at, amount });
  }
  return transfers;
}
