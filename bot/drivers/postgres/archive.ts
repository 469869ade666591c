import type { PoolClient } from 'pg';
import type { ArchivedRows, ArchivePage } from '../../ports/index.ts';
import { documentsOf } from '../lowdb/documents.ts';
import type { Columns } from '../stored/columns.ts';
import { storedEntry } from '../stored/entry.ts';
import { intactOnly, matterColumns, postColumns } from '../stored/matter.ts';
import { archivedRow, describedRow } from '../stored/row.ts';
import { askOf, type Ask } from './ask.ts';
import { bringForwardTables } from './bring-forward.ts';
import { callPages, insertCalls } from './call-table.ts';
import { driverErrorOf, type Postgres } from './database.ts';
import { entryTexts, insertTexts } from './entries.ts';
import type { StoredTypes } from './stored-types.ts';

const pageRows = 2000;

type Beside = 'looks' | 'matters' | 'posts';

type Table = Exclude<ArchivePage['table'], 'documents' | 'entries' | 'rows' | Beside>;

/** Each table's sort column, and its columns beside tenant and book, by their names in an archive. */
const tables: Readonly<Record<Table, { readonly order: string; readonly columns: readonly string[] }>> = {
  books: { order: 'book', columns: ['isCurrent', 'revision', 'seq', 'arrivals'] },
  actors: { order: 'seq', columns: ['seq', 'person'] },
  outbox: {
    order: 'arrival',
    columns: [
      ...['arrival', 'id', 'alertId', 'conversationId', 'alert', 'state', 'attempts', 'dueAt', 'activityId', 'reason'],
    ],
  },
  acknowledgements: { order: 'alertId', columns: ['alertId', 'name'] },
};

/** The same of what is no book's. Looks are in an archive in the order in which they were noted, and get new places. */
const beside: Readonly<Record<Beside, { readonly order: string; readonly columns: readonly string[] }>> = {
  looks: { order: 'place', columns: ['at', 'who', 'whom', 'command'] },
  matters: { order: 'tenant, number', columns: matterColumns },
  posts: { order: 'tenant, matter, destination', columns: postColumns },
};

/** The program's names in the database's snake case. */
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

export async function postgresIsEmpty(postgres: Postgres): Promise<boolean> {
  const row = await postgres.row(
    'SELECT (SELECT count(*) FROM credits.books) + (SELECT count(*) FROM credits.documents) AS things',
  );
  return Number(row?.['things']) === 0;
}

/** Everything in the database, from one snapshot. */
export async function* postgresPages(postgres: Postgres, asked: ArchivedRows): AsyncIterable<ArchivePage> {
  // Asked before: there may be no second connection.
  const isDistributed = await postgres.isDistributed();
  const client = await postgres.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Over workers a snapshot is of a connection: with one to each, all of a tenant's rows are from one moment.
    if (isDistributed) await client.query('SET LOCAL citus.max_adaptive_executor_pool_size = 1');
    const { rows: books } = await client.query<Columns>(
      'SELECT tenant, book, is_current::int AS "isCurrent", revision, seq, arrivals FROM credits.books ORDER BY tenant, book',
    );
    yield { table: 'books', rows: books };
    for (const { tenant, book, isCurrent } of books)
      yield* bookPages(client, [String(tenant), Number(book)], isCurrent === 1 ? asked : 'as-they-are');
    const intact = intactOnly();
    for (const table of ['looks', 'matters', 'posts'] as const)
      for await (const page of besideIn(client, table)) yield { table, rows: intact(table, page) };
    const { rows } = await client.query<Columns>('SELECT tenant, name, document FROM credits.documents');
    yield {
      table: 'documents',
      rows: rows.map(row => ({ ...row, document: JSON.parse(String(row['document'])) as unknown })),
    };
    await client.query('COMMIT');
  } catch (cause) {
    throw driverErrorOf(cause);
  } finally {
    // A reader that stops halfway leaves a transaction open: the connection is closed with it.
    client.release(true);
  }
}

async function* bookPages(
  client: PoolClient,
  book: readonly [string, number],
  asked: ArchivedRows,
): AsyncIterable<ArchivePage> {
  const [tenant, number] = book;
  const ask = askOf(client);
  for (let after = 0; ;) {
    const texts = await entryTexts(ask, book, { after, limit: pageRows });
    if (texts.length === 0) break;
    after = texts.at(-1)?.seq ?? after;
    yield {
      table: 'entries',
      rows: texts.map(({ seq, text }) => ({ tenant, book: number, ...archivedEntry(seq, text) })),
    };
  }
  yield* tablePages(client, 'actors', book);
  for await (const rows of callPages(client, book, asked))
    yield { table: 'rows', rows: rows.map(row => ({ ...archivedRow(row), tenant, book: number })) };
  for (const table of ['outbox', 'acknowledgements'] as const) yield* tablePages(client, table, book);
}

/** One that cannot be read is no line of JSON in an archive either. */
const archivedEntry = (seq: number, text = 'unreadable') => ({
  ...{ seq, id: storedEntry(text)?.id ?? `unreadable-${seq}`, entry: text },
});

/** A table of one book, in pages; within a transaction. */
async function* tablePages(
  client: PoolClient,
  table: Exclude<Table, 'books'>,
  book: readonly [string, number],
): AsyncIterable<ArchivePage> {
  const { order, columns } = tables[table];
  // A server-side cursor: no table needs an index in this order.
  await client.query(
    `DECLARE page NO SCROLL CURSOR FOR SELECT tenant, book, ${selectedOf(columns)} FROM credits.${table}
      WHERE tenant = $1 AND book = $2 ORDER BY ${snake(order)}`,
    [...book],
  );
  for (;;) {
    const { rows } = await client.query<Columns>(`FETCH ${pageRows} FROM page`);
    if (rows.length === 0) break;
    yield { table, rows };
  }
  await client.query('CLOSE page');
}

/** What is no book's, in pages; within a transaction. */
async function* besideIn(client: PoolClient, table: Beside): AsyncIterable<readonly Columns[]> {
  const { order, columns } = beside[table];
  await client.query(
    `DECLARE beside NO SCROLL CURSOR FOR SELECT tenant, ${selectedOf(columns)} FROM credits.${table} ORDER BY ${order}`,
  );
  for (;;) {
    const { rows } = await client.query<Columns>(`FETCH ${pageRows} FROM beside`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query('CLOSE beside');
}

/** Columns by their names in an archive, where truth is a number. */
const selectedOf = (columns: readonly string[]): string =>
  columns.map(column => `${snake(column)}${/^is[A-Z]/.test(column) ? '::int' : ''} AS "${column}"`).join(', ');

/** Loads another store's archive into an empty database, in one transaction. */
export async function loadPostgres(postgres: Postgres, pages: AsyncIterable<ArchivePage>): Promise<void> {
  const types = await postgres.types();
  await postgres.transaction('', async client => {
    const load = new Load(askOf(client), types);
    for await (const { table, rows } of pages) {
      if (table === 'documents') {
        for (const { tenant, name, document } of documentsOf(rows))
          await client.query('INSERT INTO credits.documents (tenant, name, version, document) VALUES ($1, $2, 1, $3)', [
            tenant,
            name,
            JSON.stringify(document),
          ]);
      } else if (table === 'entries') await load.entries(rows);
      else if (table === 'rows') await load.rows(rows);
      else if (isBeside(table)) await insertBeside(client, table, rows);
      else await insertPage(client, table, rows);
    }
    await client.query(
      `SELECT setval(pg_get_serial_sequence('credits.outbox', 'arrival'), max(arrival)) FROM credits.outbox HAVING max(arrival) > 0`,
    );
    // Their calls are all there now.
    await client.query('INSERT INTO credits.bringing (tenant, book) SELECT tenant, book FROM credits.books');
    await client.query('INSERT INTO credits.bringing_late (tenant, book) SELECT tenant, book FROM credits.books');
  });
  await bringForwardTables(postgres);
}

/** What is stored otherwise than in an archive. */
class Load {
  readonly #ask: Ask;
  readonly #types: StoredTypes;

  constructor(ask: Ask, types: StoredTypes) {
    this.#ask = ask;
    this.#types = types;
  }

  async entries(rows: readonly Columns[]): Promise<void> {
    for (const [book, some] of byBook(rows))
      await insertTexts(
        this.#ask,
        this.#types,
        book,
        some.map(({ seq, id, entry }) => ({
          ...{ seq: Number(seq), id: String(id), amounts: amountsOf(entry), text: String(entry) },
        })),
      );
  }

  async rows(rows: readonly Columns[]): Promise<void> {
    for (const [book, some] of byBook(rows))
      await insertCalls(
        this.#ask,
        this.#types,
        book,
        some.map(row => ({ ...describedRow(row), isCorrection: Number(row['isCorrection']) })),
      );
  }
}

function byBook(rows: readonly Columns[]): readonly (readonly [readonly [string, number], readonly Columns[]])[] {
  const books = Map.groupBy(rows, ({ tenant, book }) => `${String(book)} ${String(tenant)}`);
  return [...books.values()].map(some => [[String(some[0]?.['tenant']), Number(some[0]?.['book'])], some]);
}

const isBeside = (table: ArchivePage['table']): table is Beside => Object.hasOwn(beside, table);

async function insertBeside(client: PoolClient, table: Beside, rows: readonly Columns[]): Promise<void> {
  const columns = ['tenant', ...beside[table].columns];
  const names = columns.map(snake).join(', ');
  const records = rows.map(row => Object.fromEntries(columns.map(column => [snake(column), row[column]])));
  await client.query(
    `INSERT INTO credits.${table} (${names}) SELECT ${names} FROM json_populate_recordset(NULL::credits.${table}, $1)`,
    [JSON.stringify(records)],
  );
}

/** Inserts rows by their names in an archive, each with its tenant and book; within a transaction. */
async function insertPage(client: PoolClient, table: Table, rows: readonly Columns[]): Promise<void> {
  const columns = ['tenant', 'book', ...tables[table].columns].map(snake);
  const records = rows.map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [snake(name), value])));
  await client.query(
    `INSERT INTO credits.${table} (${columns.join(', ')})
      SELECT ${columns.join(', ')} FROM json_populate_recordset(NULL::credits.${table}, $1)`,
    [JSON.stringify(records)],
  );
}

/** What the database itself checks to sum to zero: nothing of an entry that was damaged, which is for `verify` to find. */
function amountsOf(entry: unknown): readonly number[] {
  const amounts = storedEntry(entry)?.postings?.map(({ amount }) => amount) ?? [];
  return amounts.reduce((sum, amount) => sum + amount, 0) === 0 ? amounts : [];
}
