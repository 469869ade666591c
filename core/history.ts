import { isPool } from './accounts.ts';
import { quarterMs, type Instant } from './calendar.ts';
import { Contents } from './contents.ts';
import { instantOf, type Entry } from './entries.ts';
import { evolve } from './evolve.ts';
import { isExpired, rest } from './lots.ts';
import { add, type Micros } from './money.ts';
import { boundaryOf, windowBefore, type Pool, type Window } from './pool.ts';
import { poolOf, type ChargesByInstant } from './pool-changes.ts';
import { SumsByInstant } from './sums-by-instant.ts';
import { emptyWallet, type Wallet } from './wallet.ts';

/** The instant that is asked about, and by what was known when; by all entries if `knownAt` is absent (L6). */
export interface AsOf {
  readonly at: Instant;
  readonly knownAt?: Instant | undefined;
}

/** The pool at an instant, past or future, of a journal that is in memory (L6). */
export function poolAt(entries: Iterable<Entry>, asked: AsOf): Pool {
  const reading = new PoolReading(asked);
  for (const entry of entries) reading.add(entry);
  return reading.pool();
}

/**
 * Makes the pool at an instant, past or future, of entries that are read one after the other: replays the purchases made, the calls begun and
 * the balances shown by then (L6). Lots that had expired by then are written off.
 */
export class PoolReading {
  readonly #asked: AsOf;
  readonly #charges = new SumsByInstant();
  #wallet = emptyWallet;

  constructor(asked: AsOf) {
    this.#asked = asked;
  }

  /** The next entry of the journal, from the first. */
  add(entry: Entry): void {
    const { at, knownAt = Infinity } = this.#asked;
    if (instantOf(entry) > knownAt) return;
    this.#wallet = evolve(this.#wallet, entry);
    for (const [start, charge] of chargesOf(entry)) if (start <= at) this.#charges.add(start, charge);
  }

  pool(): Pool {
    return poolBefore(this.#wallet.pool, this.#charges.ascending(), this.#asked.at);
  }
}

/** The pool at an instant, by the facts of a later one, and by what calls that had begun by then cost, in the order of their beginnings (L6). */
export function poolBefore(pool: Pool, charges: ChargesByInstant, at: Instant): Pool {
  const reductions = pool.reductions.filter(one => one.at <= at);
  const facts = {
    reductions,
    reconciliations: pool.reconciliations.filter(one => one.at <= at),
    lots: pool.lots
      .filter(lot => lot.boughtAt <= at)
      .map(lot => ({
        ...lot,
        reduced: reductions.reduce((sum, { lotId, amount }) => (lotId === lot.id ? add(sum, amount) : sum), 0),
        isWrittenOff: isExpired(lot, at),
      })),
  };
  return poolOf(facts, charges);
}

/**
 * The pool at an instant, by all that is known now: only of the calls of the time that holds it something else must be said (L6).
 *
 * @param begun What the calls cost that began in the window that `presentWindow` gives.
 */
export function poolNowAt(pool: Pool, at: Instant, begun: Micros): Pool {
  const whole = pool.buckets.filter(({ until }) => until <= boundaryOf(at));
  return poolBefore(pool, [...whole.map(({ until, demand }) => [until - 1, demand] as const), [at, begun]], at);
}

/** The calls up to an instant of which a pool has not the sum: those since the last instant before it that matters. */
export const presentWindow = (pool: Pool, at: Instant): Window => windowBefore(pool, boundaryOf(at));

/** What an entry charges, by the instants at which its calls began. */
export const chargesOf = ({ postings }: Pick<Entry, 'postings'>): readonly (readonly [Instant, Micros])[] =>
  postings.flatMap(({ account, at, amount }) => (account === 'usage' ? [[at, amount] as const] : []));

/**
 * How the pool's balance changed in each quarter of an hour, and what calls that began in it cost, summed from postings: its size depends
 * on the time covered, not on the number of entries. Charts of the balance and forecasts are made of it, histories of its contents.
 */
export class Activity {
  seq = 0;
  readonly contents: Contents;
  readonly #quarters = new Map<number, { change: Micros; spend: Micros }>();
  #kept:
    { readonly seq: number; readonly starts: readonly Instant[]; readonly balances: readonly Micros[] } | undefined;

  constructor(contents = new Contents()) {
    this.contents = contents;
  }

  /** Restores what `quarters` returned after entry `seq`. */
  static of(seq: number, quarters: readonly number[], contents: Contents): Activity {
    const activity = new Activity(contents);
    activity.seq = seq;
    for (let index = 0; index + 2 < quarters.length; index += 3) {
      const [quarter = 0, change = 0, spend = 0] = quarters.slice(index, index + 3);
      activity.#quarters.set(quarter, { change, spend });
    }
    return activity;
  }

  /** All sums as a flat list, for a snapshot: the quarter's number since 1970, its change and its spend. */
  quarters(): readonly number[] {
    return [...this.#quarters].flatMap(([quarter, { change, spend }]) => [quarter, change, spend]);
  }

  add(entry: Entry): void {
    this.seq = entry.seq;
    this.contents.add(entry);
    for (const { account, at, amount } of entry.postings) {
      if (account === 'usage') this.#quarter(at).spend += amount;
      else if (isPool(account)) this.#quarter(at).change += amount;
    }
  }

  /**
   * The balance at the end of each span that begins at one of `starts` (ascending), the last one ending at `until`. Between two
   * entries only a new day or an expiry changes it: a call with the same array of starts is answered from memory.
   */
  balances(wallet: Wallet, starts: readonly Instant[], until: Instant): readonly Micros[] {
    const pending = wallet.pool.lots.filter(lot => !lot.isWrittenOff && isExpired(lot, until));
    if (pending.length === 0 && this.#kept?.seq === this.seq && this.#kept.starts === starts)
      return this.#kept.balances;
    const changes = [
      ...[...this.#quarters].map(([quarter, { change }]) => [quarter * quarterMs, change] as const),
      ...pending.map(lot => [lot.expiresAt, -rest(lot)] as const),
    ];
    let balance = 0;
    const balances = sumBySpan([Number.MIN_SAFE_INTEGER, ...starts.slice(1)], until, changes).map(
      sum => (balance = add(balance, sum)),
    );
    if (pending.length === 0) this.#kept = { seq: this.seq, starts, balances };
    return balances;
  }

  /** What the calls that began in each span cost. */
  spend(starts: readonly Instant[], until: Instant): readonly Micros[] {
    return sumBySpan(
      starts,
      until,
      [...this.#quarters].map(([quarter, { spend }]) => [quarter * quarterMs, spend] as const),
    );
  }

  /** What the calls that began in each quarter of an hour cost, by its first instant. */
  charges(): ReadonlyMap<Instant, Micros> {
    return new Map([...this.#quarters].map(([quarter, { spend }]) => [quarter * quarterMs, spend]));
  }

  #quarter(at: Instant): { change: Micros; spend: Micros } {
    const key = Math.floor(at / quarterMs);
    let quarter = this.#quarters.get(key);
    if (quarter === undefined) {
      quarter = { change: 0, spend: 0 };
      this.#quarters.set(key, quarter);
    }
    return quarter;
  }
}

/** Sums by the span that each instant falls into: from each start to the next, the last one ending at `until`, which is part of it. */
function sumBySpan(
  starts: readonly Instant[],
  until: Instant,
  amounts: readonly (readonly [Instant, Micros])[],
): readonly Micros[] {
  const sums = starts.map(() => 0);
  for (const [at, amount] of amounts) {
    if (at > until) continue;
    const index = lastAtOrBefore(starts, at);
    if (index !== -1) sums[index] = add(sums[index] ?? 0, amount);
  }
  return sums;
}

/** The place of the last of the ascending instants that is not after `at`; -1 where there is none. */
function lastAtOrBefore(ascending: readonly Instant[], at: Instant): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
