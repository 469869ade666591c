import type { Entry } from '../../../core/index.ts';
import type { Columns } from '../stored/columns.ts';
import { storedEntry } from '../stored/entry.ts';
import { billedAgain, neverLate, type BilledVersion } from '../stored/late-billing.ts';
import { unpackedText } from '../stored/packed-text.ts';
import type { Database } from './database.ts';
import { placeOf } from './entry-place.ts';

// When versions were billed late, found out from the journal: where a store was made before that was kept, or made of another.

/** When the entry of a call was recorded; null where it cannot be read. */
const recordedAt = `coalesce(
  (SELECT coalesce(d.at, d.recordedAt) FROM draws d
    WHERE d.place = (SELECT max(place) FROM draws WHERE place <= (c.book << 40) + c.entrySeq) AND d.place + d.count > (c.book << 40) + c.entrySeq),
  (SELECT coalesce(e.entry ->> '$.at', e.entry ->> '$.recordedAt') FROM entries e
    WHERE e.place = (c.book << 40) + c.entrySeq AND json_valid(e.entry)))`;

const noteBilled = `
  WITH billed AS MATERIALIZED (
    SELECT c.arrival, c.start, ${recordedAt} AS at FROM calls c
     WHERE c.arrival > ?1 AND c.arrival <= ?2 AND c.entrySeq IS NOT NULL AND c.cost > 0
  )
  UPDATE calls SET late = json_array(billed.at) FROM billed WHERE calls.arrival = billed.arrival AND billed.at - billed.start > 72 * 3600000`;

/** Of the rows that arrived after one, up to another: as if none had been corrected or reversed. Repeated, it says the same. */
export function noteBilledRows(database: Database, after: number, last: number): void {
  database.run(noteBilled, after, last);
}

/** Then of the rows of a book that were corrected or reversed, all that became of them. */
export function noteCorrectedRows(database: Database, book: number): void {
  const reversals = database
    .all(
      `SELECT entry FROM entries WHERE place > ? AND place < ? AND CASE WHEN json_valid(entry) THEN entry ->> '$.kind' END = 'call-reversed'`,
      ...[placeOf(book, 0), placeOf(book + 1, 0)],
    )
    .flatMap(({ entry }) => {
      const found = storedEntry(entry) as Entry | undefined;
      return found?.kind === 'call-reversed' ? [found] : [];
    });
  const ids = new Set(reversals.map(({ facts }) => facts.row));
  for (const { id } of database.all('SELECT id FROM calls WHERE book = ? AND isCorrection = 1', book))
    ids.add(unpackedText(id));
  if (ids.size === 0) return;
  const versions = database
    .all(
      `SELECT arrival, id, version, entrySeq, isCorrection, start, cost, ${recordedAt} AS at FROM calls c
        WHERE book = ? AND entrySeq IS NOT NULL ORDER BY arrival`,
      book,
    )
    .flatMap(row => (ids.has(unpackedText(row['id'])) && row['at'] !== null ? [billedVersion(row)] : []));
  for (const { arrival, late } of billedAgain(versions, reversals))
    database.run(
      'UPDATE calls SET late = ? WHERE arrival = ?',
      late.length === 0 ? null : JSON.stringify(late),
      arrival,
    );
}

const billedVersion = (row: Columns): BilledVersion => ({
  ...{ id: unpackedText(row['id']), version: unpackedText(row['version']), late: neverLate },
  ...{ arrival: Number(row['arrival']), entrySeq: Number(row['entrySeq']), isCorrection: Number(row['isCorrection']) },
  ...{ start: Number(row['start']), cost: Number(row['cost']), at: Number(row['at']) },
});
