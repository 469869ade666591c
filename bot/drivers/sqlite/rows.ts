import {
  nobody,
  type CallMix,
  type DrawingCall,
  type HeldRow,
  type IdentifiedRow,
  type Instant,
  type KnownRow,
  type KnownRows,
  type Micros,
  type RowChange,
  type TimeZone,
  type UsageKey,
  type Window,
} from '../../../core/index.ts';
import type {
  AskedCalls,
  AskedQuestions,
  AskedRows,
  CallPage,
  DayUsage,
  LastCaller,
  LateCharge,
  PersonCall,
  PersonUsage,
  Rows,
  RowVersion,
  UsageRanking,
  UsageSums,
  UsageTotals,
} from '../../ports/index.ts';
import { pageOfCalls } from '../stored/call-pages.ts';
import { splitWindow } from '../stored/day-range.ts';
import { firstWrongSum } from '../stored/usage-audit.ts';
import { personCallOf } from '../stored/usage-answers.ts';
import type { CallEntries } from '../stored/late-billing.ts';
import { callerOf, callRowOf, isOfNobody, knownRowOf, type StoredRow } from '../stored/row.ts';
import { packedDigest, packedGuid, unpackedText, type PackedText } from '../stored/packed-text.ts';
import type { Books } from './books.ts';
import { changeCallIds, rowsOfCall } from './call-ids.ts';
import { callMixes } from './call-mixes.ts';
import { isOfNobodyInSql, personKey } from './call-columns.ts';
import type { Database } from './database.ts';
import { idHash } from './id-index.ts';
import { completeRows } from './complete-rows.ts';
import { partsOfWindow } from './parts-of-window.ts';
import type { RowIds } from './row-ids.ts';
import { listedColumns, foundRows, rowAtArrival, storedRows, uncheckedRows, updateRow } from './row-table.ts';
import { SqliteRowWrites, type AppliedRows } from './row-writes.ts';
import { UsageReads } from './usage-reads.ts';
import { replaceInSums, type UsageSumsTable } from './usage-sums.ts';
import { giveWay } from '../../work/give-way.ts';

/** The versions of rows by their arrivals, which others may share the hash of. */
const callersOfRows = `SELECT ${listedColumns} FROM (SELECT value AS place FROM json_each(?1)) CROSS JOIN calls ON arrival = place WHERE book = ?2`;

const callsOf = `
  SELECT * FROM (
    SELECT start, seconds, creditsCost AS cost, destination, callType, callee, ${personKey} AS person
      FROM calls WHERE book = ?1 AND start >= ?2 AND start < ?3 AND state = 0
  ) WHERE person IN (SELECT value FROM json_each(?4))`;

/** The call rows in SQLite. Ids are found through an index in memory, built from the hashes that the database stores. */
export class SqliteRows implements Rows {
  readonly #tenant: string;
  readonly #database: Database;
  readonly #books: Books;
  readonly #ids: RowIds;
  readonly #sums: UsageSumsTable;
  readonly #writes: SqliteRowWrites;

  constructor(
    tenant: string,
    database: Database,
    books: Books,
    { ids, sums }: { readonly ids: RowIds; readonly sums: UsageSumsTable },
  ) {
    this.#tenant = tenant;
    this.#database = database;
    this.#books = books;
    this.#ids = ids;
    this.#sums = sums;
    this.#writes = new SqliteRowWrites(database, ids, sums);
  }

  async known(asked: AskedRows): Promise<KnownRows> {
    await this.#ids.catchUp();
    return this.#database.reading(() => this.#known(this.#books.number(this.#tenant), asked));
  }

  #known(book: number, { ids, lookAlikes, lookAlikesAmong }: AskedRows): KnownRows {
    const index = this.#ids.upToDate();
    const byId = new Map<string, KnownRow>();
    for (const id of new Set(ids)) {
      const versions = foundRows(this.#database, index.find(idHash(book, id)), { book, id });
      if (versions.length > 0) byId.set(id, knownRowOf(versions));
    }
    const alike = new Map<string, readonly string[]>();
    const known = this.#starts(book);
    for (const { key, start } of lookAlikes) {
      // Most pages are of calls after all that are known, or before.
      if (start < known.first || start > known.last || alike.has(key)) continue;
      const isAlike =
        lookAlikesAmong === undefined
          ? 'lookAlikeKey = ? AND state = 0'
          : "(lookAlikeKey = ? OR lookAlikeKey IS NULL OR caller = '' OR callee = '') AND state IN (0, 1, 5) AND cost > 0";
      const rows = this.#database.all(
        `SELECT id FROM calls WHERE book = ? AND start = ? AND ${isAlike} ORDER BY arrival`,
        ...[book, start, packedDigest(key)],
      );
      if (rows.length > 0)
        alike.set(
          key,
          rows.map(row => unpackedText(row['id'])),
        );
    }
    return { byId, lookAlikes: alike };
  }

  /** When the first and the last known call of a book began. */
  #starts(book: number): { readonly first: Instant; readonly last: Instant } {
    const found = this.#database.one(
      'SELECT (SELECT min(start) FROM calls WHERE book = ?1) AS first, (SELECT max(start) FROM calls WHERE book = ?1) AS last',
      book,
    );
    return { first: Number(found?.['first'] ?? Infinity), last: Number(found?.['last'] ?? -Infinity) };
  }

  demandIn(window: Window): Promise<Micros> {
    return Promise.resolve(this.#database.reading(() => this.#demandIn(this.#usage(), window)));
  }

  demandBefore(call: { readonly id: string; readonly start: Instant; readonly from: Instant }): Promise<Micros> {
    return Promise.resolve(this.#database.reading(() => this.#demandBefore(call)));
  }

  #demandBefore({ id, start, from }: { readonly id: string; readonly start: Instant; readonly from: Instant }): Micros {
    const before = start > from ? this.#demandIn(this.#usage(), { from, to: start }) : 0;
    return start < from ? 0 : before + this.#sum('start = ? AND id < ?', start, packedGuid(id));
  }

  /** Of whole days from the sums, of the rest from the rows. */
  #demandIn(usage: UsageReads, window: Window): Micros {
    const split = splitWindow(window, usage.timeZone);
    const ofRows = ({ from, to }: Window): Micros => this.#sum('start >= ? AND start < ?', from, to);
    if (split === undefined) return ofRows(window);
    return ofRows(split.before) + Number(usage.usage({ days: split.days }).drawn) + ofRows(split.after);
  }

  async drawing({
    after = { id: '', start: Number.MIN_SAFE_INTEGER, cost: 0 },
    limit,
  }: {
    readonly after?: DrawingCall | undefined;
    readonly limit: number;
  }): Promise<readonly DrawingCall[]> {
    const rows = this.#database.all(
      `SELECT id, start, cost FROM calls
        WHERE book = ? AND start >= ? AND (start > ? OR id > ?) AND state = 0 AND cost > 0
        ORDER BY start, id LIMIT ?`,
      this.#books.number(this.#tenant),
      after.start,
      after.start,
      packedGuid(after.id),
      limit,
    );
    return Promise.resolve(
      rows.map(({ id, start, cost }) => ({ id: unpackedText(id), start: Number(start), cost: Number(cost) })),
    );
  }

  async questions({ ids, question, limit }: AskedQuestions): Promise<readonly HeldRow[]> {
    const book = this.#books.number(this.#tenant);
    const rows =
      ids === undefined
        ? storedRows(
            this.#database,
            `SELECT ${listedColumns} FROM calls WHERE book = ?1 AND state = 2 AND (?2 IS NULL OR coalesce(question, 'look-alike') = ?2)
                ORDER BY arrival LIMIT ?3`,
            ...[book, question ?? null, limit],
          )
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
    const rows = byRow.length > 0 ? byRow : this.#ofCall(book, id.toLowerCase());
    return Promise.resolve(
      rows.map(row => ({ row: callRowOf(row), version: row.version, state: row.state, cost: row.cost })),
    );
  }

  #ofCall(book: number, callId: string): readonly StoredRow[] {
    return rowsOfCall(this.#database, book, callId)
      .flatMap(arrival => storedRows(this.#database, rowAtArrival, arrival))
      .filter(row => row.about.callId.toLowerCase() === callId)
      .toSorted((one, other) => (one.id === other.id ? one.arrival - other.arrival : one.id < other.id ? -1 : 1));
  }

  async erase(before: Instant): Promise<number> {
    let erased = 0;
    for (const { book } of this.#database.all('SELECT book FROM books WHERE tenant = ?', this.#tenant))
      for (let last = 0; ;) {
        const page = storedRows(
          this.#database,
          // The pluses keep it from sorting all of them for each page.
          `SELECT ${listedColumns} FROM calls WHERE +book = ? AND arrival > ? AND +start < ? ORDER BY arrival LIMIT 2000`,
          ...[Number(book), last, before],
        );
        if (page.length === 0) break;
        last = page.at(-1)?.arrival ?? last;
        erased += this.#erasePage(
          Number(book),
          page.filter(({ about }) => !isOfNobody(about)),
        );
        // The bot goes on answering between two pages.
        await giveWay();
      }
    return erased;
  }

  async complete(rows: readonly IdentifiedRow[]): Promise<number> {
    await this.#ids.catchUp();
    const [database, ids, sums] = [this.#database, this.#ids, this.#sums];
    const completed = this.#books.transaction(this.#tenant, ({ book }) => ({
      value: completeRows({ database, ids, sums }, book, rows),
    }));
    return completed ?? 0;
  }

  /** Overwritten text is still in the free space of pages and in the write-ahead log: the file is rewritten, and the log truncated. */
  async forgetErased(): Promise<void> {
    this.#database.exec('VACUUM');
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return Promise.resolve();
  }

  erasable(before: Instant): Promise<number> {
    const found = this.#database.one(
      `SELECT count(*) AS rows FROM calls WHERE book IN (SELECT book FROM books WHERE tenant = ?) AND start < ? AND NOT ${isOfNobodyInSql}`,
      this.#tenant,
      before,
    );
    return Promise.resolve(Number(found?.['rows'] ?? 0));
  }

  #erasePage(book: number, rows: readonly StoredRow[]): number {
    if (rows.length === 0) return 0;
    this.#books.transaction(this.#tenant, () => {
      const usage = this.#sums.begin(book);
      for (const row of rows) {
        const erased = { ...row, about: nobody, lookAlikeKey: null };
        updateRow(this.#database, erased);
        replaceInSums(usage, row, erased);
      }
      this.#sums.write(book, usage);
      changeCallIds(
        this.#database,
        rows.map(({ arrival }) => ({ arrival, hash: 0 })),
      );
      return { value: rows.length };
    });
    return rows.length;
  }

  totals(): Promise<UsageTotals> {
    return Promise.resolve(this.#usage().totals());
  }

  wrongSum(): Promise<string | undefined> {
    return firstWrongSum(this.#usage());
  }

  usage(asked: Parameters<Rows['usage']>[0]): Promise<UsageSums> {
    return Promise.resolve(this.#usage().usage(asked));
  }

  usageByDay(asked: Parameters<Rows['usageByDay']>[0]): Promise<readonly DayUsage[]> {
    return Promise.resolve(this.#usage().byDay(asked));
  }

  costsByDay(asked: Parameters<Rows['costsByDay']>[0]): ReturnType<Rows['costsByDay']> {
    return Promise.resolve(this.#usage().costsByDay(asked));
  }

  ranked(asked: Parameters<Rows['ranked']>[0]): Promise<UsageRanking> {
    return Promise.resolve(this.#database.reading(() => this.#usage().ranked(asked)));
  }

  lastCallers(keys: readonly string[]): Promise<ReadonlyMap<string, LastCaller>> {
    return Promise.resolve(this.#database.reading(() => this.#usage().lastCallers(keys)));
  }

  peopleOfMonth(asked: Parameters<Rows['peopleOfMonth']>[0]): Promise<readonly PersonUsage[]> {
    return Promise.resolve(this.#usage().peopleOfMonth(asked));
  }

  lateOfMonth(asked: Parameters<Rows['lateOfMonth']>[0]): Promise<readonly LateCharge[]> {
    return Promise.resolve(this.#usage().lateOfMonth(asked));
  }

  callMix(window: Window): Promise<readonly CallMix[]> {
    return callMixes(this.#database, { book: this.#books.number(this.#tenant), window });
  }

  async callsOf({ people, window }: Parameters<Rows['callsOf']>[0]): Promise<readonly PersonCall[]> {
    const book = this.#books.number(this.#tenant);
    const keys = JSON.stringify(people);
    const found: PersonCall[] = [];
    for await (const { from, to } of partsOfWindow(this.#database, { book, window }))
      for (const row of this.#database.all(callsOf, book, from, to, keys)) found.push(personCallOf(row));
    return found;
  }

  async callersOf(rowIds: readonly string[]): Promise<ReadonlyMap<string, UsageKey>> {
    const book = this.#books.number(this.#tenant);
    await this.#ids.catchUp();
    const versions = this.#database.reading(() => {
      const index = this.#ids.upToDate();
      const arrivals = rowIds.flatMap(id => index.find(idHash(book, id)));
      return uncheckedRows(this.#database, callersOfRows, JSON.stringify(arrivals), book).map(({ row }) => row);
    });
    const asked = new Set(rowIds);
    const byId = Map.groupBy(versions, ({ id }) => id);
    const callers = [...byId].flatMap(([id, some]) => (asked.has(id) ? [[id, callerOf(some)] as const] : []));
    return new Map(callers);
  }

  calls(asked: AskedCalls): Promise<CallPage> {
    return pageOfCalls(this.#usage(), asked);
  }

  #usage(): UsageReads {
    const book = this.#books.number(this.#tenant);
    return new UsageReads(this.#database, book, this.#sums.zoneOf(book));
  }

  /** The zone of the book's days, once a wallet is opened in it. Within a transaction. */
  openIn(book: number, timeZone: TimeZone): void {
    this.#sums.openIn(book, timeZone);
  }

  /** The seq of the entry of one version of a row. */
  entrySeq(book: number, { id, version }: { readonly id: string; readonly version: string }): number | undefined {
    return this.#versions(book, id).find(row => row.version === version)?.entrySeq ?? undefined;
  }

  /** Carries out a batch's changes of rows, within its transaction. */
  apply(book: number, changes: readonly RowChange[], entries: CallEntries): AppliedRows {
    return this.#writes.apply(book, changes, entries);
  }

  #versions(book: number, id: string): readonly StoredRow[] {
    return foundRows(this.#database, this.#ids.find(book, id), { book, id });
  }

  #sum(where: string, ...values: (PackedText | number)[]): Micros {
    const found = this.#database.one(
      `SELECT coalesce(sum(cost), 0) AS demand FROM calls WHERE book = ? AND ${where} AND state = 0`,
      this.#books.number(this.#tenant),
      ...values,
    );
    return Number(found?.['demand'] ?? 0);
  }
}
