import type { TimeZone } from '../../../core/index.ts';
import { LocalDays } from '../stored/local-days.ts';
import type { StoredRow } from '../stored/row.ts';
import { UsageChanges, type Change } from '../stored/usage-cells.ts';
import type { Database } from './database.ts';
import { placeOf } from './entry-place.ts';
import { rowsAfter } from './row-table.ts';

const columns = 'calls, seconds, costUnits, costMicros, drawnUnits, drawnMicros, last';

const upsertInto = (table: string, period: string): string =>
  `INSERT INTO ${table} (book, dimension, ${period}, label, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, seconds = seconds + excluded.seconds,
      costUnits = costUnits + excluded.costUnits, costMicros = costMicros + excluded.costMicros,
      drawnUnits = drawnUnits + excluded.drawnUnits, drawnMicros = drawnMicros + excluded.drawnMicros, last = max(last, excluded.last)`;

const forgetEmpty = (table: string, period: string): string =>
  `DELETE FROM ${table} WHERE book = ? AND dimension = ? AND ${period} = ? AND label = ? AND calls = 0`;

const byDay = { upsert: upsertInto('usageDays', 'day'), forget: forgetEmpty('usageDays', 'day') };
const byMonth = { upsert: upsertInto('usageMonths', 'month'), forget: forgetEmpty('usageMonths', 'month') };

/** How many rows are summed in one transaction, where a store was made before there were sums. */
const pageRows = 20_000;

/** The kept sums of usage: written in the transaction that changes the rows. */
export class UsageSumsTable {
  readonly #database: Database;
  readonly #days = new Map<TimeZone, LocalDays>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The zone that a book's days are of: its wallet's, or UTC before there is one. */
  zoneOf(book: number): TimeZone {
    const found = this.#database.one('SELECT timeZone FROM calendars WHERE book = ?', book);
    return (found?.['timeZone'] as TimeZone | undefined) ?? 'UTC';
  }

  /** What a batch changes of a book's sums; opens their calendar. Within a transaction. */
  begin(book: number): UsageChanges {
    if (this.#database.one('SELECT 1 FROM calendars WHERE book = ?', book) === undefined) this.#open(book, 'UTC', null);
    return new UsageChanges(this.#daysIn(this.zoneOf(book)));
  }

  write(book: number, changes: UsageChanges): void {
    for (const change of changes.byDay) this.#write(byDay, book, change);
    for (const change of changes.byMonth) this.#write(byMonth, book, change);
  }

  /** The wallet of a book is opened: what was summed in another zone is summed anew. Within a transaction. */
  openIn(book: number, timeZone: TimeZone): void {
    const found = this.#database.one('SELECT timeZone FROM calendars WHERE book = ?', book);
    if (found?.['timeZone'] === timeZone) return;
    this.#open(book, timeZone, 0);
    while (this.#sumPage(book) === 'more');
  }

  /** Sums what no sums hold yet: in a store that was made before there were any, or where a zone's rules have changed since. */
  catchUp(): void {
    const books = this.#database.all(
      `SELECT b.book, c.offsets, c.timeZone, c.summed FROM books b LEFT JOIN calendars c ON c.book = b.book`,
    );
    for (const found of books) {
      const book = Number(found['book']);
      const timeZone = (found['timeZone'] as TimeZone | null) ?? this.#zoneOfWallet(book);
      const isKept = found['offsets'] === offsetsText(this.#daysIn(timeZone));
      if (isKept && found['summed'] === null) continue;
      if (!isKept) this.#database.transaction(() => this.#open(book, timeZone, 0));
      while (this.#database.transaction(() => this.#sumPage(book)) === 'more');
    }
  }

  /** Takes a book's sums away, and begins them after the rows up to an arrival; null where there is none that is not summed. */
  #open(book: number, timeZone: TimeZone, summed: number | null): void {
    this.#database.run('DELETE FROM usageDays WHERE book = ?', book);
    this.#database.run('DELETE FROM usageMonths WHERE book = ?', book);
    this.#database.run(
      'INSERT OR REPLACE INTO calendars (book, timeZone, offsets, summed) VALUES (?, ?, ?, ?)',
      book,
      timeZone,
      offsetsText(this.#daysIn(timeZone)),
      summed,
    );
  }

  #sumPage(book: number): 'more' | 'done' {
    const summed = this.#database.one('SELECT summed FROM calendars WHERE book = ?', book)?.['summed'];
    // Another process was faster.
    if (typeof summed !== 'number') return 'done';
    const rows = rowsAfter(this.#database, book, { after: summed, limit: pageRows }).map(({ row }) => row);
    const changes = new UsageChanges(this.#daysIn(this.zoneOf(book)));
    for (const row of rows) changes.add(row, row.about);
    this.write(book, changes);
    const last = rows.length < pageRows ? null : (rows.at(-1)?.arrival ?? null);
    this.#database.run('UPDATE calendars SET summed = ? WHERE book = ?', last, book);
    return last === null ? 'done' : 'more';
  }

  #write(sql: typeof byDay, book: number, change: Change): void {
    const { dimension, period, label, calls, seconds, costUnits, costMicros, drawnUnits, drawnMicros, last } = change;
    this.#database.run(
      sql.upsert,
      ...[book, dimension, period, label, calls, seconds, costUnits, costMicros, drawnUnits, drawnMicros, last],
    );
    if (calls <= 0) this.#database.run(sql.forget, book, dimension, period, label);
  }

  #zoneOfWallet(book: number): TimeZone {
    const found = this.#database.one(
      `SELECT entry ->> '$.facts.timeZone' AS timeZone FROM entries
        WHERE place > ? AND place < ? AND entry ->> '$.kind' = 'wallet-opened' ORDER BY place LIMIT 1`,
      placeOf(book, 0),
      placeOf(book + 1, 0),
    );
    return (found?.['timeZone'] as TimeZone | undefined) ?? 'UTC';
  }

  #daysIn(timeZone: TimeZone): LocalDays {
    const known = this.#days.get(timeZone) ?? new LocalDays(timeZone);
    this.#days.set(timeZone, known);
    return known;
  }
}

const offsetsText = ({ offsets }: LocalDays): string => JSON.stringify(offsets);

/** A row's change, in the sums. */
export function replaceInSums(changes: UsageChanges, row: StoredRow, after: StoredRow): void {
  changes.takeAway(row, row.about);
  changes.add(after, after.about);
}
