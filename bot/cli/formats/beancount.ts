import {
  dayOf,
  decimal,
  lotOf,
  toIso,
  type Account,
  type Entry,
  type Instant,
  type Terms,
} from '../../../core/index.ts';
import type { ExportWriter } from './export-writer.ts';
import { movesOf, type Move } from './moves.ts';

/**
 * For beancount: credits are a commodity held at cost, one cost lot for each of ours, named in every posting, so that `bean-check` books
 * the same lots. Ends with the balance of every account.
 */
export class Beancount implements ExportWriter {
  readonly #terms: Terms;
  readonly #credits: string;
  readonly #costs = new Map<string, string>();
  readonly #held = new Map<Account | 'lots', bigint>();
  #last: Entry | undefined;

  constructor(terms: Terms) {
    this.#terms = terms;
    this.#credits = `${terms.currency}CREDIT`;
  }

  *of(entry: Entry): Iterable<string> {
    if (this.#last === undefined) yield* this.#begin(this.#date(entry.recordedAt));
    this.#last = entry;
    for (const amounts of movesOf(entry)) yield* this.#moveOf(entry, amounts);
  }

  *end(): Iterable<string> {
    const { currency } = this.#terms;
    const balance = (account: Account | 'lots'): string => decimal(this.#held.get(account) ?? 0n, currency);
    const after = this.#date((this.#last?.recordedAt ?? 0) + 2 * 24 * 3_600_000);
    yield '';
    yield `${after} balance ${lots}  ${balance('lots')} ${this.#credits}`;
    for (const [account, name] of Object.entries(names))
      yield `${after} balance ${name}  ${balance(account as Account)} ${currency}`;
  }

  *#begin(opened: string): Iterable<string> {
    const { currency, tenant } = this.#terms;
    yield `option "title" ${quoted(`Communications Credits of ${tenant}`)}`;
    yield `option "operating_currency" "${currency}"`;
    for (const name of Object.values(names)) yield `${opened} open ${name}`;
    yield `${opened} open ${lots} ${this.#credits} "STRICT"`;
  }

  *#moveOf(entry: Entry, amounts: Move): Iterable<string> {
    const { currency } = this.#terms;
    yield '';
    yield `${this.#date(entry.recordedAt)} * ${quoted(entry.kind)} ${quoted(entry.id)}`;
    yield `  seq: ${entry.seq}`;
    yield `  at: ${quoted(toIso(entry.postings[0]?.at ?? entry.recordedAt))}`;
    yield `  hash: ${quoted(entry.hash)}`;
    for (const [account, amount] of amounts) {
      const lot = lotOf(account);
      const key = lot === undefined ? account : 'lots';
      this.#held.set(key, (this.#held.get(key) ?? 0n) + BigInt(amount));
      if (lot === undefined) {
        yield `  ${names[account as keyof typeof names]}  ${decimal(amount, currency)} ${currency}`;
        continue;
      }
      // A lot keeps the day on which it came in: beancount tells lots apart by cost, day and label.
      const cost = this.#costs.get(lot) ?? `{1 ${currency}, ${this.#date(entry.recordedAt)}, "lot ${lot}"}`;
      this.#costs.set(lot, cost);
      yield `  ${lots}  ${decimal(amount, currency)} ${this.#credits} ${cost}`;
    }
  }

  #date(at: Instant): string {
    return dayOf(at, this.#terms.timeZone);
  }
}

const lots = 'Assets:Credits';
const names = {
  funds: 'Equity:Funds',
  refunds: 'Equity:Refunds',
  adjustments: 'Equity:Adjustments',
  owed: 'Liabilities:Owed',
  usage: 'Expenses:Usage',
  expired: 'Expenses:Expired',
} satisfies Partial<Record<Account, string>>;

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replace(/\s+/g, ' ')}"`;
