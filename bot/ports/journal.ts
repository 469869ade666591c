import type { Alert, Entry, RowChange } from '../../core/index.ts';

/** What belongs together and is saved in one transaction, synced before it is acknowledged. */
export interface Transaction {
  readonly entries: readonly Entry[];
  readonly rowChanges: readonly RowChange[];
  readonly announcements: readonly Announcement[];
  /** Who did it, by the entry's seq: an Entra object id, kept beside the journal and not in it (L2, B9). */
  readonly actors: readonly Actor[];
}

export interface Actor {
  readonly seq: number;
  readonly person: string;
}

/** An alert on its way to one conversation. `id` is unique: the same one is never queued twice. */
export interface Announcement {
  readonly id: string;
  readonly conversationId: string;
  readonly alert: Alert;
}

/**
 * Where a tenant's journal ends. A sandbox that is reset continues in another book; `revision` counts the batches of this one, those
 * too that leave no entry, such as calls that cost nothing. Before the first batch all are 0.
 */
export interface Head {
  readonly book: number;
  readonly revision: number;
  readonly seq: number;
}

/** The journal of each tenant's wallet: append only (L2). */
export interface Journal {
  /** Entries in order, those after `seq`; `limit` at most, or all. */
  entriesAfter(tenant: string, seq: number, limit?: number): Promise<readonly Entry[]>;
  entry(tenant: string, id: string): Promise<Entry | undefined>;
  head(tenant: string): Promise<Head>;
  /** Appends when nobody has since `after` was the head, and gives the new one; otherwise nothing is written and it says `moved-on`. */
  append(tenant: string, after: Head, transaction: Transaction): Promise<Head | 'moved-on'>;
  /** Does of a later append what can be done beforehand, where a driver gains by it: it may never come. */
  prepare?(transaction: Transaction): void;
  /** The sandbox's reset: the tenant continues in an empty book; the old one stays on disk (L13). */
  startAnew(tenant: string): Promise<void>;
}
