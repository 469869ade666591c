import { readFileSync } from 'node:fs';
import {
  unreachable,
  type Alert,
  type CallRow,
  type Entry,
  type HeldRow,
  type Instant,
  type KnownRow,
  type KnownRows,
  type Micros,
  type Question,
  type RowChange,
  type StandingVersion,
} from '../../../core/index.ts';
import {
  DriverError,
  type Batch,
  type Journal,
  type Outbox,
  type Pending,
  type Rows,
  type RowVersion,
  type UsageReport,
  type UsageTotals,
} from '../../ports.ts';
import { Database } from './database.ts';

const schema = readFileSync(new URL('schema.sql', import.meta.url), 'utf8');

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
    return Promise.resolve(this.#appended(tenant, afterSeq, batch));
  }

  #appended(tenant: string, afterSeq: number, batch: Batch): 'appended' | 'moved-on' {
    try {
      return this.#database.transaction(() => {
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
      });
    } catch (error) {
      if (error instanceof DriverError && error.cause instanceof MovedOn) return 'moved-on';
      throw error;
    }
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
        'SELECT version, state, question, start, cost, lookAlikeKey FROM rows WHERE book = ? AND id = ? ORDER BY arrival',
        book,
        id,
      );
      if (versions.length > 0) byId.set(id, knownRow(versions));
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

  demandBefore(
    tenant: string,
    call: { readonly id: string; readonly start: Instant; readonly from: Instant },
  ): Promise<Micros> {
    const row = this.#database.one(
      `SELECT coalesce(sum(cost), 0) AS demand FROM rows
        WHERE book = ? AND start >= ? AND start <= ? AND (start < ? OR id < ?) AND state = 'standing'`,
      this.#book(tenant),
      call.from,
      call.start,
      call.start,
      call.id,
    );
    return Promise.resolve(Number(row?.['demand'] ?? 0));
  }

  questions(
    tenant: string,
    { ids, limit }: { readonly ids?: readonly string[]; readonly limit: number },
  ): Promise<readonly HeldRow[]> {
    const held = "SELECT * FROM rows WHERE book = ? AND state = 'held'";
    const book = this.#book(tenant);
    const rows =
      ids === undefined
        ? this.#database.all(`${held} ORDER BY arrival LIMIT ?`, book, limit)
        : [...new Set(ids)].flatMap(id => this.#database.all(`${held} AND id = ? ORDER BY arrival`, book, id));
    return Promise.resolve(
      rows.slice(0, limit).map(row => ({
        row: callRow(row),
        version: String(row['version']),
        question: row['question'] as Question,
      })),
    );
  }

  versionsOf(tenant: string, id: string): Promise<readonly RowVersion[]> {
    const book = this.#book(tenant);
    const byRow = this.#database.all('SELECT * FROM rows WHERE book = ? AND id = ? ORDER BY arrival', book, id);
    const rows =
      byRow.length > 0
        ? byRow
        : this.#database.all(
            "SELECT * FROM rows WHERE book = ? AND lower(json_extract(about, '$.callId')) = ? ORDER BY id, arrival",
            book,
            id.toLowerCase(),
          );
    return Promise.resolve(
      rows.map(row => ({
        row: callRow(row),
        version: String(row['version']),
        state: row['state'] as RowVersion['state'],
        cost: Number(row['cost']),
      })),
    );
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
    switch (change.kind) {
      case 'describe':
        this.#describe(book, change);
        return;
      case 'reverse':
        this.#move(book, change, 'standing', 'reversed');
        if (change.restored !== undefined)
          this.#move(book, { id: change.id, version: change.restored }, 'superseded', 'standing');
        return;
      case 'hold':
        this.#replaceHeld(book, change);
        this.#insert(book, change, { state: 'held', question: change.question });
        return;
      case 'ignore':
        this.#replaceHeld(book, change);
        this.#insert(book, change, { state: 'ignored', question: change.question });
        return;
      case 'stand':
        if (this.#standingVersion(book, change.row.id) !== change.supersedes) throw new MovedOn();
        this.#replaceHeld(book, change);
        if (change.supersedes !== undefined)
          this.#move(book, { id: change.row.id, version: change.supersedes }, 'standing', 'superseded');
        this.#insert(book, change, { state: 'standing', question: null });
        return;
      default:
        unreachable(change);
    }
  }

  #standingVersion(book: number, id: string): string | undefined {
    const row = this.#database.one(
      "SELECT version FROM rows WHERE book = ? AND id = ? AND state = 'standing'",
      book,
      id,
    );
    return row === undefined ? undefined : String(row['version']);
  }

  #describe(book: number, { row, version, lookAlikeKey }: RowChange & { readonly kind: 'describe' }): void {
    this.#database.run(
      'UPDATE rows SET about = ?, destination = ?, person = ? WHERE book = ? AND id = ?',
      JSON.stringify(row.about),
      row.about.destination,
      row.about.userName,
      book,
      row.id,
    );
    // The numbers may have come later than the call: a row that stands and draws is from now on known by them.
    if (lookAlikeKey === undefined) return;
    this.#database.run(
      "UPDATE rows SET lookAlikeKey = ? WHERE book = ? AND id = ? AND version = ? AND state = 'standing'",
      lookAlikeKey,
      book,
      row.id,
      version,
    );
  }

  /** Whichever version comes now, an older one that was held is no longer asked about. */
  #replaceHeld(book: number, { row, version }: Exclude<RowChange, { kind: 'reverse' }>): void {
    this.#database.run(
      "UPDATE rows SET state = 'replaced' WHERE book = ? AND id = ? AND state = 'held' AND version <> ?",
      book,
      row.id,
      version,
    );
  }

  #move(
    book: number,
    { id, version }: { readonly id: string; readonly version: string },
    from: RowVersion['state'],
    to: RowVersion['state'],
  ): void {
    this.#database.run(
      'UPDATE rows SET state = ? WHERE book = ? AND id = ? AND version = ? AND state = ?',
      to,
      book,
      id,
      version,
      from,
    );
  }

  /**
   * A version as it arrives, or as an answer makes of one that was held. A row that draws nothing has no entry to guard it: another
   * process may just have stored the same version.
   */
  #insert(
    book: number,
    change: RowChange & { readonly kind: 'stand' | 'hold' | 'ignore' },
    { state, question }: { readonly state: RowVersion['state']; readonly question: Question | null },
  ): void {
    const { row, version } = change;
    const stands = change.kind === 'stand' ? change : undefined;
    this.#database.run(
      `INSERT INTO rows (book, id, version, state, question, start, seconds, charge, fee, currency, capability, cost, creditsCost,
                         lookAlikeKey, isCorrection, destination, person, about)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (book, id, version) DO UPDATE
         SET state = excluded.state, question = excluded.question, cost = excluded.cost, creditsCost = excluded.creditsCost,
             lookAlikeKey = excluded.lookAlikeKey, isCorrection = excluded.isCorrection
         WHERE rows.state = 'held'`,
      book,
      row.id,
      version,
      state,
      question,
      row.start,
      row.durationSeconds,
      row.charge,
      row.fee,
      row.currency,
      row.capability,
      stands?.cost ?? 0,
      stands?.creditsCost ?? 0,
      stands?.lookAlikeKey ?? null,
      stands?.supersedes === undefined ? 0 : 1,
      row.about.destination,
      row.about.userName,
      JSON.stringify(row.about),
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

/**
 * Another process has stored a version of the same row since it was asked for: rows that cost nothing leave no entry, so that the journal's
 * end alone does not tell.
 */
class MovedOn extends Error {}

type Columns = Record<string, unknown>;

/** The versions of one id, oldest arrival first. */
function knownRow(versions: readonly Columns[]): KnownRow {
  const standing = versions.find(row => row['state'] === 'standing');
  const previous = versions.findLast(row => row['state'] === 'superseded');
  const ignored = versions.filter(row => row['state'] === 'ignored').map(row => row['question'] as Question);
  return {
    versions: versions.map(row => String(row['version'])),
    ...(standing !== undefined && { standing: standingVersion(standing) }),
    ...(previous !== undefined && { previous: standingVersion(previous) }),
    ...(ignored.length > 0 && { ignored: new Set(ignored) }),
  };
}

const standingVersion = (row: Columns): StandingVersion => ({
  version: String(row['version']),
  start: Number(row['start']),
  cost: Number(row['cost']),
  ...(typeof row['lookAlikeKey'] === 'string' && { lookAlikeKey: row['lookAlikeKey'] }),
});

const callRow = (row: Columns): CallRow => ({
  id: String(row['id']),
  start: Number(row['start']),
  durationSeconds: Number(row['seconds']),
  charge: Number(row['charge']),
  fee: Number(row['fee']),
  currency: String(row['currency']),
  capability: String(row['capability']),
  about: parsed(row['about'], 'call row') as CallRow['about'],
});

function parsed(text: unknown, what: string): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new DriverError('store-damaged', `${what} cannot be read`, cause);
  }
}
