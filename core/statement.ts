import { hourMs, startOfMonth, type Instant, type Month, type TimeZone } from './calendar.ts';
import { instantOf, type Entry, type Invoice, type Terms } from './entries.ts';
import { evolve } from './evolve.ts';
import { chargesOf, poolBefore } from './history.ts';
import { rest, writtenOff, type Lot } from './lots.ts';
import { total, type Currency, type Micros } from './money.ts';
import { demandOf, type Pool } from './pool.ts';
import type { ChargesByInstant } from './pool-changes.ts';
import { SumsByInstant } from './sums-by-instant.ts';
import { emptyWallet, type Wallet } from './wallet.ts';

/** How long after its end a month stays open, in ms: reports of calls lag 24–48 h (L12). */
export const graceMs = 72 * hourMs;

/** When a month closes. */
export const closingOf = (month: Month, timeZone: TimeZone): Instant => startOfMonth(month, timeZone, 1) + graceMs;

/** How some credits moved in a month, in micro-units: opening + bought + used + expired + adjusted = closing. Sums of any size (L1). */
export interface Movement {
  readonly opening: bigint;
  readonly bought: bigint;
  readonly used: bigint;
  readonly expired: bigint;
  /** Refunds, charge-backs and reconciliations. */
  readonly adjusted: bigint;
  readonly closing: bigint;
}

/**
 * One month of a wallet, by what was recorded before it closed. Once closed it never changes: what is recorded later appears in the
 * month that is open then (L12).
 */
export interface Statement {
  readonly tenant: string;
  readonly currency: Currency;
  readonly month: Month;
  readonly from: Instant;
  readonly to: Instant;
  readonly closesAt: Instant;
  readonly isClosed: boolean;
  /** How many entries it covers, and the hash of the last: with both, the journal can be checked against the statement later. */
  readonly entries: number;
  readonly head: string;
  readonly lots: readonly (Movement & { readonly lot: string })[];
  /** What no lot has paid: zero or below. */
  readonly owed: Movement;
  readonly total: Movement;
  readonly invoices: readonly Invoice[];
}

/** A month of a wallet, and the instant as of which its statement is asked for. */
export interface AskedStatement {
  readonly terms: Terms;
  readonly month: Month;
  readonly now: Instant;
}

/** The statement of a month in the wallet's zone, as of `now`, of a journal that is in memory. */
export function statementOf(entries: Iterable<Entry>, asked: AskedStatement): Statement {
  const reading = new StatementReading(asked);
  for (const entry of entries) reading.add(entry);
  return reading.statement();
}

/**
 * Makes a statement of entries that are read one after the other: the difference between two pools, the one at the month's start, by what was
 * known when the month before closed, and the one at its end, by what was known when it closed (L12).
 */
export class StatementReading {
  readonly #asked: AskedStatement;
  readonly #from: Instant;
  readonly #to: Instant;
  /** The current month's statement ends now. */
  readonly #until: Instant;
  readonly #invoices: Invoice[] = [];
  readonly #openingCharges = new SumsByInstant();
  /** What the closing pool has beside those. */
  readonly #furtherCharges = new SumsByInstant();
  #opening: Wallet = emptyWallet;
  #closing: Wallet = emptyWallet;
  #last: Entry | undefined;
  #late = 0;

  constructor(asked: AskedStatement) {
    const { terms, month, now } = asked;
    this.#asked = asked;
    this.#from = startOfMonth(month, terms.timeZone);
    this.#to = startOfMonth(month, terms.timeZone, 1);
    this.#until = Math.min(this.#to - 1, Math.max(now, this.#from));
  }

  /** The next entry of the journal, from the first. */
  add(entry: Entry): void {
    const at = instantOf(entry);
    if (at >= this.#to + graceMs) {
      if (entry.postings.some(posting => posting.at >= this.#from && posting.at < this.#to)) this.#late += 1;
      return;
    }
    this.#late = 0;
    const closing = evolve(this.#closing, entry);
    const isOfOpening = at < this.#from + graceMs;
    // Until the two part, one is worked out for both.
    if (isOfOpening) this.#opening = this.#opening === this.#closing ? closing : evolve(this.#opening, entry);
    this.#closing = closing;
    for (const [start, charge] of chargesOf(entry)) {
      if (isOfOpening && start < this.#from) this.#openingCharges.add(start, charge);
      else if (start <= this.#until) this.#furtherCharges.add(start, charge);
    }
    this.#last = entry;
    const { facts } = entry;
    if ('invoice' in facts && facts.invoice.at >= this.#from && facts.invoice.at < this.#to)
      this.#invoices.push(facts.invoice);
  }

  /** How many entries about the month came after it had closed: what they change is in the month that was open then. */
  get late(): number {
    return this.#late;
  }

  statement(): Statement {
    const { terms, month, now } = this.#asked;
    const closesAt = closingOf(month, terms.timeZone);
    const opening = poolBefore(this.#opening.pool, this.#openingCharges.ascending(), this.#from - 1);
    const closing = poolBefore(this.#closing.pool, merged(this.#openingCharges, this.#furtherCharges), this.#until);
    const lots = closing.lots.map(lot => ({
      lot: lot.id,
      ...movementOfLot(
        opening.lots.find(({ id }) => id === lot.id),
        lot,
      ),
    }));
    const owed = movementOfOwed(opening, closing);
    return {
      tenant: terms.tenant,
      currency: terms.currency,
      month,
      from: this.#from,
      to: this.#to,
      closesAt,
      isClosed: now >= closesAt,
      entries: this.#last?.seq ?? 0,
      head: this.#last?.hash ?? '',
      lots: lots.filter(({ lot: _lot, ...movement }) => Object.values(movement).some(amount => amount !== 0n)),
      owed,
      total: [...lots, owed].reduce<Movement>(sumOf, movementOf({})),
      invoices: this.#invoices,
    };
  }
}

function movementOfLot(before: Lot | undefined, lot: Lot): Movement {
  const since = (figure: (one: Lot) => Micros): bigint =>
    BigInt(figure(lot)) - (before === undefined ? 0n : BigInt(figure(before)));
  const isFound = lot.invoice === null;
  return movementOf({
    opening: before === undefined ? 0n : BigInt(rest(before)),
    bought: isFound ? 0n : since(({ amount }) => amount),
    used: -since(({ drawn }) => drawn),
    expired: -since(writtenOff),
    adjusted: (isFound ? since(({ amount }) => amount) : 0n) - since(({ reduced }) => reduced),
  });
}

/** Calls and usage not yet seen increase what is owed; what lots pay decreases it. */
function movementOfOwed(before: Pool, after: Pool): Movement {
  const since = (figure: (pool: Pool) => bigint): bigint => figure(after) - figure(before);
  const drawn = ({ lots }: Pool): bigint => total(lots.map(lot => lot.drawn));
  const unseen = ({ reconciliations }: Pool): bigint =>
    total(reconciliations.map(({ difference }) => Math.max(0, difference)));
  return movementOf({
    opening: -BigInt(before.owed),
    used: since(drawn) - since(demandOf),
    adjusted: -since(unseen),
  });
}

function movementOf(moved: Partial<Omit<Movement, 'closing'>>): Movement {
  const { opening = 0n, bought = 0n, used = 0n, expired = 0n, adjusted = 0n } = moved;
  return { opening, bought, used, expired, adjusted, closing: opening + bought + used + expired + adjusted };
}

const sumOf = (one: Movement, other: Movement): Movement => ({
  opening: one.opening + other.opening,
  bought: one.bought + other.bought,
  used: one.used + other.used,
  expired: one.expired + other.expired,
  adjusted: one.adjusted + other.adjusted,
  closing: one.closing + other.closing,
});

/** Sums of two kinds, in the order of their instants. */
function* merged(one: SumsByInstant, other: SumsByInstant): ChargesByInstant {
  const others = Iterator.from(other.ascending());
  let next = others.next();
  for (const charge of one.ascending()) {
    for (; next.done !== true && next.value[0] < charge[0]; next = others.next()) yield next.value;
    yield charge;
  }
  for (; next.done !== true; next = others.next()) yield next.value;
}
