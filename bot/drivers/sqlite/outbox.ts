import { crc32 } from 'node:zlib';
import type { Alert, Instant } from '../../../core/index.ts';
import { DriverError, type EarlierCard } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { alertsIn } from '../stored/matter.ts';
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

/** What entries announced, in their database. A program without matters kept here what it told each conversation. */
export class SqliteOutbox {
  readonly #tenant: string;
  readonly #database: Database;
  readonly #books: Books;

  constructor(tenant: string, database: Database, books: Books) {
    this.#tenant = tenant;
    this.#database = database;
    this.#books = books;
  }

  /** Keeps alerts, each once; within a transaction. */
  add(book: number, alerts: readonly Alert[]): void {
    for (const alert of alerts)
      insert(this.#database, {
        ...{ book, id: alert.id, alertId: alert.id, conversationId: '', alert: JSON.stringify(alert) },
        ...{ state: 'waiting', attempts: 0, dueAt: 0, activityId: null, reason: null },
      });
  }

  /** Those that nobody has taken up, each once, oldest first. */
  waiting(): readonly Alert[] {
    const rows = this.#database.all(
      "SELECT * FROM outbox WHERE book = ? AND state = 'waiting' ORDER BY arrival",
      this.#books.number(this.#tenant),
    );
    // A damaged one must not hold up the others: an inspection names it.
    return alertsIn(rows.filter(isIntact).map(row => queuedOf(row).alert));
  }

  /** Takes alerts up, however many conversations each was once meant for; within a transaction. */
  take(alertIds: readonly string[]): void {
    const book = this.#books.number(this.#tenant);
    for (const alertId of alertIds)
      for (const row of this.#database
        .all("SELECT * FROM outbox WHERE book = ? AND alertId = ? AND state = 'waiting'", ...[book, alertId])
        .filter(isIntact)) {
        const taken: Queued = { ...queuedOf(row), state: 'delivered' };
        this.#database.run(
          "UPDATE outbox SET state = 'delivered', checksum = ? WHERE book = ? AND id = ?",
          ...[checksumOf(taken), book, taken.id],
        );
      }
  }

  /** The cards of the last alert of a kind that a program without matters told. */
  earlierCards(kind: Alert['kind']): readonly EarlierCard[] {
    const told = this.#database
      .all(
        "SELECT alertId, conversationId, activityId FROM outbox WHERE book = ? AND state = 'delivered' AND activityId IS NOT NULL ORDER BY arrival",
        this.#books.number(this.#tenant),
      )
      .filter(({ alertId }) => String(alertId).endsWith(`-${kind}`));
    const last = told.at(-1)?.['alertId'];
    return told
      .filter(({ alertId }) => alertId === last)
      .map(row => ({ destination: String(row['conversationId']), activityId: String(row['activityId']) }));
  }

  /** The id of the first alert of a book whose checksum does not match. */
  damaged({ book }: Pick<Book, 'book'>): string | undefined {
    for (const row of this.#database.all('SELECT * FROM outbox WHERE book = ?', book))
      if (!isIntact(row)) return String(row['id']);
    return undefined;
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

const isIntact = (row: Columns): boolean => row['checksum'] === checksumOf(row as unknown as Queued);

function queuedOf(row: Columns): Queued {
  const queued = row as unknown as Queued & { readonly checksum: number };
  if (queued.checksum !== checksumOf(queued))
    throw new DriverError('store-damaged', `the alert ${queued.id} is damaged`);
  return queued;
}
