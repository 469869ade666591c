import { balanceOf, poolAt, type Entry, type Micros } from '../../core/index.ts';

/** The balance at any instant, past or future (L6). */
export const balanceAt = (entries: readonly Entry[], asOf: Parameters<typeof poolAt>[1]): Micros =>
  balanceOf(poolAt(entries, asOf), asOf.at);
