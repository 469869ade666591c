import {
  graceMs,
  usageKeysOf,
  type CallDescription,
  type Instant,
  type Micros,
  type UsageBy,
  type UsageKey,
} from '../../../core/index.ts';
import { monthOfDay, type LocalDays } from './local-days.ts';
import type { StoredRow } from './row.ts';

/**
 * What rows are summed by, as the tables have it. Counts of all time are kept as those of month 0. `late`: by how much more the statement of a
 * month says that somebody used than their calls of that month draw, and how many records that is made of.
 */
export const dimensions = { all: 0, person: 1, destination: 2, type: 3, 'own-number': 4, count: 5, late: 6 } as const;

export type Dimension = keyof typeof dimensions;

/** The label of what was erased. A text of the log that is the same is taken for unknown. */
const erasedLabel = '\u0001';

export const labelOfKey = (key: UsageKey): string => key ?? erasedLabel;

/** A text that stands for what was erased is taken for unknown. */
const summedLabel = (key: UsageKey): string => (key === erasedLabel ? '' : labelOfKey(key));

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
  'state' | 'question' | 'start' | 'seconds' | 'cost' | 'creditsCost' | 'isCorrection' | 'late'
>;

const microsPerUnit = 1_000_000;

const by: readonly UsageBy[] = ['person', 'destination', 'type', 'own-number'];

/** By how much the sums of a book change: rows are added and taken away, and each sum is written once. An import asks for every row. */
export class UsageChanges {
  readonly #days: LocalDays;
  readonly #byDay = new Periods();
  /** Of months alone. */
  readonly #byMonth = new Periods();

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
    return this.#inMonths();
  }

  *#inMonths(): Iterable<Change> {
    yield* this.#byMonth.changes();
    yield* this.#byDay.inMonths().changes();
  }

  #change(row: SummedRow, about: CallDescription, sign: 1 | -1): void {
    if (row.isCorrection === 1) this.#count('corrections', sign);
    if (row.state === 'held' && row.question !== null) this.#count(row.question, sign);
    if (row.late.length > 0) this.#moveLate(row, about, sign);
    if (row.state !== 'standing') return;
    if (row.cost > 0) this.#count('drawn', sign);
    const day = this.#days.numberOf(row.start);
    addRow(this.#byDay.at('all', day, ''), row, sign);
    const keys = usageKeysOf(about);
    for (const dimension of by) {
      addRow(this.#byDay.at(dimension, day, summedLabel(keys[dimension])), row, sign);
    }
  }

  /** What was recorded after the month of a call had closed is taken out of that month, and is in the one that was open then (L12). */
  #moveLate({ start, cost, late }: SummedRow, about: CallDescription, sign: 1 | -1): void {
    const label = summedLabel(usageKeysOf(about).person);
    const called = monthOfDay(this.#days.numberOf(start));
    for (const at of late) {
      const open = monthOfDay(this.#days.numberOf(Math.abs(at) - graceMs));
      if (open <= called) continue;
      const amount = sign * Math.sign(at) * cost;
      addRecord(this.#byMonth.at('late', called, label), -amount, sign);
      addRecord(this.#byMonth.at('late', open, label), amount, sign);
    }
  }

  #count(what: string, sign: 1 | -1): void {
    this.#byMonth.at('count', 0, what).calls += sign;
  }
}

/** One sum's change, in the order of the tables' keys. */
export interface Change extends Cell {
  readonly dimension: number;
  readonly period: number;
  readonly label: string;
}

type Labels = Map<string, Cell>;

/** Cells by dimension and period, then by label. */
class Periods {
  readonly #cells = new Map<Dimension, Map<number, Labels>>();

  at(dimension: Dimension, period: number, label: string): Cell {
    const periods = found(this.#cells, dimension, () => new Map<number, Labels>());
    return found(
      found(periods, period, () => new Map<string, Cell>()),
      label,
      noCell,
    );
  }

  /** The same by month. Most pages of calls are of one day of it: its cells are those of the month too, and are not copied. */
  inMonths(): Periods {
    const byMonth = new Periods();
    for (const [dimension, days] of this.#cells)
      for (const [month, ofMonth] of Map.groupBy(days, ([day]) => monthOfDay(day))) {
        const [first, ...others] = ofMonth.map(([, labels]) => labels);
        if (first !== undefined && others.length === 0) byMonth.#take(dimension, month, first);
        else
          for (const [, labels] of ofMonth)
            for (const [label, cell] of labels) addCell(byMonth.at(dimension, month, label), cell);
      }
    return byMonth;
  }

  *changes(): Iterable<Change> {
    for (const [dimension, periods] of this.#cells)
      for (const period of [...periods.keys()].toSorted((one, other) => one - other)) {
        const labels = periods.get(period);
        for (const label of [...(labels?.keys() ?? [])].toSorted()) {
          const cell = labels?.get(label);
          if (cell !== undefined && isChange(cell)) yield { dimension: dimensions[dimension], period, label, ...cell };
        }
      }
  }

  #take(dimension: Dimension, period: number, labels: Labels): void {
    found(this.#cells, dimension, () => new Map<number, Labels>()).set(period, labels);
  }
}

const noCell = (): Cell => ({
  ...{ calls: 0, seconds: 0, costUnits: 0, costMicros: 0, drawnUnits: 0, drawnMicros: 0, last: 0 },
});

const isChange = ({ calls, seconds, costUnits, costMicros, drawnUnits, drawnMicros, last }: Cell): boolean =>
  last > 0 || [calls, seconds, costUnits, costMicros, drawnUnits, drawnMicros].some(value => value !== 0);

function addRow(cell: Cell, { start, seconds, cost, creditsCost }: SummedRow, sign: 1 | -1): void {
  cell.calls += sign;
  cell.seconds += sign * seconds;
  cell.costUnits += sign * Math.floor(creditsCost / microsPerUnit);
  cell.costMicros += sign * (creditsCost % microsPerUnit);
  cell.drawnUnits += sign * Math.floor(cost / microsPerUnit);
  cell.drawnMicros += sign * (cost % microsPerUnit);
  if (sign === 1 && start > cell.last) cell.last = start;
}

function addRecord(cell: Cell, amount: Micros, sign: 1 | -1): void {
  cell.calls += sign;
  cell.drawnUnits += Math.trunc(amount / microsPerUnit);
  cell.drawnMicros += amount % microsPerUnit;
}

function addCell(cell: Cell, { calls, seconds, costUnits, costMicros, drawnUnits, drawnMicros, last }: Cell): void {
  cell.calls += calls;
  cell.seconds += seconds;
  cell.costUnits += costUnits;
  cell.costMicros += costMicros;
  cell.drawnUnits += drawnUnits;
  cell.drawnMicros += drawnMicros;
  if (last > cell.last) cell.last = last;
}

function found<Key, Value>(map: Map<Key, Value>, key: Key, fresh: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = fresh();
  map.set(key, made);
  return made;
}
