import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type {
  DrawingCall,
  HeldRow,
  Instant,
  KnownRow,
  KnownRows,
  Micros,
  RowChange,
  Window,
} from '../../../core/index.ts';
import type { AskedRows, Rows, RowVersion, UsageReport, UsageTotals } from '../../ports/index.ts';
import { wideSum } from '../stored/columns.ts';
import { topPeople } from '../stored/people.ts';
import { aboutNobody, callRowOf, knownRowOf, type StoredRow } from '../stored/row.ts';
import { sumsOf, usageLineOf, namedUsageOf } from '../stored/usage.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';
import { idHash } from './id-index.ts';
import type { RowIds } from './row-ids.ts';
import { keptHashes } from './row-ids.ts';
import { checksumOf, foundRows, storedRow, unchecked, updateRow } from './row-table.ts';
import { SqliteRowWrites } from './row-writes.ts';

/** The call rows in SQLite. Ids are found through an index in memory, built from the hashes that the database stores. */
export class SqliteRows implements Rows {
  readonly #tenant: string;
  readonly #database: Database;
  readonly #books: Books;
  readonly #ids: RowIds;
  readonly #writes: SqliteRowWrites;

  constructor(tenant: string, database: Database, books: Books, ids: RowIds) {
    this.#tenant = tenant;
    this.#database = database;
    this.#books = books;
    this.#ids = ids;
    this.#writes = new SqliteRowWrites(database, this.#ids);
  }

  async known(asked: AskedRows): Promise<KnownRows> {
    return Promise.resolve(this.#database.reading(() => this.#known(this.#books.number(this.#tenant), asked)));
  }

  #known(book: number, { ids, lookAlikes }: AskedRows): KnownRows {
    const index = this.#ids.upToDate();
    const byId = new Map<string, KnownRow>();
    for (const id of new Set(ids)) {
      const versions = foundRows(this.#database, index.find(idHash(book, id)), { book, id });
      if (versions.length > 0) byId.set(id, knownRowOf(versions));
    }
    const alike = new Map<string, readonly string[]>();
    for (const { key, start } of lookAlikes) {
      if (alike.has(key)) continue;
      const rows = this.#database.all(
        "SELECT id FROM rows WHERE book = ? AND start = ? AND lookAlikeKey = ? AND state = 'standing' ORDER BY arrival",
        book,
        start,
        key,
      );
      if (rows.length > 0)
        alike.set(
          key,
          rows.map(row => String(row['id'])),
        );
    }
    return { byId, lookAlikes: alike };
  }

  async demandIn({ from, to }: Window): Promise<Micros> {
    return Promise.resolve(
      this.#sum(
        "SELECT coalesce(sum(cost), 0) AS demand FROM rows WHERE book = ? AND start >= ? AND start < ? AND state = 'standing'",
        this.#books.number(this.#tenant),
        from,
        to,
      ),
    );
  }

  async demandBefore(call: { readonly id: string; readonly start: Instant; readonly from: Instant }): Promise<Micros> {
    return Promise.resolve(
      this.#sum(
        `SELECT coalesce(sum(cost), 0) AS demand FROM rows
          WHERE book = ? AND start >= ? AND start <= ? AND (start < ? OR id < ?) AND state = 'standing'`,
        this.#books.number(this.#tenant),
        call.from,
        call.start,
        call.start,
        call.id,
      ),
    );
  }

  async drawing({
    after = { id: '', start: Number.MIN_SAFE_INTEGER, cost: 0 },
    limit,
  }: {
    readonly after?: DrawingCall | undefined;
    readonly limit: number;
  }): Promise<readonly DrawingCall[]> {
    const rows = this.#database.all(
      `SELECT id, start, cost FROM rows
        WHERE book = ? AND start >= ? AND (start > ? OR id > ?) AND state = 'standing' AND cost > 0
        ORDER BY start, id LIMIT ?`,
      this.#books.number(this.#tenant),
      after.start,
      after.start,
      after.id,
      limit,
    );
    return Promise.resolve(
      rows.map(({ id, start, cost }) => ({ id: String(id), start: Number(start), cost: Number(cost) })),
    );
  }

  async questions({
    ids,
    limit,
  }: {
    readonly ids?: readonly string[];
    readonly limit: number;
  }): Promise<readonly HeldRow[]> {
    const book = this.#books.number(this.#tenant);
    const rows =
      ids === undefined
        ? this.#database
            .all("SELECT * FROM rows WHERE book = ? AND state = 'held' ORDER BY arrival LIMIT ?", book, limit)
            .map(storedRow)
        : [...new Set(ids)].flatMap(id => this.#versions(book, id).filter(({ state }) => state === 'held'));
    return Promise.resolve(
      rows
        .slice(0, limit)
        .map(row => ({ row: callRowOf(row), version: row.version, question: row.question ?? 'look-alike' })),
    );
  }

  async versionsOf(id: string): Promise<readonly RowVersion[]> {
    const book = this.#books.number(this.#tenant);
    const byRow = this.#versions(book, id);
    const rows =
      byRow.length > 0
        ? byRow
        : this.#database
            .all(
              "SELECT * FROM rows WHERE book = ? AND lower(json_extract(about, '$.callId')) = ? ORDER BY id, arrival",
              book,
              id.toLowerCase(),
            )
            .map(storedRow);
    return Promise.resolve(
      rows.map(row => ({ row: callRowOf(row), version: row.version, state: row.state, cost: row.cost })),
    );
  }

  async erase(before: Instant): Promise<number> {
    let erased = 0;
    for (const { book } of this.#database.all('SELECT book FROM books WHERE tenant = ?', this.#tenant))
      for (let last = 0; ;) {
        const page = this.#database
          .all(
            'SELECT * FROM rows WHERE book = ? AND arrival > ? AND start < ? ORDER BY arrival LIMIT 2000',
            Number(book),
            last,
            before,
          )
          .map(storedRow);
        if (page.length === 0) break;
        last = page.at(-1)?.arrival ?? last;
        erased += this.#erasePage(page.filter(({ about }) => about !== aboutNobody));
        // The bot goes on answering between two pages.
        await yieldToEventLoop();
      }
    return erased;
  }

  /** Overwritten text is still in the free space of pages and in the write-ahead log: the file is rewritten, and the log truncated. */
  async forgetErased(): Promise<void> {
    this.#database.exec('VACUUM');
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return Promise.resolve();
  }

  erasable(before: Instant): Promise<number> {
    const found = this.#database.one(
      'SELECT count(*) AS rows FROM rows WHERE book IN (SELECT book FROM books WHERE tenant = ?) AND start < ? AND about <> ?',
      this.#tenant,
      before,
      aboutNobody,
    );
    return Promise.resolve(Number(found?.['rows'] ?? 0));
  }

  #erasePage(rows: readonly StoredRow[]): number {
    if (rows.length === 0) return 0;
    this.#books.transaction(this.#tenant, () => {
      for (const row of rows)
        updateRow(this.#database, { ...row, about: aboutNobody, destination: '', person: '', lookAlikeKey: null });
      return { value: rows.length };
    });
    return rows.length;
  }

  async totals(): Promise<UsageTotals> {
    const row = this.#database.one(
      `SELECT count(*) FILTER (WHERE state = 'standing') AS rowsKnown,
              count(*) FILTER (WHERE state = 'standing' AND cost > 0) AS rowsDrawn,
              CAST(coalesce(sum(cost) FILTER (WHERE state = 'standing'), 0) AS TEXT) AS drawn,
              coalesce(sum(isCorrection), 0) AS corrections,
              count(*) FILTER (WHERE state = 'held' AND question = 'look-alike') AS lookAlike,
              count(*) FILTER (WHERE state = 'held' AND question = 'other-currency') AS otherCurrency,
              count(*) FILTER (WHERE state = 'held' AND question = 'erased') AS erased,
              coalesce(sum(seconds) FILTER (WHERE state = 'standing'), 0) AS secondsAll
         FROM rows WHERE book = ?`,
      this.#books.number(this.#tenant),
    );
    const number = (name: string): number => Number(row?.[name] ?? 0);
    return Promise.resolve({
      rowsKnown: number('rowsKnown'),
      rowsDrawn: number('rowsDrawn'),
      drawn: wideSum(row?.['drawn']),
      corrections: number('corrections'),
      questionsLookAlike: number('lookAlike'),
      questionsOtherCurrency: number('otherCurrency'),
      questionsErased: number('erased'),
      secondsAll: number('secondsAll'),
    });
  }

  async usage(range: { readonly from: Instant; readonly to: Instant; readonly top: number }): Promise<UsageReport> {
    const book = this.#books.number(this.#tenant);
    const where = "FROM rows WHERE book = ? AND start >= ? AND start <= ? AND state = 'standing'";
    // As text: a sum over years may leave what a number holds exactly.
    const sums =
      'count(*) AS calls, coalesce(sum(seconds), 0) AS seconds, CAST(coalesce(sum(creditsCost), 0) AS TEXT) AS cost';
    const drawn = 'CAST(coalesce(sum(cost), 0) AS TEXT) AS drawn';
    const all = this.#database.one(`SELECT ${sums}, ${drawn} ${where}`, book, range.from, range.to);
    const summed = { ...sumsOf(all), drawn: wideSum(all?.['drawn']) };
    if (range.top === 0) return Promise.resolve({ ...summed, byDestination: [], byPerson: [] });
    const destinations = this.#database.all(
      `SELECT destination AS label, ${sums} ${where} GROUP BY destination ORDER BY sum(creditsCost) DESC, seconds DESC, label LIMIT ?`,
      book,
      range.from,
      range.to,
      range.top,
    );
    const who = "coalesce(nullif(about ->> '$.userId', ''), about ->> '$.userPrincipalName', '')";
    const names = this.#database.all(
      `SELECT ${who} AS who, person AS label, max(start) AS last, ${sums} ${where} GROUP BY person, who`,
      book,
      range.from,
      range.to,
    );
    return Promise.resolve({
      ...summed,
      byDestination: destinations.map(usageLineOf),
      byPerson: topPeople(names.map(namedUsageOf), range.top),
    });
  }

  /** The seq of the entry of one version of a row. */
  entrySeq(book: number, { id, version }: { readonly id: string; readonly version: string }): number | undefined {
    return this.#versions(book, id).find(row => row.version === version)?.entrySeq ?? undefined;
  }

  /** Carries out a batch's changes of rows, within its transaction; returns how many arrived. */
  apply(book: number, changes: readonly RowChange[], seqOfCall: ReadonlyMap<string, number>): number {
    return this.#writes.apply(book, changes, seqOfCall);
  }

  /** The arrival of the first row that is damaged, or missing: of a book that should have `arrivals` rows. */
  damaged({ book, arrivals }: { readonly book: number; readonly arrivals: number }): number | undefined {
    const hashes = keptHashes(this.#database);
    let last = 0;
    let count = 0;
    for (;;) {
      const page = this.#database.all(
        'SELECT * FROM rows WHERE book = ? AND arrival > ? ORDER BY arrival LIMIT 5000',
        book,
        last,
      );
      if (page.length === 0) return count === arrivals ? undefined : last + 1;
      for (const raw of page) {
        const row = unchecked(raw);
        last = row.arrival;
        count += 1;
        const hash = idHash(book, row.id);
        if (raw['checksum'] !== checksumOf(row) || (hashes.get(row.arrival) ?? hash) !== hash) return row.arrival;
      }
    }
  }

  #versions(book: number, id: string): readonly StoredRow[] {
    return foundRows(this.#database, this.#ids.find(book, id), { book, id });
  }

  #sum(sql: string, ...values: (string | number)[]): Micros {
    return Number(this.#database.one(sql, ...values)?.['demand'] ?? 0);
  }
}
