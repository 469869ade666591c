import { arePaired, isPool, type Posting } from './accounts.ts';
import type { Hash } from './hash.ts';
import { formatVersion, type Continued, type Entry } from './entries.ts';
import { isEntry } from './entry-shape.ts';
import { evolve } from './evolve.ts';
import type { Invariant } from './invariant.ts';
import { brokenBy } from './invariants.ts';
import { brokenAfter, brokenTogether } from './invariants-after.ts';
import { IdSet } from './id-set.ts';
import { hashOf } from './journal.ts';
import { boundaryOf } from './pool.ts';
import { postingsOf } from './postings.ts';
import { windowOfPurchase } from './purchases.ts';
import { windowsOfReconciliation } from './reconcile.ts';
import { err, ok, type Result } from './result.ts';
import { SumsByInstant } from './sums-by-instant.ts';
import { emptyWallet, gatewayKeyIn, type Wallet } from './wallet.ts';

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
  const damage = verification.end();
  return damage === undefined ? ok(verification.wallet) : err(damage);
}

/** `verify` entry by entry, for a journal that is read in pages. After the first damage no further entry may be added. */
export class Verification {
  wallet = emptyWallet;
  readonly #hash: Hash;
  readonly #books: Books;
  readonly #continued = new ContinuedBooks();
  /** The last batch so far, and the wallet before it. */
  #before = emptyWallet;
  #batch: Entry[] = [];

  constructor(hash: Hash) {
    this.#hash = hash;
    this.#books = new Books(hash);
  }

  /** Adds the next entry; gives the first damage, of the batch before it or its own. */
  add(entry: Entry): Damage | undefined {
    const before = this.wallet;
    const malformed = brokenForm(before, entry, this.#hash);
    const [first] = this.#batch;
    if (first !== undefined && (malformed !== undefined || !isSameBatch(first, entry))) {
      const damage = this.endOfBatch();
      if (damage !== undefined) return damage;
      this.#before = before;
      this.#batch = [];
    }
    const broken =
      malformed ??
      brokenBy(before, entry) ??
      this.#continued.brokenBy(entry, this.#hash) ??
      (this.#hasForeignKey(before, entry) ? 'key-of-its-book' : undefined) ??
      this.#books.brokenBefore(before, entry);
    if (broken !== undefined) return damageOf(before, entry, broken);
    const after = evolve(before, entry);
    const disagreeing =
      (doPostingsFollow(entry, before, after) ? undefined : 'postings-follow') ??
      this.#brokenBooks(before, entry, after);
    if (disagreeing !== undefined) return damageOf(before, entry, disagreeing);
    this.wallet = after;
    this.#batch.push(entry);
    return undefined;
  }

  /** Up to where all is good, also after the first damage: that may be in the middle of a batch, of which no part stands for itself. */
  good(): Wallet {
    return this.endOfBatch() === undefined ? this.wallet : this.#before;
  }

  /** The books that a next one leads on from here, oldest first: those that this one does, as far as they are still led on, and this one (L2). */
  links(head: Continued['head']): readonly Continued[] {
    const { seq, origin, head: hash } = this.wallet;
    return [...this.#continued.upTo(seq), { origin, seq, hash, head }];
  }

  /** Checks what only the whole journal shows: its last batch, and that it has all that it leads on. */
  end(): Damage | undefined {
    const damage = this.endOfBatch();
    if (damage !== undefined) return damage;
    return this.#continued.isComplete(this.wallet)
      ? undefined
      : { ...missingEntry(this.wallet), invariant: 'continues-its-book' };
  }

  /** Checks the last batch as a whole, once it is complete: at the journal's end, or before another one begins. */
  endOfBatch(): Damage | undefined {
    const [first] = this.#batch;
    if (first === undefined) return undefined;
    const broken =
      brokenTogether(this.#before, this.#batch, this.wallet) ?? this.#books.brokenTogether(this.#batch, this.wallet);
    return broken === undefined ? undefined : damageOf(this.#before, first, broken);
  }

  /** What it posts is in the books only where nothing is wrong with it. */
  #brokenBooks(before: Wallet, entry: Entry, after: Wallet): Invariant | undefined {
    const broken = this.#books.post(entry);
    if (broken !== undefined) return broken;
    const disagreeing = brokenAfter(before, entry, after);
    if (disagreeing !== undefined) this.#books.takeBack(entry.postings);
    return disagreeing;
  }

  /** Whether a payment would be sent under a key that is not this book's, nor that of the book in which it was first sent (L8). */
  #hasForeignKey(wallet: Wallet, entry: Entry): boolean {
    if (entry.kind !== 'payment-requested' || entry.facts.gatewayKey === undefined) return false;
    const origin = this.#continued.originOf(entry) ?? wallet.origin;
    return entry.facts.gatewayKey !== gatewayKeyIn({ ...wallet, origin }, entry.facts.key, this.#hash);
  }
}

/** Folds what another process has appended since; checks form, chain and decisions, but not what calls have cost at which instant. */
export function follow(known: Wallet, entries: Iterable<Entry>, hash: Hash): Result<Wallet, Damage> {
  let wallet = known;
  for (const entry of entries) {
    const broken = brokenForm(wallet, entry, hash) ?? brokenBy(wallet, entry);
    if (broken !== undefined) return err(damageOf(wallet, entry, broken));
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

/** The damage of a journal whose next entry cannot be read at all. */
export const unreadableEntry = (wallet: Wallet): Damage => ({ ...missingEntry(wallet), invariant: 'format' });

/** Names the entry by its place, since its own `seq` cannot be trusted. */
const damageOf = (before: Wallet, entry: Partial<Entry> | null, invariant: Invariant): Damage => ({
  kind: 'damaged',
  seq: before.seq + 1,
  id: typeof entry?.id === 'string' ? entry.id : '',
  invariant,
});

/** Whether both come from one request: a batch is a run of entries with one digest and one instant. */
export const isSameBatch = (one: Entry, other: Entry): boolean =>
  one.digest === other.digest && one.recordedAt === other.recordedAt && one.at === other.at;

/** The first invariant of its form that it breaks, or of its place behind the entry before it. */
function brokenForm(wallet: Wallet, entry: unknown, hash: Hash): Invariant | undefined {
  if (isNewer(entry)) return 'newer-format';
  if (!isEntry(entry)) return 'format';
  if (entry.seq !== wallet.seq + 1) return 'seq-without-gaps';
  if (entry.previous !== wallet.head) return 'chain';
  if (hashOf(entry, hash) !== entry.hash) return 'hash';
  if (entry.recordedAt < wallet.recordedAt || (entry.at ?? -Infinity) >= entry.recordedAt) return 'recorded-in-order';
  return arePaired(entry.postings) ? undefined : 'postings-sum-to-zero';
}

/** Whether a later version of the program wrote it: not damaged, but this version cannot read it (L2). */
function isNewer(entry: unknown): boolean {
  const version = (entry as { readonly version?: unknown } | null)?.version;
  return typeof version === 'number' && version > formatVersion;
}

function doPostingsFollow(entry: Entry, before: Wallet, after: Wallet): boolean {
  const expected = postingsOf(entry, before.pool, after.pool);
  return (
    expected.length === entry.postings.length &&
    entry.postings.every((leg, index) => {
      const other = expected[index];
      return leg.account === other?.account && leg.at === other.at && leg.amount === other.amount;
    })
  );
}

/** The books that the journal leads on: up to its link each has the same entries, so that its chain can be worked out again (L2). */
class ContinuedBooks {
  /** With each the hash that the entry before has in it. */
  #links: readonly { readonly link: Continued; readonly previous: string }[] = [];

  brokenBy(entry: Entry, hash: Hash): Invariant | undefined {
    if (entry.kind === 'wallet-opened')
      this.#links = (entry.facts.continues ?? []).map(link => ({ link, previous: link.origin }));
    else
      this.#links = this.#links.map(({ link, previous }) => ({
        link,
        previous: entry.seq > link.seq ? previous : hashOf({ ...entry, previous }, hash),
      }));
    const isBroken = this.#links.some(
      ({ link, previous }) => link.head.seq < link.seq || (entry.seq === link.seq && previous !== link.hash),
    );
    return isBroken ? 'continues-its-book' : undefined;
  }

  isComplete({ seq }: Wallet): boolean {
    return this.#links.every(({ link }) => link.seq <= seq);
  }

  /** Those that are led on, up to a place that has been reached at most. */
  upTo(seq: number): readonly Continued[] {
    return this.#links.map(({ link, previous }) => (link.seq <= seq ? link : { ...link, seq, hash: previous }));
  }

  /** The first hash of the book that had the entry first, if it was not this one. */
  originOf({ seq }: Entry): string | undefined {
    return this.#links.find(({ link }) => seq <= link.seq)?.link.origin;
  }
}

/** What calls have cost at which instant, and what the balance was: gathered from the postings alone, beside the fold. */
class Books {
  readonly #ids: IdSet;
  readonly #usage = new SumsByInstant();
  /** What has come into all other accounts but the pool's own: the pool has the rest, since legs come in pairs of one instant. */
  readonly #others = new SumsByInstant();

  constructor(hash: Hash) {
    this.#ids = new IdSet(hash);
  }

  brokenBefore({ pool, terms }: Wallet, entry: Entry): Invariant | undefined {
    if (!this.#ids.add(entry.id)) return 'ids-unique';
    if (terms === undefined) return undefined;
    if (entry.kind === 'credits-bought' || entry.kind === 'payment-settled') {
      const { lot } = entry.facts;
      if (this.#usage.in(windowOfPurchase(pool, terms, lot.boughtAt)) !== lot.demand) return 'demand-agrees-with-calls';
    }
    if (entry.kind === 'balance-reconciled') {
      const { at, demand, lot } = entry.facts;
      const [toInstant, toExpiry] = windowsOfReconciliation(pool, terms, at);
      if (this.#usage.in(toInstant) !== demand || this.#usage.in(toExpiry) !== lot.demand)
        return 'demand-agrees-with-calls';
    }
    return undefined;
  }

  post({ postings }: Entry): Invariant | undefined {
    for (const [index, { account, at, amount }] of postings.entries()) {
      if (account === 'usage' && this.#usage.add(at, amount) < 0) {
        this.takeBack(postings.slice(0, index + 1));
        return 'usage-not-negative';
      }
      if (account !== 'usage' && !isPool(account)) this.#others.add(at, amount);
    }
    return undefined;
  }

  takeBack(postings: readonly Posting[]): void {
    for (const { account, at, amount } of postings)
      if (!isPool(account)) (account === 'usage' ? this.#usage : this.#others).add(at, -amount);
  }

  /** Balances that were shown in this batch: at the end of it, what is posted by then is what was shown. */
  brokenTogether(batch: readonly Entry[], { pool }: Wallet): Invariant | undefined {
    const isAsShown = (entry: Entry): boolean => {
      if (entry.kind !== 'balance-reconciled') return true;
      const shown = pool.reconciliations.find(({ id }) => id === entry.id);
      if (shown === undefined) return true;
      const until = { from: Number.MIN_SAFE_INTEGER, to: boundaryOf(shown.at) };
      return this.#usage.totalIn(until) + this.#others.totalIn(until) === -BigInt(shown.stated);
    };
    return batch.every(isAsShown) ? undefined : 'reconciled-balance';
  }
}
