import type {
  CallMix,
  Day,
  DrawingCall,
  HeldRow,
  IdentifiedRow,
  Instant,
  KnownRows,
  Micros,
  UsageKey,
  Window,
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
import { callerOf, callRowOf, knownRowOf, type StoredRow } from '../stored/row.ts';
import { callMixOf, personCallOf, rankingOf, totalsOf, usageSumsOf } from '../stored/usage-answers.ts';
import { codeOfState, stateOfCode } from '../stored/row-state.ts';
import { callColumns, isOfNobodyColumns, personColumn, storedCall, versionIn } from './call-columns.ts';
import type { Columns } from '../stored/columns.ts';
import type { Postgres } from './database.ts';
import { bookOf } from './journal.ts';
import { bytesOfText, textOfBytes } from './packed-bytes.ts';
import { storable } from './storable.ts';
import { PostgresUsage } from './usage-reads.ts';
import { summedBook } from './usage-sums.ts';

/** Makes the planner sort the few rows found, instead of reading a whole index that happens to be in this order. */
const arrival = 'arrival + 0';

/** How many rows are blanked at a time: nobody else waits long for one of them. */
const pageRows = 5000;

const everStood = (['standing', 'superseded', 'reversed'] as const).map(codeOfState);

const inBook = `tenant = $1 AND book = ${bookOf}`;

const versionColumns = `id, version, state, question, start, cost, look_alike_key AS "lookAlikeKey"`;
const versions = `FROM credits.calls WHERE ${inBook} AND id = ANY ($2)`;

const versionsOfRows = `SELECT ${versionColumns} ${versions} ORDER BY ${arrival}`;

const versionsAndAlike = `
  SELECT * FROM (
    SELECT false AS "isAlike", arrival, ${versionColumns} ${versions}
    UNION ALL
    SELECT true, arrival, ${versionColumns} FROM credits.calls
     WHERE ${inBook} AND start = ANY ($3) AND look_alike_key = ANY ($4) AND state = 0
  ) c ORDER BY ${arrival}`;

const person = personColumn('user_id', 'user_principal_name');

const callMix = `
  SELECT ${person} AS person, destination, call_type AS type, capability, count(*) AS calls, sum((seconds + 59) / 60) AS minutes,
         0 AS "costUnits", sum(credits_cost::numeric) AS "costMicros"
    FROM credits.calls WHERE ${inBook} AND start >= $2 AND start < $3 AND state = 0
   GROUP BY 1, 2, 3, 4`;

const callsOf = `
  SELECT * FROM (
    SELECT start, seconds, credits_cost AS cost, destination, call_type AS "callType", callee, ${person} AS person
      FROM credits.calls WHERE ${inBook} AND start >= $2 AND start < $3 AND state = 0
  ) c WHERE person = ANY ($4)`;

/** As the index has it. */
const callHash = (of: string): string => `hashtextextended(lower(encode(${of}, 'escape') COLLATE "C"), 0)`;

/** The call rows in PostgreSQL; they are written with the journal's batches. */
export class PostgresRows implements Rows {
  readonly #tenant: string;
  readonly #postgres: Postgres;

  constructor(tenant: string, postgres: Postgres) {
    this.#tenant = tenant;
    this.#postgres = postgres;
  }

  async known({ ids, lookAlikes, lookAlikesAmong }: AskedRows): Promise<KnownRows> {
    const [found, everAlike] = await Promise.all([
      lookAlikesAmong === undefined ? this.#versionsAndAlike(ids, lookAlikes) : this.#versionsAndAlike(ids, []),
      lookAlikesAmong === undefined || lookAlikes.length === 0 ? [] : this.#everAlike(lookAlikes),
    ]);
    const { versions = [], alike = [] } = Object.groupBy(found, row =>
      row['isAlike'] === true ? 'alike' : 'versions',
    );
    const known = versions.map(
      row => ({ ...row, ...versionIn(row), state: stateOfCode(row['state']) }) as unknown as StoredRow,
    );
    const byId = Map.groupBy(known, ({ id }) => id);
    const byKey = Map.groupBy([...alike, ...everAlike], ({ lookAlikeKey }) => textOfBytes(lookAlikeKey));
    return {
      byId: new Map([...byId].map(([id, some]) => [id, knownRowOf(some)])),
      lookAlikes: new Map([...byKey].map(([key, rows]) => [key, rows.map(({ id }) => textOfBytes(id))])),
    };
  }

  /** The versions of rows, and the standing rows that look like others: asked at once, since every page waits for the response. */
  #versionsAndAlike(ids: AskedRows['ids'], lookAlikes: AskedRows['lookAlikes']): Promise<readonly Columns[]> {
    const versions = [this.#tenant, packedAll(ids)];
    if (lookAlikes.length === 0) return this.#postgres.rows(versionsOfRows, versions, 'known-rows');
    const [starts, keys] = [lookAlikes.map(({ start }) => start), lookAlikes.map(({ key }) => key)];
    return this.#postgres.rows(versionsAndAlike, [...versions, unique(starts), packedAll(keys)], 'known-and-alike');
  }

  #everAlike(lookAlikes: AskedRows['lookAlikes']): Promise<readonly Columns[]> {
    const [starts, keys] = [lookAlikes.map(({ start }) => start), lookAlikes.map(({ key }) => key)];
    return this.#postgres.rows(
      `SELECT DISTINCT asked.key AS "lookAlikeKey", id
         FROM unnest($2::bigint[], $3::bytea[]) AS asked (start, key) JOIN credits.calls r USING (start)
        WHERE ${inBook} AND state IN (${everStood.join(', ')}) AND cost > 0
          AND (look_alike_key = asked.key OR look_alike_key IS NULL OR caller = '' OR callee = '')`,
      [this.#tenant, starts, keys.map(bytesOfText)],
      'ever-alike',
    );
  }

  /** Of whole days from the sums, of the rest from the rows. */
  async demandIn(window: Window): Promise<Micros> {
    const usage = await this.#usage();
    const split = usage && splitWindow(window, usage.timeZone);
    const ofRows = ({ from, to }: Window): Promise<Micros> =>
      this.#sum(`start >= $2 AND start < $3`, [this.#tenant, from, to]);
    if (usage === undefined || split === undefined) return ofRows(window);
    const parts = [ofRows(split.before), usage.usage({ days: split.days }), ofRows(split.after)] as const;
    const [before, { drawn }, after] = await Promise.all(parts);
    return before + Number(drawn) + after;
  }

  async demandBefore({
    id,
    start,
    from,
  }: {
    readonly id: string;
    readonly start: Instant;
    readonly from: Instant;
  }): Promise<Micros> {
    if (start < from) return 0;
    const before = start > from ? this.demandIn({ from, to: start }) : 0;
    return (await before) + (await this.#sum('start = $2 AND id < $3', [this.#tenant, start, bytesOfText(id)]));
  }

  async drawing({
    after = { id: '', start: Number.MIN_SAFE_INTEGER, cost: 0 },
    limit,
  }: {
    readonly after?: DrawingCall | undefined;
    readonly limit: number;
  }): Promise<readonly DrawingCall[]> {
    const rows = await this.#postgres.rows(
      `SELECT id, start, cost FROM credits.calls
        WHERE ${inBook} AND start >= $2 AND (start > $2 OR id > $3) AND state = 0 AND cost > 0
        ORDER BY start, id LIMIT $4`,
      [this.#tenant, after.start, bytesOfText(after.id), limit],
    );
    return rows.map(({ id, start, cost }) => ({ id: textOfBytes(id), start: Number(start), cost: Number(cost) }));
  }

  async questions({ ids, question, limit }: AskedQuestions): Promise<readonly HeldRow[]> {
    const rows = await this.#postgres.rows(
      `SELECT ${callColumns} FROM credits.calls
        WHERE ${inBook} AND state = 2 AND ($2::bytea[] IS NULL OR id = ANY ($2))
          AND ($2::bytea[] IS NOT NULL OR $3::text IS NULL OR coalesce(question, 'look-alike') = $3)
        ORDER BY ${arrival} LIMIT $4`,
      [this.#tenant, ids === undefined ? null : packedAll(ids), question ?? null, limit],
    );
    return rows.map(storedCall).map(row => ({
      row: callRowOf(row),
      version: row.version,
      question: row.question ?? 'look-alike',
    }));
  }

  async versionsOf(id: string): Promise<readonly RowVersion[]> {
    const select = `SELECT ${callColumns} FROM credits.calls WHERE ${inBook}`;
    const byRow = await this.#postgres.rows(`${select} AND id = $2 ORDER BY ${arrival}`, [
      this.#tenant,
      bytesOfText(id),
    ]);
    const rows = byRow.length > 0 ? byRow.map(storedCall) : await this.#ofCall(select, id.toLowerCase());
    return rows.map(row => ({
      row: callRowOf(row),
      version: row.version,
      state: row.state,
      cost: row.cost,
    }));
  }

  /** Ids are compared in any case of their letters: one that is a GUID in small letters is bytes. Other calls may have the same hash. */
  async #ofCall(select: string, callId: string): Promise<readonly StoredRow[]> {
    const rows = await this.#postgres.rows(
      `${select} AND ${callHash('call_id')} IN (${callHash('$2::bytea')}, ${callHash('$3::bytea')}) AND call_id <> ''
        ORDER BY id, ${arrival}`,
      [this.#tenant, bytesOfText(callId), Buffer.from(callId)],
    );
    return rows.map(storedCall).filter(({ about }) => about.callId.toLowerCase() === callId);
  }

  async erase(before: Instant): Promise<number> {
    let erased = 0;
    const books = await this.#postgres.rows('SELECT book FROM credits.books WHERE tenant = $1', [this.#tenant]);
    for (const { book } of books)
      for (let from = Number.MIN_SAFE_INTEGER; ;) {
        const starts = await this.#erasePage([this.#tenant, book, from, before, pageRows]);
        if (starts.length === 0) break;
        erased += starts.length;
        from = starts.reduce((last, start) => Math.max(last, start), from);
      }
    return erased;
  }

  async #erasePage(values: readonly unknown[]): Promise<readonly number[]> {
    const starts = await this.#postgres.called('erase_rows', values);
    return (starts as readonly unknown[]).map(Number);
  }

  async complete(rows: readonly IdentifiedRow[]): Promise<number> {
    const called = rows.map(({ version, row: { id, durationSeconds, charge, fee, currency, capability } }) => ({
      ...{ id, version, seconds: durationSeconds, charge, fee, currency, capability: storable(capability) },
    }));
    const { book } = (await this.#postgres.row(bookOf, [this.#tenant])) ?? {};
    if (book === undefined) return 0;
    const values = [this.#tenant, book, JSON.stringify(called)];
    return Number(await this.#postgres.called('complete_rows', values));
  }

  async forgetErased(): Promise<void> {
    await this.#postgres.rows('VACUUM credits.calls, credits.usage_days, credits.usage_months');
  }

  async erasable(before: Instant): Promise<number> {
    const found = await this.#postgres.row(
      `SELECT count(*) AS rows FROM credits.calls
        WHERE tenant = $1 AND book IN (SELECT book FROM credits.books WHERE tenant = $1) AND start < $2 AND NOT ${isOfNobodyColumns}`,
      [this.#tenant, before],
    );
    return Number(found?.['rows'] ?? 0);
  }

  async totals(): Promise<UsageTotals> {
    return (await this.#usage())?.totals() ?? totalsOf(usageSumsOf(undefined), []);
  }

  async wrongSum(): Promise<string | undefined> {
    const usage = await this.#usage();
    return usage && firstWrongSum(usage);
  }

  async usage(asked: Parameters<Rows['usage']>[0]): Promise<UsageSums> {
    return (await this.#usage())?.usage(asked) ?? usageSumsOf(undefined);
  }

  async usageByDay(asked: Parameters<Rows['usageByDay']>[0]): Promise<readonly DayUsage[]> {
    return (await this.#usage())?.byDay(asked) ?? [];
  }

  async costsByDay(asked: Parameters<Rows['costsByDay']>[0]): ReturnType<Rows['costsByDay']> {
    return (await this.#usage())?.costsByDay(asked) ?? new Map<string, ReadonlyMap<Day, bigint>>();
  }

  async ranked(asked: Parameters<Rows['ranked']>[0]): Promise<UsageRanking> {
    return (await this.#usage())?.ranked(asked) ?? rankingOf([], 0, usageSumsOf(undefined));
  }

  async lastCallers(keys: readonly string[]): Promise<ReadonlyMap<string, LastCaller>> {
    return (await this.#usage())?.lastCallers(keys) ?? new Map<string, LastCaller>();
  }

  async peopleOfMonth(asked: Parameters<Rows['peopleOfMonth']>[0]): Promise<readonly PersonUsage[]> {
    return (await this.#usage())?.peopleOfMonth(asked) ?? [];
  }

  async lateOfMonth(asked: Parameters<Rows['lateOfMonth']>[0]): Promise<readonly LateCharge[]> {
    return (await this.#usage())?.lateOfMonth(asked) ?? [];
  }

  async callMix({ from, to }: Window): Promise<readonly CallMix[]> {
    return (await this.#postgres.rows(callMix, [this.#tenant, from, to], 'call-mix')).map(row =>
      callMixOf({ ...row, person: textOfBytes(row['person']) }),
    );
  }

  async callsOf({ people, window }: Parameters<Rows['callsOf']>[0]): Promise<readonly PersonCall[]> {
    const asked = [this.#tenant, window.from, window.to, packedAll(people)];
    return (await this.#postgres.rows(callsOf, asked, 'calls-of')).map(row =>
      personCallOf({ ...row, person: textOfBytes(row['person']) }),
    );
  }

  async callersOf(rowIds: readonly string[]): Promise<ReadonlyMap<string, UsageKey>> {
    const rows = await this.#postgres.rows(
      `SELECT ${callColumns} FROM credits.calls WHERE ${inBook} AND id = ANY ($2) ORDER BY ${arrival}`,
      [this.#tenant, packedAll(rowIds)],
      'callers-of-rows',
    );
    const byId = Map.groupBy(rows.map(storedCall), ({ id }) => id);
    return new Map([...byId].map(([id, versions]) => [id, callerOf(versions)]));
  }

  async calls(asked: AskedCalls): Promise<CallPage> {
    const usage = await this.#usage();
    return usage === undefined ? { calls: [], next: undefined } : pageOfCalls(usage, asked);
  }

  /** Undefined while there is no book. */
  async #usage(): Promise<PostgresUsage | undefined> {
    const summed = await summedBook(this.#postgres, this.#tenant);
    return summed && new PostgresUsage(this.#postgres, { tenant: this.#tenant, ...summed });
  }

  async #sum(where: string, values: readonly unknown[]): Promise<Micros> {
    const row = await this.#postgres.row(
      `SELECT coalesce(sum(cost), 0) AS demand FROM credits.calls WHERE ${inBook} AND ${where} AND state = 0`,
      values,
    );
    return Number(row?.['demand'] ?? 0);
  }
}

/** Each once, as its column has it. */
const packedAll = (texts: readonly string[]): readonly Uint8Array[] => unique(texts).map(bytesOfText);

const unique = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];
