import type { Answers } from './answers.ts';
import type { TenantBooks } from './books.ts';
import type { MaybeCheckable } from './check.ts';
import type { ClockWitness } from './clock.ts';
import type { Documents } from './documents.ts';
import type { Journal } from './journal.ts';
import type { KeptPeople } from './kept-people.ts';
import type { Looks } from './looks.ts';
import type { Matters } from './matters.ts';
import type { Rows } from './rows.ts';
import type { Scheduler } from './scheduler.ts';

/** Everything that a store holds. */
export const archiveTables = [
  'books',
  'entries',
  'actors',
  'rows',
  'outbox',
  'acknowledgements',
  'looks',
  'matters',
  'posts',
  'documents',
] as const;

/** A page of one table, every row with its tenant and, where there are books, its book; parents come before children. */
export interface ArchivePage {
  readonly table: (typeof archiveTables)[number];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * What is read where a call row of the present book is damaged: nothing at all, since a copy would take it for good, or all rows as they are.
 * What a book that was left has is read as it is: nobody answers from it any more.
 */
export type ArchivedRows = 'intact' | 'as-they-are';

/** Reads everything out of a store, or loads it into another: for a backup or a move. */
export interface Archive {
  isEmpty(): Promise<boolean>;
  /** Makes sure that no bot runs, or rejects where one does; the function that it returns releases the lock, if there is one. */
  alone(): Promise<() => Promise<void>>;
  /** A consistent snapshot, whatever is written meanwhile. Rejects with `call-damaged` where a row is not `intact`. */
  pages(rows: ArchivedRows): AsyncIterable<ArchivePage>;
  /** Loads into an empty store: everything, or nothing. */
  load(pages: AsyncIterable<ArchivePage>): Promise<void>;
}

/** A database whose tables can be spread over several servers, each tenant's rows on one of them. */
export interface Cluster {
  /** How many servers there are beside the one that is asked; without any it cannot be spread. */
  workers(): Promise<number>;
  /** Spreads the tables of an empty store, which no bot uses; what is spread already stays. */
  distribute(): Promise<void>;
}

/** What is stored of one tenant. */
export interface TenantStores {
  readonly journal: Journal;
  readonly books: TenantBooks;
  readonly rows: Rows;
  readonly matters: Matters;
  readonly answers: Answers;
  readonly looks: Looks;
  readonly keptPeople: KeptPeople;
  readonly documents: Documents;
}

/** Whether a store can be used now. */
export interface StoreState {
  readonly isReachable: boolean;
  readonly isWritable: boolean;
  /** Whether its tables are as this version needs them; a later version may have added to them. */
  readonly isMigrated: boolean;
  /** Where it is on a disk of this machine. */
  readonly freeBytes: number | undefined;
}

/** The program's stores: a folder of its own, or a PostgreSQL database that several processes share. */
export interface Stores extends MaybeCheckable {
  /** Those of one tenant: nothing that is reached through them is another's. */
  of(tenant: string): TenantStores;
  readonly scheduler: Scheduler;
  /** The clocks of the machines that keep them; a folder has none. */
  readonly witnesses: readonly ClockWitness[];
  readonly archive: Archive;
  /** A folder has none. */
  readonly cluster?: Cluster;
  /** The tenants that have something in a book, in any order. */
  tenants(): Promise<readonly string[]>;
  /** Checks the store itself, beside the journal in it: what is wrong, or undefined. */
  inspect(tenant: string): Promise<string | undefined>;
  /** How it is now; writes nothing, and never rejects. */
  state(): Promise<StoreState>;
  close(): Promise<void>;
}
