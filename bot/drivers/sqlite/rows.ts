import { crc32 } from 'node:zlib';
import {
  unreachable,
  type HeldRow,
  type Instant,
  type KnownRow,
  type KnownRows,
  type Micros,
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
} from '../../ports.ts';
import { aboutNobody, callRowOf, knownRowOf, type StoredRow } from '../stored-row.ts';
import type { Books } from './books.ts';
import type { Columns, Database } from './database.ts';
import { IdIndex, idHash } from './id-index.ts';

type Arrived = RowChange & { readonly kind: 'stand' | 'hold' | 'ignore' };

const columns = [
  'book',
  'entrySeq',
  'id',
  'version',
  'state',
  'question',
  'start',
  'seconds',
  'charge',
  'fee',
  'currency',
  'capability',
  'cost',
  'creditsCost',
  'lookAlikeKey',
  'isCorrection',
  'destination',
  'person',
  'about',
] as const;

const insert = `INSERT INTO rows (${columns.join(', ')}, checksum, arrival) VALUES (${'?, '.repeat(columns.length)}?, ?)`;
const update = `UPDATE rows SET ${columns.map(column => `${column} = ?`).join(', ')}, checksum = ? WHERE arrival = ?`;

/** The call rows in SQLite. Ids are found through an index in memory, made of what the database keeps of each batch. */
export class SqliteRows implements Rows {
  readonly #database: Database;
  readonly #books: Books;
  readonly #ids = new IdIndex();
  /** The last arrival that the index has. */
  #indexed = 0;

  constructor(database: Database, books: Books) {
    this.#database = database;
    this.#books = books;
  }

  async known(tenant: string, asked: AskedRows): Promise<KnownRows> {
    return Promise.resolve(this.#database.reading(() => this.#known(this.#books.number(tenant), asked)));
  }

  #known(book: number, { ids, lookAlikes }: AskedRows): KnownRows {
    const index = this.#index();
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
    const erased = this.#books.transaction(tenant, ({ book }) => {
      const rows = this.#database
        .all('SELECT * FROM rows WHERE book = ? AND start < ?', book, before)
        .map(storedRow)
        .filter(({ about }) => about !== aboutNobody);
      for (const row of rows)
        this.#rewrite({ ...row, about: aboutNobody, destination: '', person: '', lookAlikeKey: null });
      return rows.length === 0 ? undefined : { value: rows.length };
    });
    // What was overwritten is still in the write-ahead log: it is emptied too.
    if (erased !== undefined) this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return Promise.resolve(erased ?? 0);
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
    const arriving = new Arriving(lastArrival(this.#database) + 1);
    for (const change of changes) this.#change(book, change, { arriving, seqOfCall });
    keepIds(this.#database, { first: arriving.first, last: arriving.last, hashes: () => arriving.hashes(book) });
    return arriving.count;
  }

  /** The first row that is not what was written, by its arrival: of a book whose rows are `arrivals`. */
  damaged({ book, arrivals }: { readonly book: number; readonly arrivals: number }): number | undefined {
    const hashes = new Map<number, number>();
    for (const row of this.#database.all('SELECT firstArrival, hashes FROM rowIds'))
      for (const [index, hash] of hashesOf(row).entries()) hashes.set(Number(row['firstArrival']) + index, hash);
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
        const versions = this.#versions(book, change.id);
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
        const versions = change.origin === 'new-row' ? [] : this.#versions(book, change.row.id, given.arriving);
        // Whichever version comes now, an older one that was held is no longer asked about.
        for (const row of versions)
          if (row.state === 'held' && row.version !== change.version) this.#rewrite({ ...row, state: 'replaced' });
        if (change.kind === 'stand' && change.supersedes !== undefined)
          this.#move(versions, change.supersedes, 'superseded');
        const entrySeq = given.seqOfCall.get(`${change.row.id}#${change.version}`) ?? null;
        const held = versions.find(row => row.version === change.version);
        if (held === undefined) this.#insert(arrived(book, change, entrySeq), given.arriving);
        else this.#rewrite({ ...arrived(book, change, entrySeq), arrival: held.arrival });
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
    this.#database.run(insert, ...valuesOf(row), checksumOf(row), arrival);
  }

  #rewrite(row: StoredRow): void {
    this.#database.run(update, ...valuesOf(row), checksumOf(row), row.arrival);
  }

  /** The versions of one id, oldest arrival first; of a batch that is being written, those too that arrived with it. */
  #versions(book: number, id: string, arriving?: Arriving): readonly StoredRow[] {
    return this.#found([...this.#index().find(idHash(book, id)), ...(arriving?.of(id) ?? [])], { book, id });
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

  /** The index of all ids, with what has been committed since by whichever process. */
  #index(): IdIndex {
    const blocks = this.#database.all(
      'SELECT firstArrival, hashes FROM rowIds WHERE firstArrival > ? ORDER BY firstArrival',
      this.#indexed,
    );
    for (const block of blocks)
      for (const hash of hashesOf(block)) {
        this.#indexed += 1;
        this.#ids.add(hash, this.#indexed);
      }
    const tail = this.#database.all(
      'SELECT arrival, book, id FROM rows WHERE arrival > ? ORDER BY arrival',
      this.#indexed,
    );
    for (const row of tail) {
      this.#indexed = Number(row['arrival']);
      this.#ids.add(idHash(Number(row['book']), String(row['id'])), this.#indexed);
    }
    return this.#ids;
  }

  #sum(sql: string, ...values: (string | number)[]): Micros {
    return Number(this.#database.one(sql, ...values)?.['demand'] ?? 0);
  }
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

const lastArrival = (database: Database): number =>
  Number(database.one('SELECT max(arrival) AS last FROM rows')?.['last'] ?? 0);

/** Few enough to be read one by one at a start, many enough that single calls seldom write a block. */
const blockRows = 1000;

/** Keeps the hashes of the ids that arrived since the last block, whenever another thousand is full: within a transaction. */
function keepIds(
  database: Database,
  batch: { readonly first: number; readonly last: number; readonly hashes?: () => readonly number[] },
): void {
  if (Math.floor(batch.last / blockRows) === Math.floor((batch.first - 1) / blockRows)) return;
  const block = database.one(
    'SELECT firstArrival + length(hashes) / 4 AS next FROM rowIds ORDER BY firstArrival DESC LIMIT 1',
  );
  const first = Number(block?.['next'] ?? 1);
  const hashes =
    first === batch.first && batch.hashes !== undefined
      ? batch.hashes()
      : database
          .all('SELECT book, id FROM rows WHERE arrival >= ? ORDER BY arrival', first)
          .map(({ book, id }) => idHash(Number(book), String(id)));
  database.run(
    'INSERT INTO rowIds (firstArrival, hashes) VALUES (?, ?)',
    first,
    new Uint8Array(Uint32Array.from(hashes).buffer),
  );
}

/** A version as it arrives, or as an answer makes of one that was held. */
function arrived(book: number, change: Arrived, entrySeq: number | null): Omit<StoredRow, 'arrival'> {
  const { row, version } = change;
  const stands = change.kind === 'stand' ? change : undefined;
  return {
    book,
    entrySeq,
    id: row.id,
    version,
    state: ({ stand: 'standing', hold: 'held', ignore: 'ignored' } as const)[change.kind],
    question: change.kind === 'stand' ? null : change.question,
    start: row.start,
    seconds: row.durationSeconds,
    charge: row.charge,
    fee: row.fee,
    currency: row.currency,
    capability: row.capability,
    cost: stands?.cost ?? 0,
    creditsCost: stands?.creditsCost ?? 0,
    lookAlikeKey: stands?.lookAlikeKey ?? null,
    isCorrection: stands?.supersedes === undefined ? 0 : 1,
    destination: row.about.destination,
    person: row.about.userName,
    about: JSON.stringify(row.about),
  };
}

type Value = string | number | null;

/** In the order of the columns. Written out: a million rows are a million times this. */
const valuesOf = (row: Omit<StoredRow, 'arrival'>): Value[] => [
  row.book,
  row.entrySeq,
  row.id,
  row.version,
  row.state,
  row.question,
  row.start,
  row.seconds,
  row.charge,
  row.fee,
  row.currency,
  row.capability,
  row.cost,
  row.creditsCost,
  row.lookAlikeKey,
  row.isCorrection,
  row.destination,
  row.person,
  row.about,
];

const checksumOf = (row: Omit<StoredRow, 'arrival'>): number => crc32(valuesOf(row).join('\u0000'));

/** A row as it was read, which must be what was written. */
function storedRow(raw: Columns): StoredRow {
  const row = unchecked(raw);
  if (raw['checksum'] !== checksumOf(row)) throw new DriverError('store-damaged', `row ${row.arrival} is damaged`);
  return row;
}

const unchecked = (raw: Columns): StoredRow => raw as unknown as StoredRow;

function hashesOf(row: Columns): Uint32Array {
  const bytes = row['hashes'] as Uint8Array;
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

const counted = (row: Columns | undefined): { calls: number; seconds: number; cost: Micros } => ({
  calls: Number(row?.['calls'] ?? 0),
  seconds: Number(row?.['seconds'] ?? 0),
  cost: Number(row?.['cost'] ?? 0),
});

/** Rows as another store, or an older format, had them: within a transaction, in the order of arrival. */
export function loadRows(database: Database, rows: readonly Columns[]): void {
  const first = lastArrival(database) + 1;
  let arrival = first - 1;
  for (const raw of rows) {
    const row = unchecked(raw);
    arrival += 1;
    database.run(insert, ...valuesOf(row), checksumOf(row), arrival);
  }
  keepIds(database, { first, last: arrival });
}
