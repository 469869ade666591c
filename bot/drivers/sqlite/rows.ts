import {
  unreachable,
  type HeldRow,
  type Instant,
  type KnownRow,
  type KnownRows,
  type Micros,
  type Origin,
  type RowChange,
  type Window,
} from '../../../core/index.ts';
import {
  DriverError,
  type AskedRows,
  type Rows,
  type RowVersion,
  type UsageReport,
  type UsageTotals,
} from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { aboutNobody, arrivedRow, callRowOf, knownRowOf, type StoredRow } from '../stored/row.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';
import { idHash } from './id-index.ts';
import { keepIds, keptHashes, RowIds } from './row-ids.ts';
import { checksumOf, insertRow, lastArrival, storedRow, unchecked, updateRow } from './row-table.ts';

/** The call rows in SQLite. Ids are found through an index in memory, made of what the database keeps of each batch. */
export class SqliteRows implements Rows {
  readonly #database: Database;
  readonly #books: Books;
  readonly #ids: RowIds;

  constructor(database: Database, books: Books) {
    this.#database = database;
    this.#books = books;
    this.#ids = new RowIds(database);
  }

  async known(tenant: string, asked: AskedRows): Promise<KnownRows> {
    return Promise.resolve(this.#database.reading(() => this.#known(this.#books.number(tenant), asked)));
  }

  #known(book: number, { ids, lookAlikes }: AskedRows): KnownRows {
    const index = this.#ids.upToDate();
    const byId = new Map<string, KnownRow>();
    for (const id of new Set(ids)) {
      const versions = this.#found(index.find(idHash(book, id)), { book, id });
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

  async demandIn(tenant: string, { from, to }: Window): Promise<Micros> {
    return Promise.resolve(
      this.#sum(
        "SELECT coalesce(sum(cost), 0) AS demand FROM rows WHERE book = ? AND start >= ? AND start < ? AND state = 'standing'",
        this.#books.number(tenant),
        from,
        to,
      ),
    );
  }

  async demandBefore(
    tenant: string,
    call: { readonly id: string; readonly start: Instant; readonly from: Instant },
  ): Promise<Micros> {
    return Promise.resolve(
      this.#sum(
        `SELECT coalesce(sum(cost), 0) AS demand FROM rows
          WHERE book = ? AND start >= ? AND start <= ? AND (start < ? OR id < ?) AND state = 'standing'`,
        this.#books.number(tenant),
        call.from,
        call.start,
        call.start,
        call.id,
      ),
    );
  }

  async questions(
    tenant: string,
    { ids, limit }: { readonly ids?: readonly string[]; readonly limit: number },
  ): Promise<readonly HeldRow[]> {
    const book = this.#books.number(tenant);
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

  async versionsOf(tenant: string, id: string): Promise<readonly RowVersion[]> {
    const book = this.#books.number(tenant);
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

  async erase(tenant: string, before: Instant): Promise<number> {
    let erased = 0;
    for (const { book } of this.#database.all('SELECT book FROM books WHERE tenant = ?', tenant))
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
        erased += this.#erasePage(
          tenant,
          page.filter(({ about }) => about !== aboutNobody),
        );
      }
    // What was written over is still in the free space of pages and in the write-ahead log: the file is written anew, and the log emptied.
    if (erased > 0) {
      this.#database.exec('VACUUM');
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    }
    return Promise.resolve(erased);
  }

  #erasePage(tenant: string, rows: readonly StoredRow[]): number {
    if (rows.length === 0) return 0;
    this.#books.transaction(tenant, () => {
      for (const row of rows)
        this.#rewrite({ ...row, about: aboutNobody, destination: '', person: '', lookAlikeKey: null });
      return { value: rows.length };
    });
    return rows.length;
  }

  async totals(tenant: string): Promise<UsageTotals> {
    const row = this.#database.one(
      `SELECT count(*) FILTER (WHERE state = 'standing') AS rowsKnown,
              count(*) FILTER (WHERE state = 'standing' AND cost > 0) AS rowsDrawn,
              coalesce(sum(cost) FILTER (WHERE state = 'standing'), 0) AS drawn,
              coalesce(sum(isCorrection), 0) AS corrections,
              count(*) FILTER (WHERE state = 'held' AND question = 'look-alike') AS lookAlike,
              count(*) FILTER (WHERE state = 'held' AND question = 'other-currency') AS otherCurrency,
              coalesce(sum(seconds) FILTER (WHERE state = 'standing'), 0) AS secondsAll
         FROM rows WHERE book = ?`,
      this.#books.number(tenant),
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

  async usage(
    tenant: string,
    range: { readonly from: Instant; readonly to: Instant; readonly top: number },
  ): Promise<UsageReport> {
    const book = this.#books.number(tenant);
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

  /** The seq of the entry of one version of a row. */
  entrySeq(book: number, { id, version }: { readonly id: string; readonly version: string }): number | undefined {
    return this.#versions(book, id).find(row => row.version === version)?.entrySeq ?? undefined;
  }

  /** Carries out what a batch says of rows, within its transaction; gives how many arrived. */
  apply(book: number, changes: readonly RowChange[], seqOfCall: ReadonlyMap<string, number>): number {
    if (changes.length === 0) return 0;
    this.#ids.upToDate();
    const arriving = new Arriving(lastArrival(this.#database) + 1);
    for (const change of changes) this.#change(book, change, { arriving, seqOfCall });
    keepIds(this.#database, { first: arriving.first, last: arriving.last, hashes: () => arriving.hashes(book) });
    return arriving.count;
  }

  /** The first row that is not what was written, by its arrival: of a book whose rows are `arrivals`. */
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

  #change(
    book: number,
    change: RowChange,
    given: { readonly arriving: Arriving; readonly seqOfCall: ReadonlyMap<string, number> },
  ): void {
    switch (change.kind) {
      case 'reverse': {
        const versions = this.#versions(book, change.id, given.arriving);
        this.#move(versions, change.version, 'reversed');
        if (change.restored !== undefined) this.#move(versions, change.restored, 'standing');
        return;
      }
      case 'describe':
        for (const row of this.#versions(book, change.row.id, given.arriving)) this.#describe(row, change);
        return;
      case 'stand':
      case 'hold':
      case 'ignore': {
        const versions = this.#versions(book, change.row.id, given.arriving);
        checkArrival(versions, change);
        // Whichever version comes now, an older one that was held is no longer asked about.
        for (const row of versions)
          if (row.state === 'held' && row.version !== change.version) this.#rewrite({ ...row, state: 'replaced' });
        if (change.kind === 'stand' && change.supersedes !== undefined)
          this.#move(versions, change.supersedes, 'superseded');
        const entrySeq = given.seqOfCall.get(`${change.row.id}#${change.version}`) ?? null;
        const held = versions.find(row => row.version === change.version);
        const row = { book, ...arrivedRow(change, entrySeq) };
        if (held === undefined) this.#insert(row, given.arriving);
        else this.#rewrite({ ...row, arrival: held.arrival });
        return;
      }
      default:
        unreachable(change);
    }
  }

  #describe(row: StoredRow, change: RowChange & { readonly kind: 'describe' }): void {
    const { about } = change.row;
    // The numbers may have come later than the call: a row that stands and draws is from now on known by them.
    const isNamed = change.lookAlikeKey !== undefined && row.version === change.version && row.state === 'standing';
    const lookAlikeKey = isNamed ? (change.lookAlikeKey ?? null) : row.lookAlikeKey;
    const text = JSON.stringify(about);
    if (text === row.about && lookAlikeKey === row.lookAlikeKey) return;
    this.#rewrite({ ...row, about: text, destination: about.destination, person: about.userName, lookAlikeKey });
  }

  #move(versions: readonly StoredRow[], version: string, state: RowVersion['state']): void {
    const row = versions.find(one => one.version === version);
    if (row !== undefined) this.#rewrite({ ...row, state });
  }

  #insert(row: Omit<StoredRow, 'arrival'>, arriving: Arriving): void {
    const arrival = arriving.add(row.id);
    insertRow(this.#database, row, arrival);
  }

  #rewrite(row: StoredRow): void {
    updateRow(this.#database, row);
  }

  /** The versions of one id, oldest arrival first; of a batch that is being written, those too that arrived with it. */
  #versions(book: number, id: string, arriving?: Arriving): readonly StoredRow[] {
    if (arriving === undefined) return this.#found(this.#ids.find(book, id), { book, id });
    return this.#found([...this.#ids.index.find(idHash(book, id)), ...arriving.of(id)], { book, id });
  }

  #found(
    arrivals: readonly number[],
    { book, id }: { readonly book: number; readonly id: string },
  ): readonly StoredRow[] {
    return arrivals.flatMap(arrival => {
      const row = this.#database.one('SELECT * FROM rows WHERE arrival = ?', arrival);
      if (row === undefined) throw new DriverError('store-damaged', `row ${arrival} is not there`);
      return row['id'] === id && row['book'] === book ? [storedRow(row)] : [];
    });
  }

  #sum(sql: string, ...values: (string | number)[]): Micros {
    return Number(this.#database.one(sql, ...values)?.['demand'] ?? 0);
  }
}

/** A version is stored once, and a question answered once: no index of the database sees to it, so it is seen to here. */
function checkArrival(
  versions: readonly StoredRow[],
  { version, origin }: { readonly version: string; readonly origin: Origin },
): void {
  const known = versions.find(row => row.version === version);
  const isAsExpected = origin === 'answered' ? known?.state === 'held' : known === undefined;
  if (!isAsExpected) throw new DriverError('store-failed', 'the store refused to write: a version of a call is taken');
}

/** The rows that arrive with one batch, which the index has not yet. */
class Arriving {
  last: number;
  readonly first: number;
  readonly #ids: string[] = [];
  readonly #byId = new Map<string, number[]>();

  constructor(first: number) {
    this.first = first;
    this.last = first - 1;
  }

  get count(): number {
    return this.#ids.length;
  }

  hashes(book: number): readonly number[] {
    return this.#ids.map(id => idHash(book, id));
  }

  add(id: string): number {
    this.last += 1;
    this.#ids.push(id);
    const arrivals = this.#byId.get(id);
    if (arrivals === undefined) this.#byId.set(id, [this.last]);
    else arrivals.push(this.last);
    return this.last;
  }

  of(id: string): readonly number[] {
    return this.#byId.get(id) ?? [];
  }
}

const counted = (row: Columns | undefined): { calls: number; seconds: number; cost: Micros } => ({
  calls: Number(row?.['calls'] ?? 0),
  seconds: Number(row?.['seconds'] ?? 0),
  cost: Number(row?.['cost'] ?? 0),
});
