import type { PoolClient } from 'pg';
import { isDeepStrictEqual } from 'node:util';
import { lineOf, nobody, type Entry } from '../../../core/index.ts';
import { DriverError } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import type { RowOfEntry } from '../stored/drawn-entries.ts';
import { storedEntry } from '../stored/entry.ts';
import { neverLate } from '../stored/late-billing.ts';
import { descriptionIn, type StoredRow } from '../stored/row.ts';
import { askOf, type Ask } from './ask.ts';
import { callColumns, storedCall } from './call-columns.ts';
import { insertCalls } from './call-table.ts';
import type { Postgres } from './database.ts';
import { rowOfDraw } from './draws.ts';
import { entriesAt, insertRuns } from './entries.ts';
import { notePageOfCalls, noteCorrectedCalls, type PageOfCalls } from './late-billing.ts';
import { bytesOfText } from './packed-bytes.ts';
import type { StoredTypes } from './stored-types.ts';

// Up to migration 10 entries of calls were texts, and what describes a call was JSON. They are brought forward in place, some thousand in one
// transaction: any number of processes may do so at once, and one that is killed half-way is followed by whoever opens the database next.

const defaultPageRows = 4000;

/** Moves what is left to be moved: calls first, since nobody may miss one, then entries. */
export async function bringForwardTables(postgres: Postgres, pageRows = defaultPageRows): Promise<void> {
  await packTables(postgres, pageRows);
  await noteLate(postgres, pageRows);
}

/** What was billed late, of the calls that were there before that was kept. */
async function noteLate(postgres: Postgres, pageRows: number): Promise<void> {
  const books = await postgres.rows('SELECT tenant, book FROM credits.bringing_late ORDER BY tenant, book', []);
  for (const { tenant, book } of books)
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: PageOfCalls = { after, pageRows };
      after = await postgres.transaction('', client =>
        noteLatePage(askOf(client), [String(tenant), Number(book)], page),
      );
    }
}

/** The last row of a page of a book, undefined where there is nothing left; then its sums are made anew. */
async function noteLatePage(ask: Ask, book: Book, page: PageOfCalls): Promise<number | undefined> {
  await ask('SELECT 1 FROM credits.books WHERE tenant = $1 AND book = $2 FOR UPDATE', book);
  const left = await ask('SELECT 1 FROM credits.bringing_late WHERE tenant = $1 AND book = $2', book);
  // Another process was faster.
  if (left.length === 0) return undefined;
  const last = await notePageOfCalls(ask, book, page);
  if (last !== undefined) return last;
  // What was corrected while others were noted is told by its entries too.
  await noteCorrectedCalls(ask, book);
  await ask('DELETE FROM credits.calendars WHERE tenant = $1 AND book = $2', book);
  await ask('DELETE FROM credits.bringing_late WHERE tenant = $1 AND book = $2', book);
  return undefined;
}

async function packTables(postgres: Postgres, pageRows: number): Promise<void> {
  const ask: Ask = (text, values) => postgres.rows(text, values);
  if ((await ask('SELECT FROM credits.bringing LIMIT 1', [])).length === 0) return;
  const types = await postgres.types();
  const pages = { types, pageRows };
  const hasRows = async (): Promise<boolean> =>
    (await ask(`SELECT FROM pg_catalog.pg_class WHERE oid = to_regclass('credits.earlier_rows')`, [])).length > 0;
  const found = await ask('SELECT tenant, book FROM credits.bringing ORDER BY tenant, book', []);
  const books = found.map(({ tenant, book }): Book => [String(tenant), Number(book)]);
  if (await hasRows())
    for (const book of books)
      while ((await postgres.transaction('', client => moveRows(client, book, pages))) === 'more');
  await tidied(ask, 'ANALYZE credits.calls');
  for (const book of books)
    while ((await postgres.transaction('', client => packEntries(client, book, pages))) === 'more');
  await postgres.transaction('', async client => {
    const { rows } = await client.query('SELECT FROM credits.bringing LIMIT 1');
    if (rows.length === 0) await client.query('DROP TABLE IF EXISTS credits.earlier_rows');
  });
  // What is left are few: the room of the others goes back to the disk.
  await tidied(ask, 'VACUUM (FULL, ANALYZE) credits.entries');
  await tidied(ask, 'VACUUM (ANALYZE) credits.calls, credits.draws');
}

/** Where it fails, or takes too long, the server does most of it by itself later. */
const tidied = (ask: Ask, sql: string): Promise<unknown> => ask(sql, []).catch(() => undefined);

type Book = readonly [tenant: string, book: number];

interface Pages {
  readonly types: StoredTypes;
  readonly pageRows: number;
}

/** How far the entries of a book are, which nobody else brings forward until this transaction ends; undefined where all are. */
async function lastOf(ask: Ask, book: Book): Promise<number | undefined> {
  const [found] = await ask('SELECT seq FROM credits.bringing WHERE tenant = $1 AND book = $2 FOR UPDATE', book);
  return found === undefined ? undefined : Number(found['seq']);
}

/** The calls of some: all versions of each, so that one statement finds them by key, over workers too. */
const earlierIds = 'SELECT id FROM credits.earlier_rows WHERE tenant = $1 AND book = $2 LIMIT $3';
const earlierRows = `
  DELETE FROM credits.earlier_rows WHERE tenant = $1 AND book = $2 AND id = ANY ($3)
  RETURNING arrival, book, entry_seq AS "entrySeq", id, version, state, question, start, seconds, charge, fee, currency, capability, cost,
    credits_cost AS "creditsCost", look_alike_key AS "lookAlikeKey", is_correction::int AS "isCorrection", about`;

async function moveRows(client: PoolClient, book: Book, { types, pageRows }: Pages): Promise<'more' | 'done'> {
  const ask = askOf(client);
  if ((await lastOf(ask, book)) === undefined) return 'done';
  const ids = (await ask(earlierIds, [...book, pageRows])).map(({ id }) => id);
  const rows = (await ask(earlierRows, [...book, ids])).map(earlierRow);
  await insertCalls(ask, types, book, rows);
  const moved = await ask(
    `SELECT ${callColumns} FROM credits.calls WHERE tenant = $1 AND book = $2 AND arrival = ANY ($3)`,
    [...book, rows.map(({ arrival }) => arrival)],
  );
  const byArrival = new Map(moved.map(storedCall).map(row => [row.arrival, row]));
  if (!rows.every(row => isDeepStrictEqual(byArrival.get(row.arrival), row))) throw notTheSame('calls');
  return ids.length === pageRows ? 'more' : 'done';
}

const earlierRow = (row: Columns): StoredRow =>
  ({ ...row, late: neverLate, about: { ...nobody, ...descriptionIn(row['about']) } }) as unknown as StoredRow;

async function packEntries(client: PoolClient, book: Book, { types, pageRows }: Pages): Promise<'more' | 'done'> {
  const ask = askOf(client);
  const after = await lastOf(ask, book);
  if (after === undefined) return 'done';
  const page = await ask(
    'SELECT seq, entry FROM credits.entries WHERE tenant = $1 AND book = $2 AND seq > $3 ORDER BY seq LIMIT $4',
    [...book, after, pageRows],
  );
  await pack(ask, types, book, page);
  if (page.length < pageRows) {
    await ask('DELETE FROM credits.bringing WHERE tenant = $1 AND book = $2', book);
    return 'done';
  }
  await ask('UPDATE credits.bringing SET seq = $3 WHERE tenant = $1 AND book = $2', [
    ...[...book, Number(page.at(-1)?.['seq'])],
  ]);
  return 'more';
}

/** Only what comes out again as the same text is taken away as one. */
async function pack(ask: Ask, types: StoredTypes, book: Book, texts: readonly Columns[]): Promise<void> {
  const textOf = new Map(texts.map(({ seq, entry }) => [Number(seq), String(entry)]));
  const entries = [...textOf].flatMap(([seq, text]) => {
    const entry = storedEntry(text) as Entry | undefined;
    return entry?.kind === 'call-drawn' && entry.seq === seq && lineOf(entry) === text ? [entry] : [];
  });
  const others = new Set(await insertRuns(ask, types, book, { entries, drawn: await rowsOf(ask, book, entries) }));
  const packed = entries.filter(entry => !others.has(entry));
  if (packed.length === 0) return;
  const seqs = packed.map(({ seq }) => seq);
  // Over workers it is passed on to them; elsewhere that setting has no meaning.
  await ask(`SET LOCAL citus.propagate_set_commands = 'local'`, []);
  await ask(`SET LOCAL credits.is_packing = 'on'`, []);
  await ask('DELETE FROM credits.entries WHERE tenant = $1 AND book = $2 AND seq = ANY ($3)', [...book, seqs]);
  await ask(`SET LOCAL credits.is_packing = 'off'`, []);
  const read = await entriesAt(ask, book, seqs);
  if (read.length !== packed.length || !read.every(entry => lineOf(entry) === textOf.get(entry.seq)))
    throw notTheSame('the entries of calls');
}

async function rowsOf(ask: Ask, book: Book, entries: readonly Entry[]): Promise<ReadonlyMap<string, RowOfEntry>> {
  const ids = entries.map(({ id }) => id.slice(0, Math.max(0, id.lastIndexOf('#'))));
  const rows = await ask(
    `SELECT arrival, id, version, start, cost FROM credits.calls
      WHERE tenant = $1 AND book = $2 AND id = ANY ($3) AND entry_seq IS NOT NULL`,
    [...book, ids.map(bytesOfText)],
  );
  return new Map(rows.map(rowOfDraw).map(row => [`${row.id}#${row.version}`, row]));
}

const notTheSame = (what: string): DriverError =>
  new DriverError('store-failed', `${what} cannot be brought to the present layout`);
