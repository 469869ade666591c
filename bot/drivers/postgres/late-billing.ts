import type { Entry } from '../../../core/index.ts';
import type { Columns } from '../stored/columns.ts';
import { storedEntry } from '../stored/entry.ts';
import { billedAgain, neverLate, type BilledVersion } from '../stored/late-billing.ts';
import type { Ask } from './ask.ts';
import { textOfBytes } from './packed-bytes.ts';

// When versions were billed late, found out from the journal: where a database was made before that was kept, or a book of another.

/** When the entry of a call was recorded; null where it cannot be read. */
const recordedAt = `coalesce(
  (SELECT CASE WHEN d.seq + d.count > c.entry_seq THEN coalesce(d.at, d.recorded_at) END FROM credits.draws d
    WHERE d.tenant = $1 AND d.book = $2 AND d.seq <= c.entry_seq ORDER BY d.seq DESC LIMIT 1),
  (SELECT credits.recorded_at(e.entry) FROM credits.entries e WHERE e.tenant = $1 AND e.book = $2 AND e.seq = c.entry_seq))`;

const noteBilled = `
  UPDATE credits.calls SET late = ARRAY[b.at]
    FROM (SELECT c.arrival, c.start, ${recordedAt} AS at FROM credits.calls c
           WHERE c.tenant = $1 AND c.book = $2 AND c.arrival > $3 AND c.arrival <= $4 AND c.entry_seq IS NOT NULL AND c.cost > 0) b
   WHERE calls.tenant = $1 AND calls.book = $2 AND calls.arrival = b.arrival AND b.at - b.start > 72 * 3600000::bigint
     AND calls.late IS DISTINCT FROM ARRAY[b.at]`;

const lastOfPage = `
  SELECT max(arrival) AS last FROM (
    SELECT arrival FROM credits.calls WHERE tenant = $1 AND book = $2 AND arrival > $3 ORDER BY arrival LIMIT $4) page`;

type Book = readonly [tenant: string, book: number];

/** So many rows at most, which arrived after one. */
export interface PageOfCalls {
  readonly after: number;
  readonly pageRows: number;
}

/** Of a whole book, which nobody else writes; within a transaction. */
export async function noteBilledBook(ask: Ask, book: Book, pageRows: number): Promise<void> {
  for (let after: number | undefined = 0; after !== undefined;)
    after = await notePageOfCalls(ask, book, { after, pageRows });
  await noteCorrectedCalls(ask, book);
}

/**
 * Of some rows that arrived after one, as if none had been corrected or reversed, so that no statement takes long; gives the last of them, or
 * undefined where there are none. Repeated, it says the same.
 */
export async function notePageOfCalls(
  ask: Ask,
  book: Book,
  { after, pageRows }: PageOfCalls,
): Promise<number | undefined> {
  const [found] = await ask(lastOfPage, [...book, after, pageRows]);
  const last = Number(found?.['last'] ?? after);
  if (last === after) return undefined;
  await ask(noteBilled, [...book, after, last]);
  return last;
}

/** Then of the rows of a book that were corrected or reversed, all that became of them. */
export async function noteCorrectedCalls(ask: Ask, book: Book): Promise<void> {
  const texts = await ask(
    `SELECT entry FROM credits.entries WHERE tenant = $1 AND book = $2 AND entry LIKE '%"call-reversed"%'`,
    book,
  );
  const reversals = texts.flatMap(({ entry }) => {
    const found = storedEntry(entry) as Entry | undefined;
    return found?.kind === 'call-reversed' ? [found] : [];
  });
  const versions = await ask(
    `SELECT c.arrival, c.id, c.version, c.entry_seq AS "entrySeq", c.is_correction::int AS "isCorrection", c.start, c.cost, ${recordedAt} AS at
       FROM credits.calls c
      WHERE c.tenant = $1 AND c.book = $2 AND c.entry_seq IS NOT NULL AND c.id IN (
        SELECT id FROM credits.calls WHERE tenant = $1 AND book = $2 AND (is_correction OR state = ${reversed}))
      ORDER BY c.arrival`,
    book,
  );
  const found = billedAgain(versions.filter(({ at }) => at !== null).map(billedVersion), reversals);
  for (const { arrival, late } of found)
    await ask('UPDATE credits.calls SET late = $4 WHERE tenant = $1 AND book = $2 AND arrival = $3', [
      ...[...book, arrival, late.length === 0 ? null : late],
    ]);
}

const reversed = 5;

const billedVersion = (row: Columns): BilledVersion => ({
  ...{ id: textOfBytes(row['id']), version: textOfBytes(row['version']), late: neverLate },
  ...{ arrival: Number(row['arrival']), entrySeq: Number(row['entrySeq']), isCorrection: Number(row['isCorrection']) },
  ...{ start: Number(row['start']), cost: Number(row['cost']), at: Number(row['at']) },
});
