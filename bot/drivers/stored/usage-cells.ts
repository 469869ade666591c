import { usageKeysOf, type CallDescription, type Instant, type UsageBy, type UsageKey } from '../../../core/index.ts';
import { monthOfDay, type LocalDays } from './local-days.ts';
import type { StoredRow } from './row.ts';

/** What rows are summed by, as the tables have it. Counts of all time are kept as those of month 0. */
export const dimensions = { all: 0, person: 1, destination: 2, type: 3, 'own-number': 4, count: 5 } as const;

export type Dimension = keyof typeof dimensions;

/** The label of what was erased. A text of the log that is the same is taken for unknown. */
const erasedLabel = '\u0001';

export const labelOfKey = (key: UsageKey): string => key ?? erasedLabel;

export const keyOfLabel = (label: string): UsageKey => (label === erasedLabel ? null : label);

/**
 * Sums of rows. Amounts are kept as whole units and micro-units of what is left: of the largest rows that are taken in, a sum of micro-units alone
 * would leave 64 bits after some 4,600.
 */
export interface Cell {
  calls: number;
  seconds: number;
  costUnits: number;
  costMicros: number;
  drawnUnits: number;
  drawnMicros: number;
  /** When the last of them began, or later: where to look for it. What is taken away does not lower it. */
  last: Instant;
}

/** What counts of a row. */
export type SummedRow = Pick<
  StoredRow,
  'state' | 'question' | 'start' | 'seconds' | 'cost' | 'creditsCost' | 'isCorrection'
>;

const microsPerUnit = 1_000_000;

const by: readonly UsageBy[] = ['person', 'destination', 'type', 'own-number'];

/** By how much the sums of a book change: rows are added and taken away, and each sum is written once. */
export class UsageChanges {
  readonly #days: LocalDays;
  readonly #byDay = new Periods();
  readonly #counts = new Periods();

  constructor(days: LocalDays) {
    this.#days = days;
  }

  add(row: SummedRow, about: CallDescription): void {
    this.#change(row, about, 1);
  }

  takeAway(row: SummedRow, about: CallDescription): void {
    this.#change(row, about, -1);
  }

  get byDay(): Iterable<Change> {
    return this.#byDay.changes();
  }

  get byMonth(): Iterable<Change> {
    const byMonth = new Periods();
    this.#counts.addTo(byMonth, month => month);
    this.#byDay.addTo(byMonth, monthOfDay);
    return byMonth.changes();
  }

  #change(row: SummedRow, about: CallDescription, sign: 1 | -1): void {
    if (row.isCorrection === 1) this.#count('corrections', sign);
    if (row.state === 'held' && row.question !== null) this.#count(row.question, sign);
    if (row.state !== 'standing') return;
    if (row.cost > 0) this.#count('drawn', sign);
    const day = this.#days.numberOf(row.start);
    const cell = cellOf(row, sign);
    this.#byDay.at('all', day, '', cell);
    const keys = usageKeysOf(about);
    for (const dimension of by) {
      const key = keys[dimension];
      this.#byDay.at(dimension, day, key === erasedLabel ? '' : labelOfKey(key), cell);
    }
  }

  #count(what: string, sign: 1 | -1): void {
    this.#counts.at('count', 0, what, { ...none, calls: sign });
  }
}

/** One sum's change, in the order of the tables' keys. */
export interface Change extends Cell {
  readonly dimension: number;
  readonly period: number;
  readonly label: string;
}

/** Cells by dimension and period, then by label. */
class Periods {
  readonly #cells = new Map<Dimension, Map<number, Map<string, Cell>>>();

  at(dimension: Dimension, period: number, label: string, { last, ...sums }: Cell): void {
    const periods = found(this.#cells, dimension, () => new Map<number, Map<string, Cell>>());
    const labels = found(periods, period, () => new Map<string, Cell>());
    const cell = found(labels, label, () => ({ ...none }));
    for (const name of measures) cell[name] += sums[name];
    if (last > cell.last) cell.last = last;
  }

  addTo(others: Periods, periodOf: (period: number) => number): void {
    for (const [dimension, periods] of this.#cells)
      for (const [period, labels] of periods)
        for (const [label, cell] of labels) others.at(dimension, periodOf(period), label, cell);
  }

  *changes(): Iterable<Change> {
    for (const [dimension, periods] of this.#cells)
      for (const period of [...periods.keys()].toSorted((one, other) => one - other))
        for (const [label, cell] of [...(periods.get(period) ?? [])].toSorted(byLabel))
          if (measures.some(name => cell[name] !== 0) || cell.last > 0)
            yield { dimension: dimensions[dimension], period, label, ...cell };
  }
}

const measures = ['calls', 'seconds', 'costUnits', 'costMicros', 'drawnUnits', 'drawnMicros'] as const;

const none: Cell = { calls: 0, seconds: 0, costUnits: 0, costMicros: 0, drawnUnits: 0, drawnMicros: 0, last: 0 };

const cellOf = ({ start, seconds, cost, creditsCost }: SummedRow, sign: 1 | -1): Cell => ({
  calls: sign,
  seconds: sign * seconds,
  costUnits: sign * Math.floor(creditsCost / microsPerUnit),
  costMicros: sign * (creditsCost % microsPerUnit),
  drawnUnits: sign * Math.floor(cost / microsPerUnit),
  drawnMicros: sign * (cost % microsPerUnit),
  last: sign === 1 ? start : 0,
});

const byLabel = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

function found<Key, Value>(map: Map<Key, Value>, key: Key, fresh: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = fresh();
  map.set(key, made);
  return made;
}
