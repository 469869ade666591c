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
import type { ExportWriter } from './export-writer.ts';
import { movesOf, type Move } from './moves.ts';

/** For hledger: an account for each lot, and after every posting the account's balance, which `hledger check` verifies. */
export class Hledger implements ExportWriter {
  readonly #terms: Terms;
  readonly #held = new Map<Account, bigint>();
  #isBegun = false;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  *of(entry: Entry): Iterable<string> {
    if (!this.#isBegun) yield* this.#begin();
    for (const amounts of movesOf(entry)) yield* this.#moveOf(entry, amounts);
  }

  end(): Iterable<string> {
    return [];
  }

  *#begin(): Iterable<string> {
    this.#isBegun = true;
    // Amounts may be finer than the currency; a comma is never a decimal mark here.
    yield 'decimal-mark .';
    for (const name of Object.values(names)) yield `account ${name}`;
  }

  *#moveOf(entry: Entry, amounts: Move): Iterable<string> {
    const { currency, timeZone } = this.#terms;
    const money = (amount: Micros | bigint): string => `${decimal(amount, currency)} ${currency}`;
    yield '';
    yield `${dayOf(entry.recordedAt, timeZone)} * (${entry.seq}) ${entry.kind}`;
    yield `    ; id: ${commented(entry.id)}`;
    yield `    ; at: ${toIso(entry.postings[0]?.at ?? entry.recordedAt)}`;
    for (const [account, amount] of amounts) {
      const now = (this.#held.get(account) ?? 0n) + BigInt(amount);
      this.#held.set(account, now);
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
