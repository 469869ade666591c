import type { CallMix, Day } from '../../../core/index.ts';
import type { LastCaller, PersonCall, UsageLine, UsageRanking, UsageSums, UsageTotals } from '../../ports/index.ts';
import { wideSum, type Columns } from './columns.ts';
import { dayOfNumber } from './local-days.ts';
import { keyOfLabel } from './usage-cells.ts';

/** The sums of a query's columns `calls`, `seconds`, `cost` and `drawn`; of nothing where there is no row. */
export const usageSumsOf = (row: Columns | undefined): UsageSums => ({
  calls: Number(row?.['calls'] ?? 0),
  seconds: Number(row?.['seconds'] ?? 0),
  cost: wideSum(row?.['cost']),
  drawn: wideSum(row?.['drawn']),
});

/** The lines of a ranking, whose query counts all labels in `labels`; those that are not listed have what is left of the sums of all. */
export function rankingOf(lines: readonly UsageLine[], labels: number, all: UsageSums): UsageRanking {
  const others = addUpUsage([{ ...all, weight: 1 }, ...lines.map(line => ({ ...line, weight: -1 as const }))]);
  return { lines, others: { lines: labels - lines.length, ...others } };
}

/** Whom the lines of a ranking of people are to name. */
export const keysToName = (lines: readonly UsageLine[]): readonly string[] =>
  lines.flatMap(({ key }) => (key === null || key === '' ? [] : [key]));

/** The lines of a ranking of people, each with the name of their last call. */
export const namedLines = (
  lines: readonly UsageLine[],
  callers: ReadonlyMap<string, LastCaller>,
): readonly UsageLine[] => lines.map(line => ({ ...line, label: callers.get(line.key ?? '')?.name ?? '' }));

/** What a query's columns `label`, `person` and `address` say of somebody's last call, by their key. */
export const lastCallersOf = (rows: readonly Columns[]): ReadonlyMap<string, LastCaller> =>
  new Map(
    rows.map(({ label, person, address }) => [
      String(label),
      { name: String(person), address: typeof address === 'string' ? address : '' },
    ]),
  );

/** What a query's columns `day` and `costs` say of people's days: `{"key":"1 250000"}` are units, and micro-units of what is left. */
export function costsByDayOf(rows: readonly Columns[]): ReadonlyMap<string, ReadonlyMap<Day, bigint>> {
  const found = new Map<string, Map<Day, bigint>>();
  for (const { day: number, costs } of rows) {
    if (typeof costs !== 'string') continue;
    const day = dayOfNumber(Number(number));
    for (const [key, cost] of Object.entries(JSON.parse(costs) as Record<string, string>)) {
      const [units = '0', micros = '0'] = cost.split(' ');
      const own = found.get(key) ?? new Map<Day, bigint>();
      own.set(day, BigInt(units) * 1_000_000n + BigInt(micros));
      found.set(key, own);
    }
  }
  return found;
}

/** The line of a query's column `label`; what is unknown or erased has no label to show. */
export const lineOfLabel = (row: Columns, sums: UsageSums): UsageLine => {
  const key = keyOfLabel(String(row['label']));
  return { key, label: key ?? '', ...sums };
};

/** The columns of a query of what calls have in common; what they cost in units, and in micro-units of what is left. */
export const callMixOf = (row: Columns): CallMix => ({
  person: String(row['person']),
  destination: String(row['destination']),
  type: String(row['type']),
  capability: String(row['capability']),
  calls: Number(row['calls']),
  minutes: Number(row['minutes']),
  cost: wideSum(row['costUnits']) * 1_000_000n + wideSum(row['costMicros']),
});

/** The columns of a query of people's calls. */
export const personCallOf = (row: Columns): PersonCall => ({
  start: Number(row['start']),
  seconds: Number(row['seconds']),
  cost: Number(row['cost']),
  callType: String(row['callType']),
  destination: String(row['destination']),
  callee: String(row['callee']),
  person: String(row['person']),
});

/** Sums that are added, or taken away. */
export const addUpUsage = (some: readonly (UsageSums & { readonly weight: 1 | -1 })[]): UsageSums =>
  some.reduce<UsageSums>(
    (sum, { weight, calls, seconds, cost, drawn }) => ({
      calls: sum.calls + weight * calls,
      seconds: sum.seconds + weight * seconds,
      cost: sum.cost + BigInt(weight) * cost,
      drawn: sum.drawn + BigInt(weight) * drawn,
    }),
    { calls: 0, seconds: 0, cost: 0n, drawn: 0n },
  );

/** The totals, from the sums of all and the counts by their names. */
export function totalsOf(sums: UsageSums, counts: readonly Columns[]): UsageTotals {
  const byName = new Map(counts.map(row => [row['label'], Number(row['calls'])]));
  return {
    rowsKnown: sums.calls,
    rowsDrawn: byName.get('drawn') ?? 0,
    drawn: sums.drawn,
    corrections: byName.get('corrections') ?? 0,
    questionsLookAlike: byName.get('look-alike') ?? 0,
    questionsOtherCurrency: byName.get('other-currency') ?? 0,
    questionsErased: byName.get('erased') ?? 0,
    questionsUnknownCapability: byName.get('unknown-capability') ?? 0,
    secondsAll: sums.seconds,
  };
}
