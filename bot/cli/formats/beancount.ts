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
import { movesOf } from './moves.ts';

/**
 * For beancount: credits are a commodity held at cost, one cost lot for each of ours, named in every posting, so that `bean-check` books
 * the same lots. Ends with the balance of every account.
 */
export function* beancount(entries: readonly Entry[], terms: Terms): Iterable<string> {
  const { currency, timeZone, tenant } = terms;
  const credits = `${currency}CREDIT`;
  const date = (at: Instant): string => dayOf(at, timeZone);
  const opened = date(entries[0]?.recordedAt ?? 0);
  yield `option "title" ${quoted(`Communications Credits of ${tenant}`)}`;
  yield `option "operating_currency" "${currency}"`;
  for (const name of Object.values(names)) yield `${opened} open ${name}`;
  yield `${opened} open ${lots} ${credits} "STRICT"`;
  const costs = new Map<string, string>();
  const held = new Map<Account | 'lots', bigint>();
  for (const { entry, amounts } of movesOf(entries)) {
    yield '';
    yield `${date(entry.recordedAt)} * ${quoted(entry.kind)} ${quoted(entry.id)}`;
    yield `  seq: ${entry.seq}`;
    yield `  at: ${quoted(toIso(entry.postings[0]?.at ?? entry.recordedAt))}`;
    yield `  hash: ${quoted(entry.hash)}`;
    for (const [account, amount] of amounts) {
      const lot = lotOf(account);
      const key = lot === undefined ? account : 'lots';
      held.set(key, (held.get(key) ?? 0n) + BigInt(amount));
      if (lot === undefined) {
        yield `  ${names[account as keyof typeof names]}  ${decimal(amount, currency)} ${currency}`;
        continue;
      }
      // A lot keeps the day on which it came in: beancount tells lots apart by cost, day and label.
      const cost = costs.get(lot) ?? `{1 ${currency}, ${date(entry.recordedAt)}, "lot ${lot}"}`;
      costs.set(lot, cost);
      yield `  ${lots}  ${decimal(amount, currency)} ${credits} ${cost}`;
    }
  }
  yield '';
  const after = date((entries.at(-1)?.recordedAt ?? 0) + 2 * 24 * 3_600_000);
  yield `${after} balance ${lots}  ${decimal(held.get('lots') ?? 0n, currency)} ${credits}`;
  for (const [account, name] of Object.entries(names))
    yield `${after} balance ${name}  ${decimal(held.get(account as Account) ?? 0n, currency)} ${currency}`;
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
