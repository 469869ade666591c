import { crc32 } from 'node:zlib';
import { lineOf, nobody, type CallDescription, type Entry } from '../../../core/index.ts';
import { DriverError } from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { storedEntry } from '../stored/entry.ts';
import { neverLate } from '../stored/late-billing.ts';
import { descriptionIn, type StoredRow } from '../stored/row.ts';
import { drawnBetween, DrawWriter, drawnRow } from './draws.ts';
import type { Database } from './database.ts';
import { seqOfPlace } from './entry-place.ts';
import { noteBilledRows, noteCorrectedRows } from './late-billing.ts';
import { insertDamagedRow, insertRow } from './row-table.ts';

// Formats 0 to 2 kept entries of calls as text, and what describes a call as JSON; format 3 did not keep what was billed late. They are brought
// forward in place, some thousand in one transaction: what is taken away makes room for what is written, and a program that is killed half-way
// goes on where it was.

const defaultPageRows = 4000;

/** In the transaction in which the tables for calls are made: what there is, is moved into them afterwards. */
export function packLater(database: Database): void {
  noteLater(database);
  database.run("INSERT INTO bringing (what, last) VALUES ('entries', 0)");
  if (!hasTable(database, 'rows')) return;
  database.exec('DROP INDEX IF EXISTS rowStarts; DROP INDEX IF EXISTS rowQuestions');
  database.run("INSERT INTO bringing (what, last) VALUES ('rows', 0)");
}

/** In the transaction in which the column is made for it. */
export function noteLater(database: Database): void {
  database.run("INSERT INTO bringing (what, last) VALUES ('late', 0)");
}

/** Moves what is left to be moved; where that was anything, the file is then made smaller, if there is room for a copy of it. */
export function bringForward(database: Database, pageRows = defaultPageRows): void {
  if (!isBringing(database)) return;
  while (database.transaction(() => moveRows(database, pageRows)) === 'more');
  database.transaction(() => indexEntries(database));
  const isPacking = lastOf(database, 'entries') !== undefined;
  while (database.transaction(() => packPage(database, pageRows)) === 'more');
  while (database.transaction(() => notePage(database, pageRows)) === 'more');
  database.transaction(() => end(database));
  if (isPacking) compact(database);
}

/** The entries of a store that has just been loaded, all in the transaction of that. */
export function packLoaded(database: Database): void {
  packLater(database);
  indexEntries(database);
  while (packPage(database, defaultPageRows) === 'more');
  while (notePage(database, defaultPageRows) === 'more');
  end(database);
}

/** Gives the room that was freed back to the disk. It takes as much again as the file will have; without that room, it is used up over time. */
export function compact(database: Database): void {
  try {
    database.exec('VACUUM');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!(error instanceof DriverError) || error.code !== 'store-failed') throw error;
  }
}

const hasTable = (database: Database, name: string): boolean =>
  database.one("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", name) !== undefined;

export const isBringing = (database: Database): boolean => database.one('SELECT 1 FROM bringing LIMIT 1') !== undefined;

/** How far that has come; undefined where there is nothing of it left. Asked within the transaction: another process may bring it forward too. */
function lastOf(database: Database, what: 'rows' | 'entries' | 'late'): number | undefined {
  const last = database.one('SELECT last FROM bringing WHERE what = ?', what)?.['last'];
  return typeof last === 'number' ? last : undefined;
}

function moveRows(database: Database, pageRows: number): 'more' | 'done' {
  const after = lastOf(database, 'rows');
  if (after === undefined) return 'done';
  const page = database.all('SELECT * FROM rows WHERE arrival > ? ORDER BY arrival LIMIT ?', after, pageRows);
  for (const raw of page) {
    const row = rowOfFormat2(raw);
    if (row === undefined) insertDamagedRow(database, damagedRow(raw));
    else insertRow(database, row, row.arrival);
  }
  const last = Number(page.at(-1)?.['arrival'] ?? after);
  database.run('DELETE FROM rows WHERE arrival <= ?', last);
  if (page.length === pageRows) {
    database.run("UPDATE bringing SET last = ? WHERE what = 'rows'", last);
    return 'more';
  }
  database.exec('DROP TABLE rows');
  database.run("DELETE FROM bringing WHERE what = 'rows'");
  return 'done';
}

const columns2 = [
  ...[
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
  ],
  ...['cost', 'creditsCost', 'lookAlikeKey', 'isCorrection', 'destination', 'person', 'about'],
] as const;

/** Undefined where it is damaged. */
function rowOfFormat2(raw: Columns): StoredRow | undefined {
  if (raw['checksum'] !== crc32(columns2.map(column => raw[column]).join('\u0000'))) return undefined;
  return { ...(raw as unknown as StoredRow), late: neverLate, about: { ...nobody, ...descriptionIn(raw['about']) } };
}

/** As much of it as can be read. */
function damagedRow(raw: Columns): StoredRow {
  const description = (): CallDescription => {
    try {
      return { ...nobody, ...descriptionIn(raw['about']) };
    } catch {
      return nobody;
    }
  };
  return { ...(raw as unknown as StoredRow), late: neverLate, about: description() };
}

/** For as long as entries look for their rows. */
function indexEntries(database: Database): void {
  if (lastOf(database, 'entries') !== undefined)
    database.exec('CREATE INDEX IF NOT EXISTS callEntries ON calls (book, entrySeq) WHERE entrySeq IS NOT NULL');
}

interface Packed {
  readonly place: number;
  readonly entry: Entry;
  readonly text: string;
}

function packPage(database: Database, pageRows: number): 'more' | 'done' {
  const after = lastOf(database, 'entries');
  if (after === undefined) return 'done';
  const page = database.all(
    'SELECT place, book, entry FROM entries WHERE place > ? AND id IS NULL ORDER BY place LIMIT ?',
    after,
    pageRows,
  );
  for (const [book, texts] of Map.groupBy(page, row => Number(row['book']))) pack(database, book, texts);
  const last = Number(page.at(-1)?.['place'] ?? after);
  database.run("UPDATE bringing SET last = ? WHERE what = 'entries'", last);
  return page.length === pageRows ? 'more' : 'done';
}

/** Those of a book: only what comes out again as the same text is taken away as one. */
function pack(database: Database, book: number, texts: readonly Columns[]): void {
  const draws = new DrawWriter(database, book);
  const packed: Packed[] = [];
  for (const row of texts) {
    const text = String(row['entry']);
    const place = Number(row['place']);
    const entry = storedEntry(text) as Entry | undefined;
    if (entry?.kind !== 'call-drawn' || entry.seq !== seqOfPlace(place) || lineOf(entry) !== text) continue;
    if (draws.takes(entry, rowOf(database, book, entry))) packed.push({ place, entry, text });
  }
  draws.end();
  const [first, last] = [packed[0]?.entry.seq, packed.at(-1)?.entry.seq];
  if (first === undefined || last === undefined) return;
  const read = drawnBetween(database, book, first, last);
  if (read.length !== packed.length || !read.every((entry, index) => lineOf(entry) === packed[index]?.text))
    throw new DriverError('store-failed', 'the entries of calls cannot be brought to the present format');
  takeAway(database, packed);
}

const rowOf = (database: Database, book: number, { seq }: Entry) =>
  database
    .all('SELECT arrival, id, version, start, cost FROM calls WHERE book = ? AND entrySeq = ?', book, seq)
    .map(drawnRow)
    .at(0);

const keeper = 'entriesAreNotDeleted';

/** Texts that stand in another form now: the only ones that are ever taken away. */
function takeAway(database: Database, packed: readonly Packed[]): void {
  const trigger = String(database.one('SELECT sql FROM sqlite_schema WHERE name = ?', keeper)?.['sql']);
  database.exec(`DROP TRIGGER ${keeper}`);
  for (const { place } of packed) database.run('DELETE FROM entries WHERE place = ?', place);
  database.exec(trigger);
}

/** Of some rows when they were billed, where that was late. */
function notePage(database: Database, pageRows: number): 'more' | 'done' {
  const after = lastOf(database, 'late');
  if (after === undefined) return 'done';
  const last = database.one(
    'SELECT max(arrival) AS last FROM (SELECT arrival FROM calls WHERE arrival > ? ORDER BY arrival LIMIT ?)',
    ...[after, pageRows],
  )?.['last'];
  if (typeof last !== 'number') return 'done';
  noteBilledRows(database, after, last);
  database.run("UPDATE bringing SET last = ? WHERE what = 'late'", last);
  return 'more';
}

function end(database: Database): void {
  if (lastOf(database, 'late') === undefined) return;
  for (const { book } of database.all('SELECT book FROM books')) noteCorrectedRows(database, Number(book));
  // The sums are made anew with it.
  database.run('DELETE FROM calendars');
  database.exec('DROP INDEX IF EXISTS callEntries');
  database.run('DELETE FROM bringing');
}
