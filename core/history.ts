import { isPool } from './accounts.ts';
import type { Instant } from './calendar.ts';
import type { Entry, Terms } from './entries.ts';
import { balanceOf, emptyPool, isExpired, rest, withDemand, withLot, type Pool } from './lots.ts';
import { add, type Micros } from './money.ts';
import { emptyWallet, evolve, type Wallet } from './wallet.ts';

/**
 * The pool as it stood at an instant, by the facts known now (SPEC L5, L6): the purchases made and the calls begun by then, replayed.
 * Lots whose life was over by then are written off.
 */
export function poolAt(
  entries: readonly Entry[],
  at: Instant,
): { readonly terms: Terms | undefined; readonly pool: Pool } {
  const wallet = entries.reduce(evolve, emptyWallet);
  const charges = chargesBy(entries, at);
  const lots = wallet.pool.lots
    .filter(lot => lot.boughtAt <= at)
    .map(lot => ({ ...lot, demand: 0, drawn: 0, writtenOff: 0, isWrittenOff: isExpired(lot, at) }));
  let pool = lots.reduce((sofar, lot) => withLot(sofar, lot, 0), emptyPool);
  for (const [start, charge] of charges) pool = withDemand(pool, start, charge);
  return { terms: wallet.terms, pool };
}

/** Net charges by the instant at which their calls began, up to and including `at`. */
function chargesBy(entries: readonly Entry[], at: Instant): ReadonlyMap<Instant, Micros> {
  const charges = new Map<Instant, Micros>();
  for (const { postings } of entries) {
    for (const posting of postings) {
      if (posting.account !== 'usage' || posting.at > at) continue;
      charges.set(posting.at, add(charges.get(posting.at) ?? 0, posting.amount));
    }
  }
  return charges;
}

/** How much each instant changed the pool's balance, gathered from postings; what a chart of the balance over time is made of. */
export class BalanceHistory {
  seq = 0;
  readonly #changes = new Map<Instant, Micros>();
  #kept:
    { readonly seq: number; readonly starts: readonly Instant[]; readonly balances: readonly Micros[] } | undefined;

  add(entry: Entry): void {
    this.seq = entry.seq;
    for (const { account, at, amount } of entry.postings) {
      if (isPool(account)) this.#changes.set(at, add(this.#changes.get(at) ?? 0, amount));
    }
  }

  /**
   * The balance at the end of each span that begins at one of `starts` (ascending), the last one ending at `until`. Between two entries
   * only the passing of a day or of an expiry changes it: the same array of starts is answered from memory.
   */
  balances(wallet: Wallet, starts: readonly Instant[], until: Instant): readonly Micros[] {
    const pending = wallet.pool.lots.filter(lot => !lot.isWrittenOff && isExpired(lot, until));
    if (pending.length === 0 && this.#kept?.seq === this.seq && this.#kept.starts === starts)
      return this.#kept.balances;
    const ends = [...starts.slice(1).map(start => start - 1), until];
    const sums = ends.map(() => 0);
    for (const [at, amount] of [...this.#changes, ...pending.map(lot => [lot.expiresAt, -rest(lot)] as const)]) {
      const index = ends.findIndex(end => at <= end);
      if (index !== -1) sums[index] = add(sums[index] ?? 0, amount);
    }
    let balance = 0;
    const balances = sums.map(sum => (balance = add(balance, sum)));
    if (pending.length === 0) this.#kept = { seq: this.seq, starts, balances };
    return balances;
  }
}

/** The balance at any instant, past or future, by the facts known now (SPEC L6). */
export const balanceAt = (entries: readonly Entry[], at: Instant): Micros => balanceOf(poolAt(entries, at).pool, at);

/** How far the sandbox's clock has been moved ahead, by the last entry that says so (SPEC L13). */
export function clockOffsetOf(entries: readonly Entry[]): number {
  const moved = entries.findLast(entry => entry.kind === 'clock-moved');
  return moved?.facts.offsetMs ?? 0;
}
