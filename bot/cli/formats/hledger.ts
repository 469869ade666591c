import {
  dayOf,
  decimal,
  lotOf,
  toIso,
  type Account,
  type Entry,
  type Micros,
  type Terms,
} from '../../../core/index.ts';
import { movesOf } from './moves.ts';

/** For hledger: an account for each lot, and after every posting the account's balance, which `hledger check` verifies. */
export function* hledger(entries: readonly Entry[], terms: Terms): Iterable<string> {
  const { currency, timeZone } = terms;
  const money = (amount: Micros | bigint): string => `${decimal(amount, currency)} ${currency}`;
  const held = new Map<Account, bigint>();
  // Amounts may be finer than the currency; a comma is never a decimal mark here.
  yield 'decimal-mark .';
  for (const name of Object.values(names)) yield `account ${name}`;
  for (const { entry, amounts } of movesOf(entries)) {
    yield '';
    yield `${dayOf(entry.recordedAt, timeZone)} * (${entry.seq}) ${entry.kind}`;
    yield `    ; id: ${commented(entry.id)}`;
    yield `    ; at: ${toIso(entry.postings[0]?.at ?? entry.recordedAt)}`;
    for (const [account, amount] of amounts) {
      const now = (held.get(account) ?? 0n) + BigInt(amount);
      held.set(account, now);
      const lot = lotOf(account);
      const name = lot === undefined ? names[account as keyof typeof names] : `assets:credits:lot ${lot}`;
      yield `    ${name}  ${money(amount)} = ${money(now)}`;
    }
  }
}

const names = {
  funds: 'equity:funds',
  refunds: 'equity:refunds',
  adjustments: 'equity:adjustments',
  owed: 'liabilities:owed',
  usage: 'expenses:usage',
  expired: 'expenses:expired',
} satisfies Partial<Record<Account, string>>;

const commented = (text: string): string => text.replace(/[\s,]+/g, ' ');
