import type { Hash } from './hash.ts';
import { formatOf, termsIn, type Continued, type Entry } from './entries.ts';
import { changesOf } from './evolve.ts';
import { IdSet } from './id-set.ts';
import { hashOf, seal } from './journal.ts';
import { postingsOf } from './postings.ts';
import { Verification, type Damage } from './verify.ts';
import type { Wallet } from './wallet.ts';

/** How far a journal is good. */
export interface GoodPart {
  /** As its last good entry leaves it. */
  readonly wallet: Wallet;
  /** The first entry that is wrong; nothing where all are good. */
  readonly damage: Damage | undefined;
}

/** The entries up to the last that `verify` accepts as the end of a batch, and what is wrong with the next, of a journal that is in memory (L12). */
export function goodPart(entries: readonly Entry[], hash: Hash): GoodPart & { readonly entries: readonly Entry[] } {
  const verification = new Verification(hash);
  let damage: Damage | undefined;
  for (const entry of entries) {
    damage = verification.add(entry);
    if (damage !== undefined) break;
  }
  damage ??= verification.endOfBatch();
  const wallet = verification.good();
  return { entries: entries.slice(0, wallet.seq), wallet, damage };
}

/**
 * Makes the entries of a book that leads on one whose journal was condemned: the same ones up to the last good, after another first entry, which
 * names that book (L2). They are verified as they are made.
 */
export class Continuation {
  readonly #links: readonly Continued[];
  readonly #hash: Hash;
  readonly #verification: Verification;

  /** @param links As `Verification.links` gives them at the last entry that is kept. */
  constructor(links: readonly Continued[], hash: Hash) {
    this.#links = links;
    this.#hash = hash;
    this.#verification = new Verification(hash);
  }

  /** The wallet of the new book. */
  get wallet(): Wallet {
    return this.#verification.wallet;
  }

  /** The next entry of the old book, as it is in the new one. */
  lead(entry: Entry): Entry {
    const before = this.wallet;
    const kept = entry.kind === 'wallet-opened' ? firstOf(entry, this.#links) : entry;
    const { pool = before.pool } = changesOf(before, kept);
    const sealed = seal(kept, { postings: postingsOf(kept, before.pool, pool), previous: before.head }, this.#hash);
    this.#refuse(this.#verification.add(sealed));
    return sealed;
  }

  end(): void {
    this.#refuse(this.#verification.end());
  }

  #refuse(damage: Damage | undefined): void {
    if (damage !== undefined) throw new Error(`the book that leads on would not verify: ${damage.invariant}`);
  }
}

function firstOf(entry: Entry & { readonly kind: 'wallet-opened' }, continues: readonly Continued[]): Entry {
  const first = { ...entry, facts: { ...termsIn(entry), continues } };
  return { ...first, version: formatOf(first) };
}

/** The books that a journal leads on, oldest first. */
export function continuedIn([first]: readonly Entry[]): readonly Continued[] {
  return first?.kind === 'wallet-opened' ? (first.facts.continues ?? []) : [];
}

/** Works out the chain of a book that is led on, from the entries of the one that leads it on. */
export class EarlierChain {
  /** The hash that the last entry so far has in it. */
  head: string;
  readonly #hash: Hash;
  #isFirst = true;

  constructor({ origin }: Continued, hash: Hash) {
    this.head = origin;
    this.#hash = hash;
  }

  add(entry: Entry): void {
    if (!this.#isFirst) this.head = hashOf({ ...entry, previous: this.head }, this.#hash);
    this.#isFirst = false;
  }
}

/** The row of a call that an entry charges anew or takes back. */
export function correctedRow({ id, kind, facts }: Entry): string | undefined {
  if (kind === 'call-drawn' && facts.was !== null) return rowOf(id);
  return kind === 'call-reversed' ? facts.row : undefined;
}

/** What a version of a call row can be by what the journal says. */
export type VersionState = 'standing' | 'superseded' | 'reversed' | 'ignored';

/**
 * What became of versions of call rows by the entries of a journal that are read one after the other: only of those that they billed or judged.
 * Of the calls that were never corrected it holds no more than that there are.
 */
export class VersionStates {
  readonly #corrected: ReadonlySet<string>;
  readonly #billed: IdSet;
  readonly #states = new Map<string, VersionState>();
  /** Of each corrected row the versions that stood and may stand again, the standing one last. */
  readonly #standing = new Map<string, readonly string[]>();
  readonly #ignored = new Set<string>();

  /** @param corrected The rows of all `correctedRow` of these entries. */
  constructor(corrected: ReadonlySet<string>, hash: Hash) {
    this.#corrected = corrected;
    this.#billed = new IdSet(hash);
  }

  add({ id, kind, facts }: Entry): void {
    if (kind === 'call-drawn') this.#draw(id);
    if (kind === 'call-reversed') {
      const reversed = `${facts.row}#${facts.version}`;
      const rest = (this.#standing.get(facts.row) ?? []).filter(version => version !== reversed);
      this.#standing.set(facts.row, rest);
      this.#states.set(reversed, 'reversed');
      const again = rest.at(-1);
      if (again !== undefined) this.#states.set(again, 'standing');
    }
    if (kind === 'questions-answered' && facts.verdict === 'ignore')
      for (const version of facts.rows) {
        this.#states.set(version, 'ignored');
        this.#ignored.add(rowOf(version));
      }
  }

  /** What became of a version; `isDrawn` says whether one of these entries billed it. */
  of({ id, version }: { readonly id: string; readonly version: string }, isDrawn: boolean): VersionState | undefined {
    return this.#states.get(`${id}#${version}`) ?? (isDrawn && !this.#corrected.has(id) ? 'standing' : undefined);
  }

  /** Whether a version of the row stands. */
  isBilled(id: string): boolean {
    return this.#corrected.has(id) ? (this.#standing.get(id) ?? []).length > 0 : this.#billed.has(id);
  }

  /** Whether a version of the row was judged to be no call to bill. */
  isIgnored(id: string): boolean {
    return this.#ignored.has(id);
  }

  #draw(version: string): void {
    const row = rowOf(version);
    this.#states.delete(version);
    if (!this.#corrected.has(row)) {
      this.#billed.add(row);
      return;
    }
    const before = this.#standing.get(row) ?? [];
    const was = before.at(-1);
    if (was !== undefined) this.#states.set(was, 'superseded');
    this.#standing.set(row, [...before, version]);
    this.#states.set(version, 'standing');
  }
}

const rowOf = (version: string): string => version.slice(0, version.lastIndexOf('#'));
