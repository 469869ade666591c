import { readFileSync } from 'node:fs';
import type { Alert, Entry, Instant, KnownRow, KnownRows, Micros, RowChange } from '../../../core/index.ts';
import {
  DriverError,
  type Batch,
  type Journal,
  type Outbox,
  type Pending,
  type Rows,
  type UsageReport,
  type UsageTotals,
} from '../../ports.ts';
import { Database } from './database.ts';

const schema = readFileSync(new URL('schema.sql', import.meta.url), 'utf8');

/** Where the people are counted whose calls have no user: auto attendants and call queues (FACTS §3.2). */
const nobody = '';

/**
 * The embedded journal, rows and outbox in one SQLite database: write-ahead log, synced at every commit, so that what was
 * acknowledged survives a power cut. Another process (the operators' command line) may append beside this one.
 */
export class SqliteStore implements Journal, Rows, Outbox {
  readonly #database: Database;
  readonly #books = new Map<string, number>();

  /** `:memory:` keeps nothing. */
  constructor(file: string) {
    // What a transaction that failed had looked up may not be there.
    this.#database = new Database(file, schema, () => this.#books.clear());
  }

  close(): void {
    this.#database.close();
  }

  entriesAfter(tenant: string, seq: number): Promise<readonly Entry[]> {
    const rows = this.#database.all(
      'SELECT seq, entry FROM entries WHERE book = ? AND seq > ? ORDER BY seq',
      this.#book(tenant),
      seq,
    );
    return Promise.resolve(rows.map(row => parsed(row['entry'], `entry ${Number(row['seq'])}`) as Entry));
  }

  entry(tenant: string, id: string): Promise<Entry | undefined> {
    const row = this.#database.one('SELECT entry FROM entries WHERE book = ? AND id = ?', this.#book(tenant), id);
    return Promise.resolve(row === undefined ? undefined : (parsed(row['entry'], `entry ${id}`) as Entry));
  }

  headSeq(tenant: string): Promise<number> {
    return Promise.resolve(this.#headSeq(this.#book(tenant)));
  }

  append(tenant: string, afterSeq: number, batch: Batch): Promise<'appended' | 'moved-on'> {
    return Promise.resolve(
      this.#database.transaction(() => {
        const book = this.#openedBook(tenant);
        if (this.#headSeq(book) !== afterSeq) return 'moved-on';
        for (const entry of batch.entries) {
          this.#database.run(
            'INSERT INTO entries (book, seq, id, entry) VALUES (?, ?, ?, ?)',
            book,
            entry.seq,
            entry.id,
            JSON.stringify(entry),
          );
          if (batch.by !== null)
            this.#database.run('INSERT INTO actors (book, seq, person) VALUES (?, ?, ?)', book, entry.seq, batch.by);
        }
        for (const change of batch.rowChanges) this.#change(book, change);
        for (const { id, conversationId, alert } of batch.announcements) {
          this.#database.run(
            'INSERT OR IGNORE INTO outbox (book, id, alertId, conversationId, alert) VALUES (?, ?, ?, ?, ?)',
            book,
            id,
            alert.id,
            conversationId,
            JSON.stringify(alert),
          );
        }
        return 'appended';
      }),
    );
  }

  startAnew(tenant: string): Promise<void> {
    this.#database.transaction(() => {
      this.#database.run('UPDATE books SET isCurrent = 0 WHERE tenant = ? AND isCurrent = 1', tenant);
      this.#database.run('INSERT INTO books (tenant, isCurrent) VALUES (?, 1)', tenant);
    });
    this.#books.delete(tenant);
    return Promise.resolve();
  }

  known(
    tenant: string,
    page: { readonly ids: readonly string[]; readonly lookAlikeKeys: readonly string[] },
  ): Promise<KnownRows> {
    const book = this.#book(tenant);
    const byId = new Map<string, KnownRow>();
    for (const id of new Set(page.ids)) {
      const versions = this.#database.all(
        'SELECT version, state, start, cost, lookAlikeKey FROM rows WHERE book = ? AND id = ?',
        book,
        id,
      );
      if (versions.length === 0) continue;
      const standing = versions.find(row => row['state'] === 'standing');
      byId.set(id, {
        versions: new Set(versions.map(row => String(row['version']))),
        ...(standing !== undefined && {
          standing: {
            version: String(standing['version']),
            start: Number(standing['start']),
            cost: Number(standing['cost']),
            ...(typeof standing['lookAlikeKey'] === 'string' && { lookAlikeKey: standing['lookAlikeKey'] }),
          },
        }),
      });
    }
    const lookAlikes = new Map<string, readonly string[]>();
    for (const key of new Set(page.lookAlikeKeys)) {
      const rows = this.#database.all(
        "SELECT id FROM rows WHERE book = ? AND lookAlikeKey = ? AND state = 'standing' ORDER BY arrival",
        book,
        key,
      );
      if (rows.length > 0)
        lookAlikes.set(
          key,
          rows.map(row => String(row['id'])),
        );
    }
    return Promise.resolve({ byId, lookAlikes });
  }

  demandIn(tenant: string, window: { readonly from: Instant; readonly to: Instant }): Promise<Micros> {
    const row = this.#database.one(
      "SELECT coalesce(sum(cost), 0) AS demand FROM rows WHERE book = ? AND start >= ? AND start < ? AND state = 'standing'",
      this.#book(tenant),
      window.from,
      window.to,
    );
    return Promise.resolve(Number(row?.['demand'] ?? 0));
  }

  totals(tenant: string): Promise<UsageTotals> {
    const row = this.#database.one(
      `SELECT count(*) FILTER (WHERE state = 'standing') AS rowsKnown,
              count(*) FILTER (WHERE state = 'standing' AND cost > 0) AS rowsDrawn,
              coalesce(sum(cost) FILTER (WHERE state = 'standing'), 0) AS drawn,
              coalesce(sum(isCorrection), 0) AS corrections,
              count(*) FILTER (WHERE state = 'held' AND question = 'look-alike') AS lookAlike,
              count(*) FILTER (WHERE state = 'held' AND question = 'other-currency') AS otherCurrency,
              coalesce(sum(seconds) FILTER (WHERE state = 'standing'), 0) AS secondsAll
         FROM rows WHERE book = ?`,
      this.#book(tenant),
    );
    const number = (name: string): number => Number(row?.[name] ?? 0);
    return Promise.resolve({
      rowsKnown: number('rowsKnown'),
      rowsDrawn: number('rowsDrawn'),
      drawn: number('drawn'),
      corrections: number('corrections'),
      questionsLookAlike: number('lookAlike'),
      questionsOtherCurrency: number('otherCurrency'),
      secondsAll: number('secondsAll'),
    });
  }

  usage(
    tenant: string,
    range: { readonly from: Instant; readonly to: Instant; readonly top: number },
  ): Promise<UsageReport> {
    const book = this.#book(tenant);
    const where = "FROM rows WHERE book = ? AND start >= ? AND start <= ? AND state = 'standing'";
    const sums = 'count(*) AS calls, coalesce(sum(seconds), 0) AS seconds, coalesce(sum(creditsCost), 0) AS cost';
    const all = this.#database.one(`SELECT ${sums} ${where}`, book, range.from, range.to);
    const by = (column: 'destination' | 'person') =>
      this.#database
        .all(
          `SELECT ${column} AS label, ${sums} ${where} GROUP BY ${column} ORDER BY cost DESC, seconds DESC, label LIMIT ?`,
          book,
          range.from,
          range.to,
          range.top,
        )
        .map(row => ({ label: String(row['label']), ...counted(row) }));
    return Promise.resolve({ ...counted(all), byDestination: by('destination'), byPerson: by('person') });
  }

  due(tenant: string, at: Instant): Promise<readonly Pending[]> {
    const rows = this.#database.all(
      "SELECT id, conversationId, alert, attempts FROM outbox WHERE book = ? AND state = 'waiting' AND dueAt <= ? ORDER BY arrival LIMIT 100",
      this.#book(tenant),
      at,
    );
    return Promise.resolve(
      rows.map(row => ({
        id: String(row['id']),
        conversationId: String(row['conversationId']),
        alert: parsed(row['alert'], 'alert') as Alert,
        attempts: Number(row['attempts']),
      })),
    );
  }

  delivered(tenant: string, id: string, activityId: string): Promise<void> {
    this.#database.run(
      "UPDATE outbox SET state = 'delivered', activityId = ? WHERE book = ? AND id = ?",
      activityId,
      this.#book(tenant),
      id,
    );
    return Promise.resolve();
  }

  failed(tenant: string, id: string, retryAt: Instant | undefined, reason: string): Promise<void> {
    this.#database.run(
      'UPDATE outbox SET state = ?, dueAt = ?, attempts = attempts + 1, reason = ? WHERE book = ? AND id = ?',
      retryAt === undefined ? 'given-up' : 'waiting',
      retryAt ?? 0,
      reason,
      this.#book(tenant),
      id,
    );
    return Promise.resolve();
  }

  find(
    tenant: string,
    alertId: string,
  ): Promise<{ readonly alert: Alert; readonly acknowledgedBy: string | undefined } | undefined> {
    const row = this.#database.one(
      `SELECT alert, (SELECT name FROM acknowledgements a WHERE a.book = o.book AND a.alertId = o.alertId) AS name
         FROM outbox o WHERE book = ? AND alertId = ? LIMIT 1`,
      this.#book(tenant),
      alertId,
    );
    if (row === undefined) return Promise.resolve(undefined);
    const name = row['name'];
    return Promise.resolve({
      alert: parsed(row['alert'], 'alert') as Alert,
      acknowledgedBy: typeof name === 'string' ? name : undefined,
    });
  }

  acknowledge(tenant: string, alertId: string, by: string): Promise<string> {
    const book = this.#book(tenant);
    this.#database.run(
      'INSERT OR IGNORE INTO acknowledgements (book, alertId, name) VALUES (?, ?, ?)',
      book,
      alertId,
      by,
    );
    const row = this.#database.one('SELECT name FROM acknowledgements WHERE book = ? AND alertId = ?', book, alertId);
    return Promise.resolve(String(row?.['name']));
  }

  #change(book: number, change: RowChange): void {
    const { row } = change;
    const about = JSON.stringify(row.about);
    const person = row.about.userName === '' ? nobody : row.about.userName;
    if (change.kind === 'describe') {
      this.#database.run(
        'UPDATE rows SET about = ?, destination = ?, person = ? WHERE book = ? AND id = ?',
        about,
        row.about.destination,
        person,
        book,
        row.id,
      );
      // The numbers may have come later than the call: a row that stands and draws is from now on known by them.
      if (change.lookAlikeKey !== undefined) {
        this.#database.run(
          "UPDATE rows SET lookAlikeKey = ? WHERE book = ? AND id = ? AND version = ? AND state = 'standing'",
          change.lookAlikeKey,
          book,
          row.id,
          change.version,
        );
      }
      return;
    }
    // Whichever version comes now, an older one that was held is no longer asked about.
    this.#database.run(
      "UPDATE rows SET state = 'replaced' WHERE book = ? AND id = ? AND state = 'held' AND version <> ?",
      book,
      row.id,
      change.version,
    );
    if (change.kind === 'stand') {
      this.#database.run(
        "UPDATE rows SET state = 'superseded' WHERE book = ? AND id = ? AND state = 'standing' AND version <> ?",
        book,
        row.id,
        change.version,
      );
    }
    // A row that draws nothing has no entry to guard it: another process may just have stored the same version.
    this.#database.run(
      `INSERT OR IGNORE INTO rows (book, id, version, state, question, start, seconds, charge, fee, currency, capability, cost, creditsCost,
                         lookAlikeKey, isCorrection, destination, person, about)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      book,
      row.id,
      change.version,
      change.kind === 'stand' ? 'standing' : 'held',
      change.kind === 'stand' ? null : change.question,
      row.start,
      row.durationSeconds,
      row.charge,
      row.fee,
      row.currency,
      row.capability,
      change.kind === 'stand' ? change.cost : 0,
      change.kind === 'stand' ? change.creditsCost : 0,
      change.kind === 'stand' ? (change.lookAlikeKey ?? null) : null,
      change.kind === 'stand' && change.supersedes !== undefined ? 1 : 0,
      row.about.destination,
      person,
      about,
    );
  }

  #headSeq(book: number): number {
    return Number(this.#database.one('SELECT max(seq) AS seq FROM entries WHERE book = ?', book)?.['seq'] ?? 0);
  }

  /** The tenant's present book; 0, which has no entries, while there is none. */
  #book(tenant: string): number {
    const cached = this.#books.get(tenant);
    if (cached !== undefined) return cached;
    const row = this.#database.one('SELECT book FROM books WHERE tenant = ? AND isCurrent = 1', tenant);
    if (row === undefined) return 0;
    const book = Number(row['book']);
    this.#books.set(tenant, book);
    return book;
  }

  #openedBook(tenant: string): number {
    const book = this.#book(tenant);
    if (book !== 0) return book;
    this.#database.run('INSERT INTO books (tenant, isCurrent) VALUES (?, 1)', tenant);
    return this.#book(tenant);
  }
}

const counted = (row: Record<string, unknown> | undefined): { calls: number; seconds: number; cost: Micros } => ({
  calls: Number(row?.['calls'] ?? 0),
  seconds: Number(row?.['seconds'] ?? 0),
  cost: Number(row?.['cost'] ?? 0),
});

function parsed(text: unknown, what: string): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new DriverError('store-damaged', `${what} cannot be read`, cause);
  }
}
