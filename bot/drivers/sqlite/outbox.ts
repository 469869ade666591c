import type { Alert, Instant } from '../../../core/index.ts';
import { DriverError, type Announcement, type Outbox, type Pending } from '../../ports.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';

/** Alerts to deliver, in the database of the entries that cause them. */
export class SqliteOutbox implements Outbox {
  readonly #database: Database;
  readonly #books: Books;

  constructor(database: Database, books: Books) {
    this.#database = database;
    this.#books = books;
  }

  /** Queues alerts, each once: within a transaction. */
  add(book: number, announcements: readonly Announcement[]): void {
    for (const { id, conversationId, alert } of announcements)
      this.#database.run(
        'INSERT OR IGNORE INTO outbox (book, id, alertId, conversationId, alert) VALUES (?, ?, ?, ?, ?)',
        book,
        id,
        alert.id,
        conversationId,
        JSON.stringify(alert),
      );
  }

  async claim(
    tenant: string,
    { at, until }: { readonly at: Instant; readonly until: Instant },
  ): Promise<Pending | undefined> {
    const due =
      "SELECT arrival FROM outbox WHERE book = ? AND state = 'waiting' AND dueAt <= ? ORDER BY arrival LIMIT 1";
    // Mostly there is none: that is no reason to write.
    if (this.#database.one(due, this.#books.number(tenant), at) === undefined) return Promise.resolve(undefined);
    const row = this.#books.transaction(tenant, ({ book }) =>
      this.#database.one(
        `UPDATE outbox SET dueAt = ? WHERE arrival = (${due}) RETURNING id, conversationId, alert, attempts`,
        until,
        book,
        at,
      ),
    );
    return row === undefined
      ? undefined
      : {
          id: String(row['id']),
          conversationId: String(row['conversationId']),
          alert: parsedAlert(row['alert']),
          attempts: Number(row['attempts']),
        };
  }

  async delivered(tenant: string, id: string, activityId: string): Promise<void> {
    this.#books.transaction(tenant, ({ book }) => {
      this.#database.run(
        "UPDATE outbox SET state = 'delivered', activityId = ? WHERE book = ? AND id = ?",
        activityId,
        book,
        id,
      );
      return id;
    });
    return Promise.resolve();
  }

  async failed(tenant: string, id: string, retryAt: Instant | undefined, reason: string): Promise<void> {
    this.#books.transaction(tenant, ({ book }) => {
      this.#database.run(
        'UPDATE outbox SET state = ?, dueAt = ?, attempts = attempts + 1, reason = ? WHERE book = ? AND id = ?',
        retryAt === undefined ? 'given-up' : 'waiting',
        retryAt ?? 0,
        reason,
        book,
        id,
      );
      return id;
    });
    return Promise.resolve();
  }

  async find(
    tenant: string,
    alertId: string,
  ): Promise<{ readonly alert: Alert; readonly acknowledgedBy: string | undefined } | undefined> {
    const row = this.#database.one(
      `SELECT alert, (SELECT name FROM acknowledgements a WHERE a.book = o.book AND a.alertId = o.alertId) AS name
         FROM outbox o WHERE book = ? AND alertId = ? LIMIT 1`,
      this.#books.number(tenant),
      alertId,
    );
    if (row === undefined) return Promise.resolve(undefined);
    const name = row['name'];
    return Promise.resolve({
      alert: parsedAlert(row['alert']),
      acknowledgedBy: typeof name === 'string' ? name : undefined,
    });
  }

  async acknowledge(tenant: string, alertId: string, by: string): Promise<string> {
    const stands = this.#books.transaction(tenant, ({ book }) => {
      this.#database.run(
        'INSERT OR IGNORE INTO acknowledgements (book, alertId, name) VALUES (?, ?, ?)',
        book,
        alertId,
        by,
      );
      return this.#database.one('SELECT name FROM acknowledgements WHERE book = ? AND alertId = ?', book, alertId);
    });
    return Promise.resolve(String(stands?.['name']));
  }
}

function parsedAlert(text: unknown): Alert {
  try {
    return JSON.parse(String(text)) as Alert;
  } catch (cause) {
    throw new DriverError('store-damaged', 'an alert cannot be read', cause);
  }
}
