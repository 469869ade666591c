import type { Hash } from './calls.ts';
import { formatOf, termsIn, type Continued, type Entry } from './entries.ts';
import { changed, changesOf } from './evolve.ts';
import { hashOf, seal } from './journal.ts';
import { postingsOf } from './postings.ts';
import { Verification, type Damage } from './verify.ts';
import { emptyWallet, type Wallet } from './wallet.ts';

/** How far a journal is good. */
export interface GoodPart {
  readonly entries: readonly Entry[];
  readonly wallet: Wallet;
  /** The first entry that is wrong; nothing where all are good. */
  readonly damage: Damage | undefined;
}

/** The entries up to the last that `verify` accepts as the end of a batch, and what is wrong with the next (L12). */
export function goodPart(entries: readonly Entry[], hash: Hash): GoodPart {
  let good = entries;
  let damage: Damage | undefined;
  for (;;) {
    const { wallet, found } = checked(good, hash);
    if (found === undefined) return { entries: good, wallet, damage };
    damage ??= found;
    // What is wrong may be in the middle of a batch, of which no part stands for itself.
    good = good.slice(0, found.seq - 1);
  }
}

/** As `verify`, of what need not be all of a journal. */
function checked(
  entries: readonly Entry[],
  hash: Hash,
): { readonly wallet: Wallet; readonly found: Damage | undefined } {
  const verification = new Verification(hash);
  for (const entry of entries) {
    const found = verification.add(entry);
    if (found !== undefined) return { wallet: verification.wallet, found };
  }
  return { found: verification.endOfBatch(), wallet: verification.wallet };
}

/**
 * The entries of a book that leads on one whose journal was condemned: the same ones up to the last good, after another first entry, which names
 * that book (L2). `head` is the end that it was found with.
 */
export function continued(good: readonly Entry[], head: Continued['head'], hash: Hash): readonly Entry[] {
  const replayed: Entry[] = [];
  let wallet = emptyWallet;
  for (const entry of good) {
    const kept = entry.kind === 'wallet-opened' ? firstOf(entry, linksOf(good, head, hash)) : entry;
    const changes = changesOf(wallet, kept);
    const postings = postingsOf(kept, wallet.pool, changes.pool ?? wallet.pool);
    const sealed = seal(kept, { postings, previous: wallet.head }, hash);
    wallet = changed(wallet, sealed, changes);
    replayed.push(sealed);
  }
  return replayed;
}

function firstOf(entry: Entry & { readonly kind: 'wallet-opened' }, continues: readonly Continued[]): Entry {
  const first = { ...entry, facts: { ...termsIn(entry), continues } };
  return { ...first, version: formatOf(first) };
}

/** The books that this one leads on, oldest first: those that the condemned one led on itself, as far as they are still led on, and it. */
function linksOf(good: readonly Entry[], head: Continued['head'], hash: Hash): readonly Continued[] {
  const last = good.at(-1);
  const earlier = continuedIn(good).map(link =>
    link.seq <= good.length ? link : { ...link, seq: good.length, hash: hashIn(link, good, hash) },
  );
  return [...earlier, { origin: good[0]?.hash ?? '', seq: good.length, hash: last?.hash ?? '', head }];
}

/** The books that a journal leads on, oldest first. */
export function continuedIn([first]: readonly Entry[]): readonly Continued[] {
  return first?.kind === 'wallet-opened' ? (first.facts.continues ?? []) : [];
}

/** The hash that the last of these entries had in a book that is led on: its chain is theirs behind another first entry. */
export const hashIn = ({ origin }: Continued, entries: readonly Entry[], hash: Hash): string =>
  entries.slice(1).reduce((previous, entry) => hashOf({ ...entry, previous }, hash), origin);

/** What became of a version of a call row by these entries, by `id#version`: only of those that they billed or judged. */
export function versionStates(entries: readonly Entry[]): ReadonlyMap<string, VersionState> {
  const states = new Map<string, VersionState>();
  /** Of each row the versions that stood and may stand again, the standing one last. */
  const standing = new Map<string, string[]>();
  for (const { id, kind, facts } of entries) {
    if (kind === 'call-drawn') {
      const row = id.slice(0, id.lastIndexOf('#'));
      const before = standing.get(row) ?? [];
      const was = before.at(-1);
      if (was !== undefined) states.set(was, 'superseded');
      standing.set(row, [...before, id]);
      states.set(id, 'standing');
    }
    if (kind === 'call-reversed') {
      const reversed = `${facts.row}#${facts.version}`;
      const rest = (standing.get(facts.row) ?? []).filter(version => version !== reversed);
      standing.set(facts.row, rest);
      states.set(reversed, 'reversed');
      const again = rest.at(-1);
      if (again !== undefined) states.set(again, 'standing');
    }
    if (kind === 'questions-answered' && facts.verdict === 'ignore')
      for (const row of facts.rows) states.set(row, 'ignored');
  }
  return states;
}

/** What a version of a call row can be by what the journal says. */
export type VersionState = 'standing' | 'superseded' | 'reversed' | 'ignored';
