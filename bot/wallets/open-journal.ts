import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import {
  missingEntry,
  unreadableEntry,
  type Activity,
  type Damage,
  type Entry,
  type Verification,
} from '../../core/index.ts';
import { DriverError, type Head, type Journal } from '../ports/index.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import { giveWay } from '../work/give-way.ts';

/** Entries are read in pages, so that a long journal does not block the event loop; of larger ones more would outlive the space of new objects. */
export const pageEntries = 500;

/** Reads entries after a place, as a journal or one of a tenant's books gives them. */
export type ReadEntries = (seq: number, limit: number) => Promise<readonly Entry[]>;

/** Those of the present book. */
export const readsOf =
  (journal: Journal): ReadEntries =>
  (seq, limit) =>
    journal.entriesAfter(seq, limit);

/** Up to `limit` entries in order, those before the first that the disk has damaged; undefined where that one is the next. */
export async function readableAfter(
  read: ReadEntries,
  seq: number,
  limit: number,
): Promise<readonly Entry[] | undefined> {
  try {
    return await read(seq, limit);
  } catch (error) {
    if (!(error instanceof DriverError) || error.code !== 'store-damaged') throw error;
    return limit === 1 ? undefined : readableAfter(read, seq, Math.floor(limit / 2));
  }
}

/** The tenant's snapshot, if the journal has the entry that it was made after. */
export async function snapshotAt(
  { journal, snapshots }: { readonly journal: Journal; readonly snapshots?: Snapshots },
  head: Head,
): Promise<Snapshot | undefined> {
  const snapshot = await snapshots?.read();
  if (snapshot?.book !== head.book || snapshot.wallet.seq > head.seq) return undefined;
  const [last] = (await readableAfter(readsOf(journal), snapshot.wallet.seq - 1, 1)) ?? [];
  return last?.hash === snapshot.wallet.head ? snapshot : undefined;
}

/** Reads entries one after the other; what it makes of them is its own. */
export interface EntryReader {
  add(entry: Entry): unknown;
  /** Comes when it takes more: what it makes of entries may go to somebody slow. */
  takesMore?(): Promise<void>;
}

/** Gives each of the first `until` entries to a reader, in order: they have been checked before. */
export async function readInto(
  read: ReadEntries,
  reader: EntryReader,
  { until, onProgress }: { readonly until: number; readonly onProgress?: ((seq: number) => void) | undefined },
): Promise<void> {
  for (let seq = 0; seq < until;) {
    const entries = await read(seq, Math.min(pageEntries, until - seq));
    if (entries.length === 0) throw new DriverError('store-damaged', `the journal ends after entry ${seq} of ${until}`);
    for (const entry of entries) reader.add(entry);
    seq += entries.length;
    onProgress?.(seq);
    await reader.takesMore?.();
    await giveWay();
  }
}

/** Checks the entries that have not been checked yet, up to `until`, and gives each that is good to a reader; gives the first damage. */
export async function checkedUpTo(
  read: ReadEntries,
  verification: Verification,
  {
    until,
    reader,
    onProgress,
    isWaitedFor = false,
  }: {
    readonly until: number;
    readonly reader?: EntryReader | undefined;
    readonly onProgress?: ((seq: number) => void) | undefined;
    /** Every answer waits for it, so that it rests for none. */
    readonly isWaitedFor?: boolean | undefined;
  },
): Promise<Damage | undefined> {
  while (verification.wallet.seq < until) {
    const { seq } = verification.wallet;
    const entries = await readableAfter(read, seq, Math.min(pageEntries, until - seq));
    if (entries === undefined) return unreadableEntry(verification.wallet);
    if (entries.length === 0) return missingEntry(verification.wallet);
    for (const entry of entries) {
      const damage = verification.add(entry);
      if (damage !== undefined) return damage;
      reader?.add(entry);
    }
    onProgress?.(verification.wallet.seq);
    await (isWaitedFor ? yieldToEventLoop() : giveWay());
  }
  return undefined;
}

/** The same of the present book, as a whole. */
export async function verifyUpTo(
  journal: Journal,
  verification: Verification,
  until: number,
  {
    history,
    ...how
  }: { readonly history?: Activity } & Pick<Parameters<typeof checkedUpTo>[2], 'onProgress' | 'isWaitedFor'> = {},
): Promise<Damage | undefined> {
  const checked = { until, reader: history, ...how };
  return (await checkedUpTo(readsOf(journal), verification, checked)) ?? verification.end();
}
