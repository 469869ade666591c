import type { Entry, Instant, Micros, Posting } from '../../../core/index.ts';
import { ByteReader, ByteWriter } from './byte-runs.ts';
import { isDigest } from './packed-text.ts';

// The entries of calls, which are nearly all of a journal, as a store keeps them: what they share with their call rows stands there, what the
// entries of one batch share stands once, and the text that is hashed is made when one is read. What does not fit, is kept as text.

/** An entry of a call that was drawn. */
export type DrawnEntry = Entry & { readonly kind: 'call-drawn' };

/** What stands in the call's row: it is where `arrival` says. */
export interface RowOfEntry {
  readonly arrival: number;
  readonly id: string;
  readonly version: string;
  readonly start: Instant;
  readonly cost: Micros;
}

/** Entries that follow each other in one batch: what they share, and of each what its row does not say. */
export interface DrawnRun {
  readonly seq: number;
  readonly count: number;
  readonly version: number;
  readonly recordedAt: Instant;
  readonly at: Instant | null;
  readonly digest: string;
  /** The hash before the first. */
  readonly previous: string;
  readonly bytes: Uint8Array;
}

const hashBytes = 32;

/** Whether all that an entry says is in its row, or in a run: its text would come out as it is. `last` is the one before it in the run. */
export function fitsRun(entry: Entry, row: RowOfEntry, last?: Entry): entry is DrawnEntry {
  if (entry.kind !== 'call-drawn') return false;
  const { facts, postings } = entry;
  const isLinked = last !== undefined && last.digest === entry.digest && last.hash === entry.previous;
  return (
    entry.id === `${row.id}#${row.version}` &&
    facts.start === row.start &&
    facts.cost === row.cost &&
    hasKeys(facts, factsOfCall) &&
    (facts.was === null || hasKeys(facts.was, factsBefore)) &&
    (isLinked || (isDigest(entry.digest) && isDigest(entry.previous))) &&
    isDigest(entry.hash) &&
    postings.length % 2 === 0 &&
    postings.every((leg, index) => codeOf(leg.account) !== undefined && isPaired(postings, index))
  );
}

const factsOfCall = ['start', 'cost', 'was'] as const;
const factsBefore = ['start', 'cost'] as const;

/** Whether it has these and no others, in their order: that of the text that is hashed. */
function hasKeys(facts: object, names: readonly string[]): boolean {
  let count = 0;
  for (const name in facts)
    if (name === names[count]) count += 1;
    else return false;
  return count === names.length;
}

/** Whether an entry belongs to the run of the one before it. */
export const isSameRun = (one: Entry, next: Entry): boolean =>
  next.seq === one.seq + 1 &&
  next.previous === one.hash &&
  next.digest === one.digest &&
  next.recordedAt === one.recordedAt &&
  next.at === one.at &&
  next.version === one.version;

/** Both legs of a transfer are said by one of them. */
function isPaired(postings: readonly Posting[], index: number): boolean {
  const leg = postings[index];
  const other = postings[index ^ 1];
  return leg?.at === other?.at && leg?.amount === -(other?.amount ?? 0) && other?.amount !== 0;
}

const accounts = ['funds', 'usage', 'expired', 'refunds', 'adjustments', 'owed'] as const;
const [usage, owed] = [accounts.indexOf('usage'), accounts.indexOf('owed')];
const codes: ReadonlyMap<string, number> = new Map(accounts.map((account, code) => [account, code]));

/** Lots are behind the other accounts, by their numbers. */
function codeOf(account: string): number | undefined {
  const known = codes.get(account);
  if (known !== undefined) return known;
  const lot = /^lot:(0|[1-9]\d{0,8})$/.exec(account)?.[1];
  return lot === undefined ? undefined : accounts.length + Number(lot);
}

function accountOf(code: number): Posting['account'] {
  const account = code < accounts.length ? accounts[code] : (`lot:${code - accounts.length}` as const);
  if (account === undefined) throw new RangeError('no such account');
  return account;
}

const writer = new ByteWriter();

const hasWas = 1;
const beginsAsUsual = 2;

/** The bytes of a run's entries, with where the row of each is; valid until the next run is made. */
export function bytesOfRun(run: readonly { readonly entry: DrawnEntry; readonly arrival: number }[]): Uint8Array {
  writer.clear();
  let before = 0;
  for (const { entry, arrival } of run) {
    writeEntry(entry, arrival - before);
    before = arrival;
  }
  return writer.bytes;
}

function writeEntry({ facts, postings, hash }: DrawnEntry, step: number): void {
  const { start, cost, was } = facts;
  const isUsual = beginsWithCharge(postings, start, cost);
  const first = isUsual ? 2 : 0;
  const flags = (was === null ? 0 : hasWas) + (isUsual ? beginsAsUsual : 0);
  writer.integer(((postings.length - first) / 2) * 4 + flags);
  writer.integer(step);
  if (was !== null) {
    writer.integer(was.start - start);
    writer.integer(was.cost);
  }
  for (let index = first; index < postings.length; index += 2) {
    const [from, to] = [postings[index], postings[index + 1]] as readonly [Posting, Posting];
    writer.integer(codeOf(from.account) ?? 0);
    writer.integer((codeOf(to.account) ?? 0) - owed);
    writer.integer(to.at - start);
    // Most calls are paid by one lot.
    writer.integer(to.amount === cost ? 0 : to.amount);
  }
  writer.hex(hash);
}

/** Nearly every call owes what it costs at its start. */
function beginsWithCharge([from, to]: readonly Posting[], start: Instant, cost: Micros): boolean {
  return from?.account === 'owed' && to?.account === 'usage' && to.at === start && to.amount === cost;
}

/** What stands in a run of one of its entries, by its seq, before its row is known. */
export interface UnreadEntry {
  readonly seq: number;
  readonly arrival: number;
  readonly previous: string;
  /** The entry, with its row. */
  readonly with: (row: RowOfEntry) => Entry;
}

/** The entries of a run, in order, each to be completed with its row. Throws where the next cannot be read. */
export function* unreadEntries(run: DrawnRun): Generator<UnreadEntry, void> {
  const reader = new ByteReader(run.bytes);
  let { previous, seq } = run;
  let arrival = 0;
  for (let index = 0; index < run.count; index += 1) {
    const head = reader.integer();
    arrival += reader.integer();
    const was = head & hasWas ? ([reader.integer(), reader.integer()] as const) : null;
    const transfers = Array.from({ length: head >> 2 }, () => [
      ...[reader.integer(), reader.integer(), reader.integer(), reader.integer()],
    ]) as unknown as readonly (readonly [from: number, to: number, later: number, amount: number])[];
    const link = { seq, previous, hash: reader.hex(hashBytes) };
    const isUsual = (head & beginsAsUsual) !== 0;
    yield { ...link, arrival, with: row => entryOf(run, link, { row, was, isUsual, transfers }) };
    previous = link.hash;
    seq += 1;
  }
  if (!reader.isAtEnd) throw new RangeError('more bytes than entries');
}

interface Parts {
  readonly row: RowOfEntry;
  readonly was: readonly [later: number, cost: Micros] | null;
  readonly isUsual: boolean;
  readonly transfers: readonly (readonly [from: number, to: number, later: number, amount: Micros])[];
}

/** In the order of the text that is hashed. */
function entryOf(
  { version, recordedAt, at, digest }: DrawnRun,
  { seq, previous, hash }: Pick<Entry, 'seq' | 'previous' | 'hash'>,
  { row: { id, version: ofRow, start, cost }, was, isUsual, transfers }: Parts,
): Entry {
  const postings = isUsual ? [...pairOf(owed, usage, start, cost)] : [];
  for (const [from, to, later, amount] of transfers)
    postings.push(...pairOf(from, to + owed, start + later, amount === 0 ? cost : amount));
  return {
    ...{ version: version as Entry['version'], seq, id: `${id}#${ofRow}`, kind: 'call-drawn', recordedAt },
    ...(at === null ? {} : { at }),
    digest,
    facts: { start, cost, was: was === null ? null : { start: start + was[0], cost: was[1] } },
    ...{ postings, previous, hash },
  };
}

const pairOf = (from: number, to: number, at: Instant, amount: Micros): readonly [Posting, Posting] => [
  { account: accountOf(from), at, amount: -amount },
  { account: accountOf(to), at, amount },
];
