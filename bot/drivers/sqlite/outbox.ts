import { crc32 } from 'node:zlib';
import type { Alert, Instant } from '../../../core/index.ts';
import { announcementTo, DriverError, type Announcement, type Outbox, type Pending } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import type { Book, Books } from './books.ts';
import type { Database } from './database.ts';

interface Queued {
  readonly book: number;
  readonly id: string;
  readonly alertId: string;
  readonly conversationId: string;
  readonly alert: string;
  readonly state: 'waiting' | 'delivered' | 'given-up';
  readonly attempts: number;
  readonly dueAt: Instant;
  readonly activityId: string | null;
  readonly reason: string | null;
}

/** Alerts to deliver, in the database of the entries that cause them. */
export class SqliteOutbox implements Outbox {
  readonly #tenant: string;
  readonly #database: Database;
  readonly #books: Books;

  constructor(tenant: string, database: Database, books: Books) {
    this.#tenant = tenant;
    this.#database = database;
    this.#books = books;
  }

  /** Queues alerts, each once; within a transaction. */
  add(book: number, announcements: readonly Announcement[]): void {
    for (const { id, conversationId, alert } of announcements)
      insert(this.#database, {
        book,
        id,
        alertId: alert.id,
        conversationId,
        alert: JSON.stringify(alert),
        state: 'waiting',
        attempts: 0,
        dueAt: 0,
        activityId: null,
        reason: null,
      });
  }

  async queue(announcements: readonly Announcement[]): Promise<void> {
    this.#books.transaction(this.#tenant, ({ book }) => {
      this.add(book, announcements);
      return { value: book };
    });
    return Promise.resolve();
  }

  async claim({ at, leaseMs }: { readonly at: Instant; readonly leaseMs: number }): Promise<Pending | undefined> {
    // Usually none is due: finding that out needs no write transaction.
    if (this.#due(this.#books.number(this.#tenant), at) === undefined) return Promise.resolve(undefined);
    const queued = this.#books.transaction(this.#tenant, ({ book }) => {
      const due = this.#due(book, at);
      if (due === undefined) return undefined;
      this.#rewrite({ ...due, dueAt: at + leaseMs });
      return { value: due };
    });
    if (queued === undefined) return undefined;
    const { id, conversationId, alert, attempts } = queued;
    return { id, conversationId, attempts, alert: JSON.parse(alert) as Alert };
  }

  async delivered(id: string, activityId: string): Promise<void> {
    this.#change(id, queued => ({ ...queued, state: 'delivered', activityId }));
    return Promise.resolve();
  }

  async address(id: string, conversationIds: readonly string[]): Promise<void> {
    this.#books.transaction(this.#tenant, ({ book }) => {
      const row = this.#database.one("SELECT * FROM outbox WHERE book = ? AND id = ? AND state = 'waiting'", book, id);
      if (row === undefined) return undefined;
      const queued = queuedOf(row);
      const alert = JSON.parse(queued.alert) as Alert;
      this.add(
        book,
        conversationIds.map(conversationId => announcementTo(conversationId, alert)),
      );
      this.#rewrite({ ...queued, state: 'delivered', reason: 'addressed' });
      return { value: id };
    });
    return Promise.resolve();
  }

  async failed(id: string, retryAt: Instant | undefined, reason: string): Promise<void> {
    this.#change(id, queued => ({
      ...queued,
      attempts: queued.attempts + 1,
      state: retryAt === undefined ? 'given-up' : 'waiting',
      dueAt: retryAt ?? 0,
      reason,
    }));
    return Promise.resolve();
  }

  async find(
    alertId: string,
  ): Promise<{ readonly alert: Alert; readonly acknowledgedBy: string | undefined } | undefined> {
    const book = this.#books.number(this.#tenant);
    const row = this.#database.one('SELECT * FROM outbox WHERE book = ? AND alertId = ? LIMIT 1', book, alertId);
    if (row === undefined) return Promise.resolve(undefined);
    const name = this.#acknowledgedBy(book, alertId);
    return Promise.resolve({
      alert: JSON.parse(queuedOf(row).alert) as Alert,
      acknowledgedBy: typeof name === 'string' ? name : undefined,
    });
  }

  async acknowledge(alertId: string, by: string): Promise<string> {
    const stands = this.#books.transaction(this.#tenant, ({ book }) => {
      const sql = 'INSERT OR IGNORE INTO acknowledgements (book, alertId, name) VALUES (?, ?, ?)';
      this.#database.run(sql, book, alertId, by);
      return { value: this.#acknowledgedBy(book, alertId) };
    });
    return Promise.resolve(String(stands));
  }

  /** The id of the first alert of a book whose checksum does not match. */
  damaged({ book }: Pick<Book, 'book'>): string | undefined {
    for (const row of this.#database.all('SELECT * FROM outbox WHERE book = ?', book))
      if (row['checksum'] !== checksumOf(row as unknown as Queued)) return String(row['id']);
    return undefined;
  }

  #due(book: number, at: Instant): Queued | undefined {
    const row = this.#database.one(
      "SELECT * FROM outbox WHERE book = ? AND state = 'waiting' AND dueAt <= ? ORDER BY arrival LIMIT 1",
      book,
      at,
    );
    return row === undefined ? undefined : queuedOf(row);
  }

  #change(id: string, change: (queued: Queued) => Queued): void {
    this.#books.transaction(this.#tenant, ({ book }) => {
      const row = this.#database.one('SELECT * FROM outbox WHERE book = ? AND id = ?', book, id);
      if (row === undefined) return undefined;
      this.#rewrite(change(queuedOf(row)));
      return { value: id };
    });
  }

  #rewrite(queued: Queued): void {
    const { book, id, state, attempts, dueAt, activityId, reason } = queued;
    this.#database.run(
      'UPDATE outbox SET state = ?, attempts = ?, dueAt = ?, activityId = ?, reason = ?, checksum = ? WHERE book = ? AND id = ?',
      ...[state, attempts, dueAt, activityId, reason, checksumOf(queued), book, id],
    );
  }

  #acknowledgedBy(book: number, alertId: string): unknown {
    return this.#database.one('SELECT name FROM acknowledgements WHERE book = ? AND alertId = ?', book, alertId)?.[
      'name'
    ];
  }
}

/** Inserts alerts from another store or an older format, in their order; within a transaction. */
export function loadOutbox(database: Database, rows: readonly Columns[]): void {
  for (const row of rows) insert(database, row as unknown as Queued);
}

function insert(database: Database, queued: Queued): void {
  database.run(
    `INSERT OR IGNORE INTO outbox (book, id, alertId, conversationId, alert, state, attempts, dueAt, activityId, reason, checksum)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...valuesOf(queued),
    checksumOf(queued),
  );
}

const valuesOf = (queued: Queued) =>
  [
    ...([queued.book, queued.id, queued.alertId, queued.conversationId, queued.alert, queued.state] as const),
    ...([queued.attempts, queued.dueAt, queued.activityId, queued.reason] as const),
  ] as const;

const checksumOf = (queued: Queued): number => crc32(valuesOf(queued).join('\u0000'));

function queuedOf(row: Columns): Queued {
  const queued = row as unknown as Queued & { readonly checksum: number };
  if (queued.checksum !== checksumOf(queued))
    throw new DriverError('store-damaged', `the alert ${queued.id} is damaged`);
  return queued;
}
