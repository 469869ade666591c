import type { Alert, Entry, RowChange } from '../../core/index.ts';

/** What is saved together or not at all, synced before `append` resolves (B15). */
export interface Transaction {
  readonly entries: readonly Entry[];
  readonly rowChanges: readonly RowChange[];
  /** What people are to be told: taken up once it is saved. */
  readonly alerts: readonly Alert[];
  /** Who did it, by the entry's seq: an Entra object id, kept beside the journal and not in it (L2, B9). */
  readonly actors: readonly Actor[];
}

/** Who caused the entry with that seq: an Entra object id (B9). */
export interface Actor {
  readonly seq: number;
  readonly person: string;
}

/**
 * The end of a tenant's journal. A sandbox that is reset continues in another book; `revision` counts the transactions of this one, also
 * those without an entry, such as calls that cost nothing. Before the first one all are 0.
 */
export interface Head {
  readonly book: number;
  readonly revision: number;
  readonly seq: number;
}

/** The journal of each tenant's wallet: append only (L2). */
export interface Journal {
  /** Entries in order, those after `seq`; `limit` at most, or all. */
  entriesAfter(seq: number, limit?: number): Promise<readonly Entry[]>;
  /** The entries at these places, in order; places that the journal has not reached are left out. */
  entriesAt(seqs: readonly number[]): Promise<readonly Entry[]>;
  entry(id: string): Promise<Entry | undefined>;
  /** Who caused these entries; nobody is known for what the program did itself, or an operator. */
  actorsOf(seqs: readonly number[]): Promise<readonly Actor[]>;
  head(): Promise<Head>;
  /** Appends if `after` is still the head, and returns the new head; otherwise writes nothing and returns `moved-on`. */
  append(after: Head, transaction: Transaction): Promise<Head | 'moved-on'>;
  /** Optional: prepares a later append of the same transaction, to make it faster. That append may never come. */
  prepare?(transaction: Transaction): void;
  /** The sandbox's reset: the tenant continues in an empty book; the old one stays on disk (L13). */
  startAnew(): Promise<void>;
}
