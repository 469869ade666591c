import type { Answers } from './answers.ts';
import type { Documents } from './documents.ts';
import type { Journal } from './journal.ts';
import type { Outbox } from './outbox.ts';
import type { Rows } from './rows.ts';
import type { Scheduler } from './scheduler.ts';

/** A page of one table, every row with its tenant and, where there are books, its book; parents come before children. */
export interface ArchivePage {
  readonly table: 'books' | 'entries' | 'actors' | 'rows' | 'outbox' | 'acknowledgements' | 'documents';
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Everything that a store holds, for another one to take over: a backup, or a move. */
export interface Archive {
  isEmpty(): Promise<boolean>;
  /** Sees to it that no bot writes meanwhile, or refuses; until what it gives is called. */
  alone(): Promise<() => void>;
  /** As it is at one moment, whatever is written meanwhile. */
  pages(): AsyncIterable<ArchivePage>;
  /** Into an empty store: all of it, or nothing. */
  load(pages: AsyncIterable<ArchivePage>): Promise<void>;
}

/** Where the program keeps things: a folder of its own, or a PostgreSQL that several processes share. */
export interface Stores {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly outbox: Outbox;
  readonly answers: Answers;
  readonly documents: Documents;
  readonly scheduler: Scheduler;
  readonly archive: Archive;
  /** What is wrong with the store itself, beside the journal that it holds; nothing when all is well. */
  inspect(tenant: string): Promise<string | undefined>;
  close(): Promise<void>;
}
