import { isPool, lotAccount, lotOf, transfersOf, type Account, type Posting } from './accounts.ts';
import type { Instant } from './calendar.ts';
import type { Hash } from './calls.ts';
import { formatVersion, type Entry } from './entries.ts';
import { evolve } from './evolve.ts';
import { hashOf } from './journal.ts';
import { rest, writtenOff, type Lot } from './lots.ts';
import type { Micros } from './money.ts';
import type { Pool, Reconciliation, Window } from './pool.ts';
import { windowOfPurchase } from './purchases.ts';
import { windowsOfReconciliation } from './reconcile.ts';
import { err, ok, type Result } from './result.ts';
import { emptyWallet, type Wallet } from './wallet.ts';

/** What must hold after every entry, by name; README.md lists them. */
export type Invariant =
  | 'format'
  | 'newer-format'
  | 'seq-without-gaps'
  | 'chain'
  | 'hash'
  | 'recorded-in-order'
  | 'ids-unique'
  | 'postings-sum-to-zero'
  | 'payment-was-open'
  | 'one-recharge-open'
  | 'demand-agrees-with-calls'
  | 'lots-agree-with-postings'
  | 'reconciled-balance'
  | 'invoices-without-gaps';

/** The first entry that is wrong, by its place in the journal, and which invariant it breaks (L12). */
export interface Damage {
  readonly kind: 'damaged';
  readonly seq: number;
  readonly id: string;
  readonly invariant: Invariant;
}

/** Replays a journal from its first entry, checking every invariant; returns the wallet, or the first damage (L12). */
export function verify(entries: Iterable<Entry>, hash: Hash): Result<Wallet, Damage> {
  const verification = new Verification(hash);
  for (const entry of entries) {
    const damage = verification.add(entry);
    if (damage !== undefined) return err(damage);
  }
  return ok(verification.wallet);
}

/** `verify` entry by entry, for a journal that is read in pages. After the first damage no further entry may be added. */
export class Verification {
  wallet = emptyWallet;
  readonly #hash: Hash;
  readonly #books = new Books();

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  add(entry: Entry): Damage | undefined {
    const before = this.wallet;
    const broken = brokenBefore(before, entry, this.#hash) ?? this.#books.brokenBefore(before, entry);
    if (broken !== undefined) return damage(before, entry, broken);
    this.wallet = evolve(before, entry);
    this.#books.post(entry);
    const disagreeing = brokenAfter(before, this.wallet, entry) ?? this.#books.brokenAfter(before, this.wallet, entry);
    return disagreeing === undefined ? undefined : damage(before, entry, disagreeing);
  }
}

/** Folds what another process has appended since; checks form, chain and sums, but not what the postings make of the pool. */
export function follow(known: Wallet, entries: Iterable<Entry>, hash: Hash): Result<Wallet, Damage> {
  let wallet = known;
  for (const entry of entries) {
    const broken = brokenBefore(wallet, entry, hash);
    if (broken !== undefined) return err(damage(wallet, entry, broken));
    wallet = evolve(wallet, entry);
  }
  return ok(wallet);
}

/** The damage of a journal that ends before it should: the next entry is missing. */
export const missingEntry = ({ seq }: Wallet): Damage => ({
  kind: 'damaged',
  seq: seq + 1,
  id: '',
  invariant: 'seq-without-gaps',
});

/** Names the entry by its place, since its own `seq` cannot be trusted. */
const damage = (before: Wallet, entry: Partial<Entry> | null, invariant: Invariant): Damage => ({
  kind: 'damaged',
  seq: before.seq + 1,
  id: entry?.id ?? '',
  invariant,
});

function brokenBefore(wallet: Wallet, entry: Entry, hash: Hash): Invariant | undefined {
  if (isNewer(entry)) return 'newer-format';
  if (!isWellFormed(entry)) return 'format';
  if (entry.seq !== wallet.seq + 1) return 'seq-without-gaps';
  if (entry.previous !== wallet.head) return 'chain';
  if (hashOf(entry, hash) !== entry.hash) return 'hash';
  if (entry.recordedAt < wallet.recordedAt) return 'recorded-in-order';
  if (transfersOf(entry.postings) === undefined) return 'postings-sum-to-zero';
  return isOfOpenPayment(wallet, entry) ? undefined : 'payment-was-open';
}

/** Whether a later version of the program wrote it: not damaged, but this version cannot read it (L2). */
function isNewer(entry: unknown): boolean {
  const version = (entry as { readonly version?: unknown } | null)?.version;
  return typeof version === 'number' && version > formatVersion;
}

/** Checks at run time what the type promises: what is read back from a disk may be anything. */
function isWellFormed(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null) return false;
  const { version, id, kind, digest, previous, recordedAt, facts, postings } = entry as Record<keyof Entry, unknown>;
  return (
    typeof version === 'number' &&
    version >= 1 &&
    version <= formatVersion &&
    [id, kind, digest, previous].every(text => typeof text === 'string') &&
    Number.isSafeInteger(recordedAt) &&
    typeof facts === 'object' &&
    facts !== null &&
    Array.isArray(postings) &&
    (postings as Partial<Posting>[]).every(
      leg => typeof leg.account === 'string' && Number.isSafeInteger(leg.at) && Number.isSafeInteger(leg.amount),
    )
  );
}

/** Whether an entry that ends a payment is about an open one; a settlement may be about a declined one. */
function isOfOpenPayment(wallet: Wallet, entry: Entry): boolean {
  if (entry.kind !== 'payment-settled' && entry.kind !== 'payment-declined' && entry.kind !== 'payment-left-unknown')
    return true;
  const { key } = entry.facts;
  const isOpen = wallet.openPayments.some(({ payment }) => payment.key === key);
  return isOpen || (entry.kind === 'payment-settled' && wallet.declined.some(({ payment }) => payment.key === key));
}

function brokenAfter(before: Wallet, wallet: Wallet, entry: Entry): Invariant | undefined {
  if ('invoice' in entry.facts && entry.facts.invoice.number !== before.invoices + 1) return 'invoices-without-gaps';
  const recharges = wallet.openPayments.filter(({ payment }) => payment.purpose === 'recharge');
  return recharges.length > 1 ? 'one-recharge-open' : undefined;
}

/** What the postings alone add up to, gathered beside the fold, so that one can be checked against the other. */
class Books {
  /** What the accounts of the pool hold. */
  readonly #accounts = new Map<Account, Micros>();
  readonly #ids = new Set<string>();
  /** The balance at the instant of each reconciliation, by its entry. */
  readonly #shown = new Map<string, { readonly at: Instant; balance: Micros }>();
  /** What calls that began at an instant cost, and what the pool's balance changed by at it. */
  readonly #instants = new Map<Instant, { usage: Micros; pool: Micros }>();

  brokenBefore({ pool, terms }: Wallet, entry: Entry): Invariant | undefined {
    if (this.#ids.has(entry.id)) return 'ids-unique';
    if (terms === undefined) return undefined;
    if (entry.kind === 'credits-bought' || entry.kind === 'payment-settled') {
      const { lot } = entry.facts;
      if (this.#demandIn(windowOfPurchase(pool, terms, lot.boughtAt)) !== lot.demand) return 'demand-agrees-with-calls';
    }
    if (entry.kind === 'balance-reconciled') {
      const { at, demand, lot } = entry.facts;
      const [toInstant, toExpiry] = windowsOfReconciliation(pool, terms, at);
      if (this.#demandIn(toInstant) !== demand || this.#demandIn(toExpiry) !== lot.demand)
        return 'demand-agrees-with-calls';
    }
    return undefined;
  }

  post({ id, kind, facts, postings }: Entry): void {
    this.#ids.add(id);
    if (kind === 'balance-reconciled') this.#shown.set(id, { at: facts.at, balance: this.#balanceAt(facts.at) });
    for (const { account, at, amount } of postings) {
      if (account === 'usage') this.#instant(at).usage += amount;
      if (!isPool(account)) continue;
      this.#accounts.set(account, this.#held(account) + amount);
      this.#instant(at).pool += amount;
      for (const shown of this.#shown.values()) if (at <= shown.at) shown.balance += amount;
    }
  }

  brokenAfter(before: Wallet, { pool }: Wallet, entry: Entry): Invariant | undefined {
    if (pool === before.pool && entry.postings.length === 0) return undefined;
    if (this.#held('owed') !== 0 - pool.owed || pool.owed < 0) return 'lots-agree-with-postings';
    // Only lots that the fold or a posting has changed need checking.
    const posted = new Set(entry.postings.flatMap(({ account }) => lotOf(account) ?? []));
    for (const [index, lot] of pool.lots.entries()) {
      const isUntouched = !posted.delete(lot.id) && lot === before.pool.lots[index];
      if (!isUntouched && !this.#isAsPosted(lot)) return 'lots-agree-with-postings';
    }
    if (posted.size > 0) return 'lots-agree-with-postings';
    if (pool.reconciliations === before.pool.reconciliations) return undefined;
    return pool.reconciliations.every(one => this.#isAsStated(one, pool)) ? undefined : 'reconciled-balance';
  }

  #isAsPosted(lot: Lot): boolean {
    return this.#held(lotAccount(lot.id)) === rest(lot) && rest(lot) >= 0 && lot.drawn >= 0 && writtenOff(lot) >= 0;
  }

  #held(account: Account): Micros {
    return this.#accounts.get(account) ?? 0;
  }

  /** Leaves out what has expired but is not written off yet: it is not part of the balance. */
  #isAsStated({ id, at, stated }: Reconciliation, pool: Pool): boolean {
    const unposted = pool.lots.filter(lot => !lot.isWrittenOff && lot.expiresAt <= at);
    return unposted.reduce((balance, lot) => balance - rest(lot), this.#shown.get(id)?.balance ?? 0) === stated;
  }

  #demandIn({ from, to }: Window): Micros {
    let demand = 0;
    if (from < to) for (const [at, { usage }] of this.#instants) if (at >= from && at < to) demand += usage;
    return demand;
  }

  #balanceAt(at: Instant): Micros {
    let balance = 0;
    for (const [instant, { pool }] of this.#instants) if (instant <= at) balance += pool;
    return balance;
  }

  #instant(at: Instant): { usage: Micros; pool: Micros } {
    let instant = this.#instants.get(at);
    if (instant === undefined) {
      instant = { usage: 0, pool: 0 };
      this.#instants.set(at, instant);
    }
    return instant;
  }
}
