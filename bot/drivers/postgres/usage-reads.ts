import {
  hourMs,
  type Day,
  type DayRange,
  type Instant,
  type TimeZone,
  type UsageBy,
  type UsageKey,
} from '../../../core/index.ts';
import type {
  DayUsage,
  LastCaller,
  LateCharge,
  PersonUsage,
  Rows,
  UsageRanking,
  UsageSums,
  UsageTotals,
} from '../../ports/index.ts';
import type { Columns } from '../stored/columns.ts';
import { endOfChunk, type AskedChunk, type CallSource, type Chunk, type DayOfCalls } from '../stored/call-pages.ts';
import { withinDays } from '../stored/day-range.ts';
import { dayOfNumber, numberOfDay, numberOfMonth } from '../stored/local-days.ts';
import type { StoredRow } from '../stored/row.ts';
import type { KeptSum, UsageAudit } from '../stored/usage-audit.ts';
import {
  costsByDayOf,
  keysToName,
  lastCallersOf,
  lineOfLabel,
  namedLines,
  rankingOf,
  totalsOf,
  usageSumsOf,
} from '../stored/usage-answers.ts';
import { dimensions, keyOfLabel, labelOfKey } from '../stored/usage-cells.ts';
import { planOf, type Numbers } from '../stored/usage-plan.ts';
import { callColumns, personColumn, storedCall } from './call-columns.ts';
import type { Postgres } from './database.ts';
import { bytesOfText, textOfBytes } from './packed-bytes.ts';

const parts = 'calls, seconds, cost, drawn';

const summed = (weight: string): string =>
  parts
    .split(', ')
    .map(name => `coalesce(sum(${weight}${name}), 0) AS ${name}`)
    .join(', ');

/** The sums of all labels: of months, and of days that are added or taken away. */
const planned = `
  SELECT 1 AS weight, label, ${parts} FROM credits.usage_months
   WHERE tenant = $1 AND book = $2 AND dimension = $3 AND month BETWEEN $4 AND $5
  UNION ALL SELECT $6, label, ${parts} FROM credits.usage_days
   WHERE tenant = $1 AND book = $2 AND dimension = $3 AND day BETWEEN $7 AND $8
  UNION ALL SELECT $9, label, ${parts} FROM credits.usage_days
   WHERE tenant = $1 AND book = $2 AND dimension = $3 AND day BETWEEN $10 AND $11`;

const ranking = `
  SELECT *, count(*) OVER () AS labels FROM (
    SELECT label, ${summed('weight * ')} FROM (${planned}) p GROUP BY label HAVING sum(weight * calls) > 0
  ) sums ORDER BY cost DESC, seconds DESC, label LIMIT $12`;

/** The same of one label: each month and day is looked up, since others have many. */
const ofLabel = `
  SELECT ${summed('weight * ')} FROM (
    SELECT 1 AS weight, ${parts} FROM generate_series($4::int, $5::int) m
      JOIN credits.usage_months u ON tenant = $1 AND book = $2 AND dimension = $3 AND month = m AND label = $12
    UNION ALL SELECT $6, ${parts} FROM generate_series($7::int, $8::int) d
      JOIN credits.usage_days u ON tenant = $1 AND book = $2 AND dimension = $3 AND day = d AND label = $12
    UNION ALL SELECT $9, ${parts} FROM generate_series($10::int, $11::int) d
      JOIN credits.usage_days u ON tenant = $1 AND book = $2 AND dimension = $3 AND day = d AND label = $12
  ) p`;

const daysOfLabel = `
  SELECT day, ${parts}, last FROM generate_series($4::int, $5::int) d
    JOIN credits.usage_days u ON tenant = $1 AND book = $2 AND dimension = $3 AND day = d AND label = $6`;

/** What people cost, one day after the other: each is a walk along the table's key. */
const costsOfPeople = `
  SELECT d AS day, (
    SELECT json_object_agg(credits.unpacked(label), '0 ' || cost)::text FROM credits.usage_days
     WHERE tenant = $1 AND book = $2 AND dimension = $3 AND day = d AND label = ANY ($6)
  ) AS costs FROM generate_series($4::int, $5::int) d`;

const isOfAsked = `tenant = $1 AND book = $2 AND state = 0 AND ${personColumn('user_id', 'user_principal_name')} = a.label`;

/**
 * People's last calls: each began when the newest sum of theirs says, or before. In the order of ids too it would go on to the next that began at
 * another instant: so the instant comes first, and then the last of its ids.
 */
const lastCalls = `
  SELECT credits.unpacked(a.label) AS label, r.user_name AS person, r.user_principal_name AS address
    FROM unnest($3::bytea[]) AS a (label)
   CROSS JOIN LATERAL (
     SELECT last FROM generate_series(
         (SELECT max(month) FROM credits.usage_months WHERE tenant = $1 AND book = $2 AND dimension = 1),
         (SELECT min(month) FROM credits.usage_months WHERE tenant = $1 AND book = $2 AND dimension = 1), -1) m
       JOIN credits.usage_months u ON tenant = $1 AND book = $2 AND dimension = 1 AND month = m AND label = a.label
      ORDER BY month DESC LIMIT 1) l
   CROSS JOIN LATERAL (
     SELECT start FROM credits.calls WHERE start BETWEEN 0 AND l.last AND ${isOfAsked} ORDER BY start DESC LIMIT 1) b
   CROSS JOIN LATERAL (
     SELECT user_name, user_principal_name FROM credits.calls WHERE start = b.start AND ${isOfAsked} ORDER BY id DESC LIMIT 1) r`;

const someCalls = `FROM credits.calls WHERE tenant = $1 AND book = $2 AND start >= $3 AND start <= $4
    AND (start < $4 OR id < $5) AND state = 0 ORDER BY start DESC, id DESC`;

/** Labels in the order of the table's key. */
const monthByLabel = `
  SELECT label, ${parts} FROM credits.usage_months
   WHERE tenant = $1 AND book = $2 AND dimension = $3 AND month = $4 AND ($5::bytea IS NULL OR label > $5) ORDER BY label LIMIT $6`;

type Asked<Read extends 'usage' | 'usageByDay' | 'costsByDay' | 'ranked' | 'peopleOfMonth' | 'lateOfMonth'> =
  Parameters<Rows[Read]>[0];

/** Reads of one book's sums, and of its calls through them. */
export class PostgresUsage implements CallSource, UsageAudit {
  readonly timeZone: TimeZone;
  readonly #postgres: Postgres;
  readonly #book: readonly [tenant: string, book: number];

  constructor(
    postgres: Postgres,
    { tenant, book, timeZone }: { readonly tenant: string; readonly book: number; readonly timeZone: TimeZone },
  ) {
    this.#postgres = postgres;
    this.#book = [tenant, book];
    this.timeZone = timeZone;
  }

  async usage({ days, of }: Asked<'usage'>): Promise<UsageSums> {
    const [dimension, label] = of === undefined ? allCalls : ([of.by, labelBytes(of.key)] as const);
    const values = [...this.#book, dimensions[dimension], ...valuesOf(planOf(await this.#within(days))), label];
    return usageSumsOf(await this.#postgres.row(ofLabel, values, 'usage-of-label'));
  }

  async byDay({ days, of }: Asked<'usageByDay'>): Promise<readonly DayUsage[]> {
    const [dimension, label] = of === undefined ? allCalls : ([of.by, labelBytes(of.key)] as const);
    const { first, last } = await this.#within(days);
    const values = [...this.#book, dimensions[dimension], numberOfDay(first), numberOfDay(last), label];
    const rows = await this.#postgres.rows(`${daysOfLabel} ORDER BY day`, values, 'usage-days-of-label');
    return rows.map(row => ({ day: dayOfNumber(Number(row['day'])), ...usageSumsOf(row) }));
  }

  async costsByDay({ days, people }: Asked<'costsByDay'>): Promise<ReadonlyMap<string, ReadonlyMap<Day, bigint>>> {
    const { first, last } = await this.#within(days);
    const values = [...this.#book, dimensions.person, numberOfDay(first), numberOfDay(last), people.map(bytesOfText)];
    return costsByDayOf(await this.#postgres.rows(costsOfPeople, values, 'usage-costs-of-people'));
  }

  async ranked({ days, by, top, isNamed = true }: Asked<'ranked'>): Promise<UsageRanking> {
    // One at least, which tells how many there are.
    const values = [...this.#book, dimensions[by], ...valuesOf(planOf(await this.#within(days))), Math.max(1, top)];
    const [rows, all] = await Promise.all([
      this.#postgres.rows(ranking, values, 'usage-ranking'),
      this.usage({ days }),
    ]);
    const lines = rows.slice(0, top).map(row => lineOfLabel(named(row), usageSumsOf(row)));
    const shown = by === 'person' && isNamed ? namedLines(lines, await this.lastCallers(keysToName(lines))) : lines;
    return rankingOf(shown, Number(rows[0]?.['labels'] ?? 0), all);
  }

  async lastCallers(keys: readonly string[]): Promise<ReadonlyMap<string, LastCaller>> {
    if (keys.length === 0) return new Map();
    return lastCallersOf(await this.#postgres.rows(lastCalls, [...this.#book, keys.map(bytesOfText)], 'last-calls'));
  }

  peopleOfMonth(asked: Asked<'peopleOfMonth'>): Promise<readonly PersonUsage[]> {
    return this.#labelsOfMonth('person', asked);
  }

  async lateOfMonth(asked: Asked<'lateOfMonth'>): Promise<readonly LateCharge[]> {
    return (await this.#labelsOfMonth('late', asked)).map(({ key, drawn }) => ({ key, amount: drawn }));
  }

  async #labelsOfMonth(
    dimension: 'person' | 'late',
    { month, after, limit }: Asked<'peopleOfMonth'>,
  ): Promise<readonly PersonUsage[]> {
    const from = after === undefined ? null : labelBytes(after);
    const values = [...this.#book, dimensions[dimension], numberOfMonth(month), from, limit];
    const rows = await this.#postgres.rows(monthByLabel, values, 'people-of-month');
    return rows.map(row => ({ key: keyOfLabel(textOfBytes(row['label'])), ...usageSumsOf(row) }));
  }

  async totals(): Promise<UsageTotals> {
    const rows = await this.#postgres.rows(
      `SELECT dimension, label, ${summed('')} FROM credits.usage_months
        WHERE tenant = $1 AND book = $2 AND dimension IN (0, 5) GROUP BY dimension, label`,
      [...this.#book],
      'usage-totals',
    );
    const all = rows.find(({ dimension }) => dimension === dimensions.all);
    return totalsOf(usageSumsOf(all), rows.filter(row => row !== all).map(named));
  }

  async chunk(asked: AskedChunk): Promise<Chunk> {
    const { from, before, person, destination, over, examine, want } = asked;
    const some = [...this.#book, from, before.start, bytesOfText(before.id)];
    const found = await this.#postgres.rows(
      `SELECT * FROM (SELECT ${callColumns} ${someCalls} LIMIT $6) c
        WHERE "creditsCost" > $7 AND ($8::bytea IS NULL OR ${personColumn('"userId"', '"userPrincipalName"')} = $8)
          AND ($9::text IS NULL OR destination = $9) LIMIT $10`,
      [...some, examine, over, person === undefined ? null : bytesOfText(person), destination ?? null, want],
      'calls-chunk',
    );
    const rows = found.map(storedCall);
    if (rows.length === want) return { rows, end: endOfChunk(asked, rows, undefined) };
    const end = await this.#postgres.row(
      `SELECT start, id ${someCalls} LIMIT 1 OFFSET $6`,
      [...some, examine - 1],
      'calls-chunk-end',
    );
    return { rows, end: end === undefined ? undefined : { start: Number(end['start']), id: textOfBytes(end['id']) } };
  }

  async newestDays(of: { readonly by: UsageBy; readonly key: UsageKey }, range: Numbers & { readonly limit: number }) {
    const kept = await this.#keptDays();
    const [first, last] = [Math.max(range.first, kept?.first ?? 0), Math.min(range.last, kept?.last ?? -1)];
    const rows = await this.#postgres.rows(
      `${daysOfLabel} ORDER BY day DESC LIMIT $7`,
      [...this.#book, dimensions[of.by], first, last, labelBytes(of.key), range.limit],
      'usage-newest-days',
    );
    return rows.map((row): DayOfCalls => ({
      day: Number(row['day']),
      calls: Number(row['calls']),
      last: Number(row['last']),
    }));
  }

  async #within(days: DayRange): Promise<DayRange> {
    return withinDays(days, await this.#keptDays());
  }

  async #keptDays(): Promise<Numbers | undefined> {
    const found = await this.#postgres.row(
      `SELECT (SELECT min(day) FROM credits.usage_days WHERE tenant = $1 AND book = $2 AND dimension = 0) AS first,
              (SELECT max(day) FROM credits.usage_days WHERE tenant = $1 AND book = $2 AND dimension = 0) AS last`,
      [...this.#book],
      'usage-kept-days',
    );
    return typeof found?.['first'] === 'number' ? { first: found['first'], last: Number(found['last']) } : undefined;
  }

  async starts(): Promise<readonly [Instant, Instant] | undefined> {
    const found = await this.#postgres.row(
      'SELECT min(start) AS first, max(start) AS last FROM credits.calls WHERE tenant = $1 AND book = $2',
      [...this.#book],
    );
    return typeof found?.['first'] === 'number' ? [found['first'], Number(found['last'])] : undefined;
  }

  async *rowsBetween(from: Instant, to: Instant): AsyncIterable<readonly StoredRow[]> {
    for (let begin = from; begin < to; begin += hourMs) {
      const rows = await this.#postgres.rows(
        `SELECT ${callColumns} FROM credits.calls WHERE tenant = $1 AND book = $2 AND start >= $3 AND start < $4`,
        [...this.#book, begin, Math.min(begin + hourMs, to)],
      );
      yield rows.map(storedCall);
    }
  }

  async kept(period: 'day' | 'month', { first, last }: Numbers): Promise<readonly KeptSum[]> {
    const rows = await this.#postgres.rows(
      `SELECT dimension, ${period} AS period, label, ${parts} FROM credits.usage_${period}s
        WHERE tenant = $1 AND book = $2 AND dimension = ANY ('{0,1,2,3,4,5}') AND ${period} BETWEEN $3 AND $4`,
      [...this.#book, first, last],
    );
    return rows.map(keptSum);
  }

  async keptLate(): Promise<readonly KeptSum[]> {
    const rows = await this.#postgres.rows(
      `SELECT dimension, month AS period, label, ${parts} FROM credits.usage_months
        WHERE tenant = $1 AND book = $2 AND dimension = $3`,
      [...this.#book, dimensions.late],
    );
    return rows.map(keptSum);
  }
}

const keptSum = (row: Columns): KeptSum => ({
  ...{ dimension: Number(row['dimension']), period: Number(row['period']), label: textOfBytes(row['label']) },
  ...usageSumsOf(row),
});

const allCalls = ['all', ''] as const;

const labelBytes = (key: UsageKey): Uint8Array => bytesOfText(labelOfKey(key));

/** With its label as a text. */
const named = (row: Columns): Columns => ({ ...row, label: textOfBytes(row['label']) });

const valuesOf = ({ months, days: [one, other] }: ReturnType<typeof planOf>): readonly number[] => [
  ...[months.first, months.last],
  ...[one.weight, one.first, one.last, other.weight, other.first, other.last],
];
