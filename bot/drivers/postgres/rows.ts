import type { DrawingCall, HeldRow, Instant, KnownRows, Micros, Window } from '../../../core/index.ts';
import type { AskedRows, Rows, RowVersion, UsageReport, UsageTotals } from '../../ports/index.ts';
import { wideSum, type Columns } from '../stored/columns.ts';
import { topPeople } from '../stored/people.ts';
import { aboutNobody, callRowOf, knownRowOf, type StoredRow } from '../stored/row.ts';
import { sumsOf, usageLineOf, namedUsageOf } from '../stored/usage.ts';
import type { Postgres } from './database.ts';
import { bookOf } from './journal.ts';

/** Makes the planner sort the few rows found, instead of reading a whole index that happens to be in this order. */
const arrival = 'arrival + 0';

/** How many rows are blanked at a time: nobody else waits long for one of them. */
const pageRows = 5000;

const inBook = `tenant = $1 AND book = ${bookOf}`;

/** The call rows in PostgreSQL; they are written with the journal's batches. */
export class PostgresRows implements Rows {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  async known({ ids, lookAlikes }: AskedRows): Promise<KnownRows> {
    const [versions, alike] = await Promise.all([
      this.#postgres.rows(
        `SELECT id, version, state, question, start, cost, look_alike_key AS "lookAlikeKey" FROM credits.rows
          WHERE ${inBook} AND id = ANY ($2) ORDER BY ${arrival}`,
        [this.#tenant, unique(ids)],
        'known-rows',
      ),
      lookAlikes.length === 0
        ? []
        : this.#postgres.rows(
            `SELECT look_alike_key AS key, id FROM credits.rows
              WHERE ${inBook} AND start = ANY ($2) AND look_alike_key = ANY ($3) AND state = 'standing' ORDER BY ${arrival}`,
            [this.#tenant, unique(lookAlikes.map(({ start }) => start)), unique(lookAlikes.map(({ key }) => key))],
            'look-alikes',
          ),
    ]);
    const byId = Map.groupBy(versions as unknown as readonly StoredRow[], ({ id }) => id);
    const byKey = Map.groupBy(alike, ({ key }) => String(key));
    return {
      byId: new Map([...byId].map(([id, known]) => [id, knownRowOf(known)])),
      lookAlikes: new Map([...byKey].map(([key, rows]) => [key, rows.map(({ id }) => String(id))])),
    };
  }

  demandIn({ from, to }: Window): Promise<Micros> {
    return this.#sum(`start >= $2 AND start < $3`, [this.#tenant, from, to]);
  }

  demandBefore(call: { readonly id: string; readonly start: Instant; readonly from: Instant }): Promise<Micros> {
    return this.#sum('start >= $2 AND start <= $3 AND (start < $3 OR id < $4)', [
      this.#tenant,
      call.from,
      call.start,
      call.id,
    ]);
  }

  async drawing({
    after = { id: '', start: Number.MIN_SAFE_INTEGER, cost: 0 },
    limit,
  }: {
    readonly after?: DrawingCall | undefined;
    readonly limit: number;
  }): Promise<readonly DrawingCall[]> {
    const rows = await this.#postgres.rows(
      `SELECT id, start, cost FROM credits.rows
        WHERE ${inBook} AND start >= $2 AND (start > $2 OR id COLLATE "C" > $3) AND state = 'standing' AND cost > 0
        ORDER BY start, id COLLATE "C" LIMIT $4`,
      [this.#tenant, after.start, after.id, limit],
    );
    return rows.map(({ id, start, cost }) => ({ id: String(id), start: Number(start), cost: Number(cost) }));
  }

  async questions({
    ids,
    limit,
  }: {
    readonly ids?: readonly string[];
    readonly limit: number;
  }): Promise<readonly HeldRow[]> {
    const rows = await this.#postgres.rows(
      `SELECT ${rowColumns} FROM credits.rows
        WHERE ${inBook} AND state = 'held' AND ($2::text[] IS NULL OR id = ANY ($2)) ORDER BY ${arrival} LIMIT $3`,
      [this.#tenant, ids ?? null, limit],
    );
    return rows.map(stored).map(row => ({
      row: callRowOf(row),
      version: row.version,
      question: row.question ?? 'look-alike',
    }));
  }

  async versionsOf(id: string): Promise<readonly RowVersion[]> {
    const select = `SELECT ${rowColumns} FROM credits.rows WHERE ${inBook}`;
    const byRow = await this.#postgres.rows(`${select} AND id = $2 ORDER BY ${arrival}`, [this.#tenant, id]);
    const rows =
      byRow.length > 0
        ? byRow
        : await this.#postgres.rows(`${select} AND lower(about::json ->> 'callId') = $2 ORDER BY id, arrival`, [
            this.#tenant,
            id.toLowerCase(),
          ]);
    return rows.map(stored).map(row => ({
      row: callRowOf(row),
      version: row.version,
      state: row.state,
      cost: row.cost,
    }));
  }

  async erase(before: Instant): Promise<number> {
    let erased = 0;
    const books = await this.#postgres.rows('SELECT book FROM credits.books WHERE tenant = $1', [this.#tenant]);
    for (const { book } of books)
      for (let from = Number.MIN_SAFE_INTEGER; ;) {
        const page = await this.#erasePage([this.#tenant, book, from, before, aboutNobody]);
        if (page.length === 0) break;
        erased += page.length;
        from = page.reduce((last, { start }) => Math.max(last, Number(start)), from);
      }
    return erased;
  }

  #erasePage(values: readonly unknown[]): Promise<readonly Columns[]> {
    return this.#postgres.rows(
      `UPDATE credits.rows SET about = $5, destination = '', person = '', look_alike_key = NULL
        WHERE (tenant, book, id, version) IN
              (SELECT tenant, book, id, version FROM credits.rows
                WHERE tenant = $1 AND book = $2 AND start >= $3 AND start < $4 AND about <> $5 ORDER BY start LIMIT ${pageRows})
        RETURNING start`,
      values,
    );
  }

  async forgetErased(): Promise<void> {
    await this.#postgres.rows('VACUUM credits.rows');
  }

  async erasable(before: Instant): Promise<number> {
    const found = await this.#postgres.row(
      `SELECT count(*) AS rows FROM credits.rows
        WHERE tenant = $1 AND book IN (SELECT book FROM credits.books WHERE tenant = $1) AND start < $2 AND about <> $3`,
      [this.#tenant, before, aboutNobody],
    );
    return Number(found?.['rows'] ?? 0);
  }

  async totals(): Promise<UsageTotals> {
    const row = await this.#postgres.row(
      `SELECT count(*) FILTER (WHERE state = 'standing') AS "rowsKnown",
              count(*) FILTER (WHERE state = 'standing' AND cost > 0) AS "rowsDrawn",
              coalesce(sum(cost) FILTER (WHERE state = 'standing'), 0) AS drawn,
              count(*) FILTER (WHERE is_correction) AS corrections,
              count(*) FILTER (WHERE state = 'held' AND question = 'look-alike') AS "questionsLookAlike",
              count(*) FILTER (WHERE state = 'held' AND question = 'other-currency') AS "questionsOtherCurrency",
              count(*) FILTER (WHERE state = 'held' AND question = 'erased') AS "questionsErased",
              coalesce(sum(seconds) FILTER (WHERE state = 'standing'), 0) AS "secondsAll"
         FROM credits.rows WHERE ${inBook}`,
      [this.#tenant],
    );
    const number = (name: keyof UsageTotals): number => Number(row?.[name] ?? 0);
    return {
      rowsKnown: number('rowsKnown'),
      rowsDrawn: number('rowsDrawn'),
      drawn: wideSum(row?.['drawn']),
      corrections: number('corrections'),
      questionsLookAlike: number('questionsLookAlike'),
      questionsOtherCurrency: number('questionsOtherCurrency'),
      questionsErased: number('questionsErased'),
      secondsAll: number('secondsAll'),
    };
  }

  async usage(range: { readonly from: Instant; readonly to: Instant; readonly top: number }): Promise<UsageReport> {
    const where = `FROM credits.rows WHERE ${inBook} AND start >= $2 AND start <= $3 AND state = 'standing'`;
    const sums = 'count(*) AS calls, coalesce(sum(seconds), 0) AS seconds, coalesce(sum(credits_cost), 0) AS cost';
    const who = "coalesce(nullif(about::json ->> 'userId', ''), about::json ->> 'userPrincipalName', '')";
    const span = [this.#tenant, range.from, range.to];
    const all = await this.#postgres.row(`SELECT ${sums}, coalesce(sum(cost), 0) AS drawn ${where}`, span);
    const summed = { ...sumsOf(all), drawn: wideSum(all?.['drawn']) };
    if (range.top === 0) return { ...summed, byDestination: [], byPerson: [] };
    const [destinations, names] = await Promise.all([
      this.#postgres.rows(
        `SELECT destination AS label, ${sums} ${where} GROUP BY destination ORDER BY cost DESC, seconds DESC, label LIMIT $4`,
        [...span, range.top],
      ),
      this.#postgres.rows(
        `SELECT ${who} AS who, person AS label, max(start) AS last, ${sums} ${where} GROUP BY person, ${who}`,
        span,
      ),
    ]);
    return {
      ...summed,
      byDestination: destinations.map(usageLineOf),
      byPerson: topPeople(names.map(namedUsageOf), range.top),
    };
  }

  async #sum(where: string, values: readonly unknown[]): Promise<Micros> {
    const row = await this.#postgres.row(
      `SELECT coalesce(sum(cost), 0) AS demand FROM credits.rows WHERE ${inBook} AND ${where} AND state = 'standing'`,
      values,
    );
    return Number(row?.['demand'] ?? 0);
  }
}

/** The columns of a stored row, by the program's names. */
export const rowColumns = `arrival, book, entry_seq AS "entrySeq", id, version, state, question, start, seconds, charge, fee, currency, capability,
  cost, credits_cost AS "creditsCost", look_alike_key AS "lookAlikeKey", is_correction::int AS "isCorrection", destination, person, about`;

const unique = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

const stored = (row: Columns): StoredRow => row as unknown as StoredRow;
