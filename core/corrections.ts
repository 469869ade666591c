import type { Lot } from './lots.ts';
import type { Micros } from './money.ts';
import type { Pool, Reduction } from './pool.ts';

/** What corrects an invoice: a credit note, or what takes one back (L9). Its number follows from the journal. */
export interface Correction {
  /** 1, 2, 3 … over all invoices, in the order in which they were recorded. */
  readonly number: number;
  readonly what: Reduction['kind'];
  /** The entry that recorded it. */
  readonly entry: string;
  readonly lot: Lot;
  /** Above zero: what a credit note gives back, or what counts again. */
  readonly amount: Micros;
  /** What had been given back of the purchase before it, and what has been with it. */
  readonly before: Micros;
  readonly after: Micros;
  /** The corrections that it takes back; none of a credit note. */
  readonly reverses: readonly number[];
}

/** All corrections by their numbers, which have no gap: what was given back of purchases, those that never were, and what counts again. */
export function correctionsOf({ lots, reductions }: Pick<Pool, 'lots' | 'reductions'>): readonly Correction[] {
  const lotById = new Map(lots.map(lot => [lot.id, lot]));
  const givenBack = new Map<string, Micros>();
  const numbers = new Map<string, number>();
  const corrections: Correction[] = [];
  for (const { id, kind, lotId, amount, reverses = [] } of reductions.toSorted((one, other) => one.seq - other.seq)) {
    const lot = lotById.get(lotId);
    if (lot === undefined) continue;
    const before = givenBack.get(lotId) ?? 0;
    const after = before + amount;
    const number = corrections.length + 1;
    givenBack.set(lotId, after);
    numbers.set(id, number);
    corrections.push({
      ...{ number, what: kind, entry: id, lot, amount: Math.abs(amount), before, after },
      reverses: reverses.flatMap(one => numbers.get(one) ?? []),
    });
  }
  return corrections;
}
