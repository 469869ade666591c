import type { Entry } from '../../core/index.ts';
import type { Head } from './journal.ts';
import type { RowVersion } from './rows.ts';

/** A version of a call row in a book that is led on. */
export type OldVersion = Pick<RowVersion, 'version' | 'state'> & {
  readonly id: string;
  /** The entry that billed it; null where it draws nothing. */
  readonly entrySeq: number | null;
  /** Whether it was known when the last call of the entries that are kept was billed. */
  readonly wasKnown: boolean;
};

/** A book that leads on another (L2). */
export interface NextBook {
  /** How many of the old book's entries it has. */
  readonly seq: number;
  /** Some of those entries as they are in this book. Asked for all of them in order, none twice; what it throws leaves the old book as it is. */
  readonly lead: (entries: readonly Entry[]) => readonly Entry[];
  /** In which state a version of a call row comes along; undefined where it does not. Asked in the order of arrival. */
  readonly stateOf: (version: OldVersion) => RowVersion['state'] | undefined;
}

/** A tenant's books: the present one, and those that were left for another, which stay readable. */
export interface TenantBooks {
  /** Their ends, oldest first; the last is that of the present one. */
  all(): Promise<readonly Head[]>;
  /** As `Journal.entriesAfter`, of any book. */
  entriesOf(book: number, seq: number, limit?: number): Promise<readonly Entry[]>;
  /**
   * Begins a book that leads on the present one, with all of its entries: either it is current afterwards, whole, or the old one is.
   * Its entries have the places that they had, so that who did what, the calls, and the alerts that belong to them come along.
   * Returns its head, or `moved-on` where the old book has gone on since `old`.
   */
  leadOn(old: Head, next: NextBook): Promise<Head | 'moved-on'>;
}

/** The entry after which an alert was raised, by its id. */
export const seqOfAlert = (alertId: string): number => Number(/^alert-(\d+)-/.exec(alertId)?.[1] ?? Infinity);
