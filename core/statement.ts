import { isPool, lotOf, transfersOf, type Account, type Transfer } from './accounts.ts';
import { hourMs, startOfMonth, type Instant, type Month } from './calendar.ts';
import type { Entry, Invoice, Terms } from './entries.ts';
import { add, type Currency, type Micros } from './money.ts';

/** How long after its end a month stays open: reports of calls lag 24–48 h (SPEC L12). */
export const graceMs = 72 * hourMs;

/** What became of some credits in a month: opening + bought + used + expired + adjusted = closing. */
export interface Movement {
  readonly opening: Micros;
  readonly bought: Micros;
  readonly used: Micros;
  readonly expired: Micros;
  /** Refunds, charge-backs and reconciliations. */
  readonly adjusted: Micros;
  readonly closing: Micros;
}

/**
 * One month of a wallet, by what was recorded before it closed. Once closed it never changes: what is recorded later appears in the
 * month that is open then (SPEC L12).
 */
export interface Statement {
  readonly tenant: string;
  readonly currency: Currency;
  readonly month: Month;
  readonly from: Instant;
  readonly to: Instant;
  readonly closesAt: Instant;
  readonly isClosed: boolean;
  /** How many entries it covers, and the hash of the last: by it the journal can be held to the statement, for ever. */
  readonly entries: number;
  readonly head: string;
  readonly lots: readonly (Movement & { readonly lot: string })[];
  /** What no lot has paid: zero or below. */
  readonly owed: Movement;
  readonly total: Movement;
  readonly invoices: readonly Invoice[];
}

/** The statement of a month in the wallet's zone, as it is at `now`. */
export function statementOf(
  entries: readonly Entry[],
  asked: { readonly terms: Terms; readonly month: Month; readonly now: Instant },
): Statement {
  const { terms, month, now } = asked;
  const { tenant, currency, timeZone } = terms;
  const from = startOfMonth(month, timeZone);
  const to = startOfMonth(month, timeZone, 1);
  const closesAt = to + graceMs;
  const recorded = entries.filter(({ recordedAt }) => recordedAt < closesAt);
  const last = recorded.at(-1);
  const books = booksOf(recorded, { from, to });
  const lines = [...books].map(([account, book]) => ({ account, movement: movementOf(book) }));
  return {
    tenant,
    currency,
    month,
    from,
    to,
    closesAt,
    isClosed: now >= closesAt,
    entries: last?.seq ?? 0,
    head: last?.hash ?? '',
    lots: lines.flatMap(({ account, movement }) => {
      const lot = lotOf(account);
      return lot === undefined || isEmpty(movement) ? [] : [{ lot, ...movement }];
    }),
    owed: movementOf(books.get('owed') ?? emptyBook()),
    total: lines.reduce((sum, { movement }) => sumOf(sum, movement), movementOf(emptyBook())),
    invoices: recorded.flatMap(({ facts }) =>
      'invoice' in facts && facts.invoice.at >= from && facts.invoice.at < to ? [facts.invoice] : [],
    ),
  };
}

type Column = Exclude<keyof Movement, 'closing'>;
type Book = Record<Column, Micros>;

const emptyBook = (): Book => ({ opening: 0, bought: 0, used: 0, expired: 0, adjusted: 0 });

/** What moved in the accounts of the pool, by column. */
function booksOf(
  recorded: readonly Entry[],
  { from, to }: { readonly from: Instant; readonly to: Instant },
): ReadonlyMap<Account, Book> {
  const books = new Map<Account, Book>();
  for (const { postings, recordedAt } of recorded) {
    for (const move of transfersOf(postings) ?? []) {
      if (move.at >= to) continue;
      // What is dated in a month that had closed when it was recorded belongs to the month that was open then.
      const column = move.at < from && recordedAt < from + graceMs ? 'opening' : columnOf(move);
      for (const [account, amount] of [[move.from, -move.amount] as const, [move.to, move.amount] as const]) {
        if (!isPool(account)) continue;
        const book = books.get(account) ?? emptyBook();
        book[column] = add(book[column], amount);
        books.set(account, book);
      }
    }
  }
  return books;
}

function columnOf({ from, to }: Transfer): Column {
  const outside = isPool(from) ? to : from;
  if (outside === 'funds') return 'bought';
  if (outside === 'expired') return 'expired';
  return outside === 'refunds' || outside === 'adjustments' ? 'adjusted' : 'used';
}

function movementOf({ opening, bought, used, expired, adjusted }: Book): Movement {
  return { opening, bought, used, expired, adjusted, closing: add(opening, bought, used, expired, adjusted) };
}

const isEmpty = (movement: Movement): boolean => Object.values(movement).every(amount => amount === 0);

const sumOf = (one: Movement, other: Movement): Movement => ({
  opening: add(one.opening, other.opening),
  bought: add(one.bought, other.bought),
  used: add(one.used, other.used),
  expired: add(one.expired, other.expired),
  adjusted: add(one.adjusted, other.adjusted),
  closing: add(one.closing, other.closing),
});
