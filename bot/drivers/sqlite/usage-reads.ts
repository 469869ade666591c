import {
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
import { endOfChunk, type AskedChunk, type CallSource, type Chunk, type DayOfCalls } from '../stored/call-pages.ts';
import { wideSum, type Columns } from '../stored/columns.ts';
import { withinDays } from '../stored/day-range.ts';
import { dayOfNumber, numberOfDay, numberOfMonth } from '../stored/local-days.ts';
import { packedGuid, unpackedText } from '../stored/packed-text.ts';
import type { StoredRow } from '../stored/row.ts';
import type { KeptSum, UsageAudit } from '../stored/usage-audit.ts';
import {
  addUpUsage,
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
import { hexOfGuid, isOfPerson } from './call-columns.ts';
import type { Database } from './database.ts';
import { listedColumns, readTogether, storedRows } from './row-table.ts';
import { giveWay } from '../../work/give-way.ts';

const summed = (weight: string): string =>
  ['calls', 'seconds', 'costUnits', 'costMicros', 'drawnUnits', 'drawnMicros']
    .map(name => `sum(${weight}${name}) AS ${name}`)
    .join(', ');

const parts = 'label, calls, seconds, costUnits, costMicros, drawnUnits, drawnMicros';

// As texts: what the largest rows add up to may leave what a number holds.
const asTexts = ['seconds', 'costUnits', 'costMicros', 'drawnUnits', 'drawnMicros']
  .map(name => `CAST(${name} AS TEXT) AS ${name}`)
  .join(', ');

/** The sums of months and days by their labels, those of some days taken away again; costliest first. Numbers are bound as real ones. */
const ranking = `
  SELECT label, calls, ${asTexts}, count(*) OVER () AS labels FROM (
    SELECT label, ${summed('weight * ')} FROM (
      SELECT 1 AS weight, ${parts} FROM usageMonths WHERE book = ?1 AND dimension = ?2 AND month BETWEEN ?3 AND ?4
      UNION ALL SELECT CAST(?5 AS INTEGER), ${parts} FROM usageDays WHERE book = ?1 AND dimension = ?2 AND day BETWEEN ?6 AND ?7
      UNION ALL SELECT CAST(?8 AS INTEGER), ${parts} FROM usageDays WHERE book = ?1 AND dimension = ?2 AND day BETWEEN ?9 AND ?10
    ) GROUP BY label HAVING sum(weight * calls) > 0
  ) AS sums
  ORDER BY sums.costUnits + sums.costMicros / 1000000 DESC, sums.costMicros % 1000000 DESC, sums.seconds DESC, label LIMIT ?11`;

const sumsIn = (table: string, period: string): string =>
  `SELECT calls, ${asTexts} FROM ${table} WHERE book = ? AND dimension = ? AND ${period} = ? AND label = ?`;
const sumsOfDay = sumsIn('usageDays', 'day');
const sumsOfMonth = sumsIn('usageMonths', 'month');

/** Likely ones among some calls, the newest first; a condition that is not asked for is null. */
const chunk = `
  SELECT ${listedColumns} FROM (
    SELECT * FROM calls WHERE book = ?1 AND start >= ?2 AND start <= ?3 AND (start < ?3 OR id < ?4) AND state = 0
     ORDER BY start DESC, id DESC LIMIT ?5
  ) WHERE creditsCost > ?6 AND (?7 IS NULL OR ${isOfPerson('', '?7', '?10')}) AND (?8 IS NULL OR destination = ?8) LIMIT ?9`;
const lastOfChunk = `
  SELECT start, id FROM calls WHERE book = ?1 AND start >= ?2 AND start <= ?3 AND (start < ?3 OR id < ?4) AND state = 0
   ORDER BY start DESC, id DESC LIMIT 1 OFFSET ?5`;

/** The sums of days under a label, the newest first: each day is looked up, until there are enough. */
const daysBack = `
  WITH RECURSIVE days (day) AS (SELECT CAST(?3 AS INTEGER) WHERE ?3 >= ?4 UNION ALL SELECT day - 1 FROM days WHERE day > ?4)
  SELECT u.day, u.last, u.calls, ${asTexts} FROM days d
    CROSS JOIN usageDays u ON u.book = ?1 AND u.dimension = ?2 AND u.day = d.day AND u.label = ?5 LIMIT ?6`;

/** What people cost, day by day: everybody's sum of a day is looked up, in the order of the table, since others have many. */
const costsOfPeople = `
  WITH RECURSIVE days (day) AS (SELECT CAST(?3 AS INTEGER) WHERE ?3 <= ?4 UNION ALL SELECT day + 1 FROM days WHERE day < ?4),
  asked AS MATERIALIZED (SELECT DISTINCT value AS label FROM json_each(?5) ORDER BY value)
  SELECT d.day, (
    SELECT json_group_object(u.label, u.costUnits || ' ' || u.costMicros) FROM asked a
      CROSS JOIN usageDays u ON u.book = ?1 AND u.dimension = ?2 AND u.day = d.day AND u.label = a.label
  ) AS costs FROM days d`;

const isOfAsked = `r.book = ?1 AND r.state = 0 AND ${isOfPerson('r.', 'a.packed', 'a.label')}`;

/**
 * People's last calls: each began when the newest sum of theirs says, or before. In the order of ids too it would go on to the next that began at
 * another instant: so the instant comes first, and then the last of its ids.
 */
const lastCalls = `
  WITH RECURSIVE months (month) AS (
    SELECT max(month) FROM usageMonths WHERE book = ?1 AND dimension = ?2
    UNION ALL SELECT month - 1 FROM months WHERE month > (SELECT min(month) FROM usageMonths WHERE book = ?1 AND dimension = ?2)
  ), asked AS MATERIALIZED (
    SELECT j.value ->> 0 AS label, coalesce(unhex(j.value ->> 1), j.value ->> 0) AS packed, (
      SELECT u.last FROM months m
        CROSS JOIN usageMonths u ON u.book = ?1 AND u.dimension = ?2 AND u.month = m.month AND u.label = j.value ->> 0 LIMIT 1
    ) AS last FROM json_each(?3) j
  ), begun AS MATERIALIZED (
    SELECT *, (SELECT r.start FROM calls r WHERE r.start BETWEEN 0 AND a.last AND ${isOfAsked} ORDER BY r.start DESC LIMIT 1) AS start
      FROM asked a
  )
  SELECT a.label, o.userName AS person, o.userPrincipalName AS address FROM begun a CROSS JOIN calls o ON o.arrival = (
    SELECT r.arrival FROM calls r WHERE r.start = a.start AND ${isOfAsked} ORDER BY r.id DESC LIMIT 1
  )`;

const begunBetween = `
  SELECT ${listedColumns} FROM calls WHERE book = ? AND (start, arrival) > (?, ?) AND start < ? ORDER BY start, arrival LIMIT ${readTogether}`;

/** Labels in the order of the table's key. */
const monthByLabel = `
  SELECT label, calls, ${asTexts} FROM usageMonths WHERE book = ? AND dimension = ? AND month = ? AND label > ? ORDER BY label LIMIT ?`;
const monthFromFirst = monthByLabel.replace('label > ?', 'label >= ?');

type Asked<Read extends 'usage' | 'usageByDay' | 'costsByDay' | 'ranked' | 'peopleOfMonth' | 'lateOfMonth'> =
  Parameters<Rows[Read]>[0];

/** Reads of one book's sums, and of its calls through them. */
export class UsageReads implements CallSource, UsageAudit {
  readonly timeZone: TimeZone;
  readonly #database: Database;
  readonly #book: number;

  constructor(database: Database, book: number, timeZone: TimeZone) {
    this.#database = database;
    this.#book = book;
    this.timeZone = timeZone;
  }

  usage({ days, of }: Asked<'usage'>): UsageSums {
    const plan = planOf(this.#within(days));
    const [dimension, label] = of === undefined ? (['all', ''] as const) : ([of.by, labelOfKey(of.key)] as const);
    const sums = (sql: string, { first, last }: Numbers): UsageSums[] =>
      Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
        sumsOf(this.#database.one(sql, this.#book, dimensions[dimension], first + index, label)),
      );
    return addUpUsage([
      ...sums(sumsOfMonth, plan.months).map(one => ({ ...one, weight: 1 as const })),
      ...plan.days.flatMap(some => sums(sumsOfDay, some).map(one => ({ ...one, weight: some.weight }))),
    ]);
  }

  byDay({ days, of }: Asked<'usageByDay'>): readonly DayUsage[] {
    const [dimension, label] = of === undefined ? (['all', ''] as const) : ([of.by, labelOfKey(of.key)] as const);
    const { first, last } = this.#within(days);
    const range = [numberOfDay(last), numberOfDay(first)] as const;
    return this.#database
      .all(daysBack, this.#book, dimensions[dimension], ...range, label, -1)
      .map(row => ({ day: dayOfNumber(Number(row['day'])), ...sumsOf(row) }))
      .toReversed();
  }

  costsByDay({ days, people }: Asked<'costsByDay'>): ReadonlyMap<string, ReadonlyMap<Day, bigint>> {
    const { first, last } = this.#within(days);
    const asked = [numberOfDay(first), numberOfDay(last), JSON.stringify(people)];
    return costsByDayOf(this.#database.all(costsOfPeople, this.#book, dimensions.person, ...asked));
  }

  ranked({ days, by, top, isNamed = true }: Asked<'ranked'>): UsageRanking {
    const { months, days: some } = planOf(this.#within(days));
    const [one, other] = some;
    const rows = this.#database.all(
      ranking,
      ...[this.#book, dimensions[by], months.first, months.last],
      ...[one.weight, one.first, one.last, other.weight, other.first, other.last],
      // One at least, which tells how many there are.
      Math.max(1, top),
    );
    const lines = rows.slice(0, top).map(row => lineOfLabel(row, sumsOf(row)));
    const shown = by === 'person' && isNamed ? namedLines(lines, this.lastCallers(keysToName(lines))) : lines;
    return rankingOf(shown, Number(rows[0]?.['labels'] ?? 0), this.usage({ days }));
  }

  lastCallers(keys: readonly string[]): ReadonlyMap<string, LastCaller> {
    if (keys.length === 0) return new Map();
    const asked = JSON.stringify(keys.map(key => [key, hexOfGuid(key)]));
    return lastCallersOf(this.#database.all(lastCalls, this.#book, dimensions.person, asked));
  }

  peopleOfMonth(asked: Asked<'peopleOfMonth'>): readonly PersonUsage[] {
    return this.#labelsOfMonth('person', asked);
  }

  lateOfMonth(asked: Asked<'lateOfMonth'>): readonly LateCharge[] {
    return this.#labelsOfMonth('late', asked).map(({ key, drawn }) => ({ key, amount: drawn }));
  }

  #labelsOfMonth(dimension: 'person' | 'late', { month, after, limit }: Asked<'peopleOfMonth'>) {
    const sql = after === undefined ? monthFromFirst : monthByLabel;
    const from = after === undefined ? '' : labelOfKey(after);
    return this.#database
      .all(sql, ...[this.#book, dimensions[dimension], numberOfMonth(month), from, limit])
      .map(row => ({ key: keyOfLabel(String(row['label'])), ...sumsOf(row) }));
  }

  totals(): UsageTotals {
    const row = this.#database.one(
      `SELECT calls, ${asTexts} FROM (SELECT ${summed('')} FROM usageMonths WHERE book = ? AND dimension = ?)`,
      this.#book,
      dimensions.all,
    );
    const counts = this.#database.all(
      'SELECT label, calls FROM usageMonths WHERE book = ? AND dimension = ? AND month = 0',
      this.#book,
      dimensions.count,
    );
    return totalsOf(sumsOf(row), counts);
  }

  chunk(asked: AskedChunk): Promise<Chunk> {
    const { from, before, person, destination, over, examine, want } = asked;
    const some = [this.#book, from, before.start, packedGuid(before.id)] as const;
    const packed = person === undefined ? null : packedGuid(person);
    const conditions = [over, packed, destination ?? null, want, person ?? null] as const;
    const rows = storedRows(this.#database, chunk, ...some, examine, ...conditions);
    const end = rows.length === want ? undefined : this.#database.one(lastOfChunk, ...some, examine - 1);
    const last = end === undefined ? undefined : { start: Number(end['start']), id: unpackedText(end['id']) };
    return Promise.resolve({ rows, end: endOfChunk(asked, rows, last) });
  }

  newestDays(of: { readonly by: UsageBy; readonly key: UsageKey }, range: Numbers & { readonly limit: number }) {
    const kept = this.#keptDays();
    const { limit } = range;
    const [first, last] = [Math.max(range.first, kept?.first ?? 0), Math.min(range.last, kept?.last ?? -1)];
    const rows = this.#database.all(
      daysBack,
      ...[this.#book, dimensions[of.by], last, first, labelOfKey(of.key), limit],
    );
    return Promise.resolve(
      rows.map((row): DayOfCalls => ({
        day: Number(row['day']),
        calls: Number(row['calls']),
        last: Number(row['last']),
      })),
    );
  }

  #within(days: DayRange): DayRange {
    return withinDays(days, this.#keptDays());
  }

  #keptDays(): Numbers | undefined {
    const end = (of: 'min' | 'max') =>
      this.#database.one(`SELECT ${of}(day) AS day FROM usageDays WHERE book = ? AND dimension = 0`, this.#book)?.[
        'day'
      ];
    const [first, last] = [end('min'), end('max')];
    return typeof first === 'number' && typeof last === 'number' ? { first, last } : undefined;
  }

  starts(): Promise<readonly [Instant, Instant] | undefined> {
    const found = this.#database.one(
      'SELECT min(start) AS first, max(start) AS last FROM calls WHERE book = ?',
      this.#book,
    );
    const isEmpty = typeof found?.['first'] !== 'number';
    return Promise.resolve(isEmpty ? undefined : [Number(found['first']), Number(found['last'])]);
  }

  async *rowsBetween(from: Instant, to: Instant): AsyncIterable<readonly StoredRow[]> {
    for (
      let last: Pick<StoredRow, 'start' | 'arrival'> | undefined = { start: from, arrival: 0 };
      last !== undefined;
    ) {
      const rows = storedRows(this.#database, begunBetween, this.#book, last.start, last.arrival, to);
      yield rows;
      last = rows.at(-1);
      await giveWay();
    }
  }

  kept(period: 'day' | 'month', { first, last }: Numbers): Promise<readonly KeptSum[]> {
    const [table, column] = period === 'day' ? ['usageDays', 'day'] : ['usageMonths', 'month'];
    const rows = this.#database.all(
      `SELECT dimension, ${column} AS period, label, calls, ${asTexts} FROM ${table}
        WHERE book = ? AND dimension IN (0, 1, 2, 3, 4, 5) AND ${column} BETWEEN ? AND ?`,
      ...[this.#book, first, last],
    );
    return Promise.resolve(rows.map(keptSum));
  }

  keptLate(): Promise<readonly KeptSum[]> {
    const rows = this.#database.all(
      `SELECT dimension, month AS period, label, calls, ${asTexts} FROM usageMonths WHERE book = ? AND dimension = ?`,
      ...[this.#book, dimensions.late],
    );
    return Promise.resolve(rows.map(keptSum));
  }
}

const keptSum = (row: Columns): KeptSum => ({
  ...{ dimension: Number(row['dimension']), period: Number(row['period']), label: String(row['label']) },
  ...sumsOf(row),
});

function sumsOf(row: Columns | undefined): UsageSums {
  const amount = (name: 'cost' | 'drawn'): bigint =>
    wideSum(row?.[`${name}Units`]) * 1_000_000n + wideSum(row?.[`${name}Micros`]);
  return usageSumsOf({ ...row, cost: amount('cost'), drawn: amount('drawn') });
}
