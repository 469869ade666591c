import type { Window } from '../../../core/index.ts';
import { giveWay } from '../../work/give-way.ts';
import type { Database } from './database.ts';

/** A window of the calls of one book. */
export interface WindowOfBook {
  readonly book: number;
  readonly window: Window;
}

const begun = 'SELECT count(*) AS calls FROM calls WHERE book = ? AND start >= ? AND start < ?';

/** So many are read in some 20 ms. */
const callsTogether = 5000;

/** A window in parts in which about so many calls began; others have their turn after each. */
export async function* partsOfWindow(
  database: Database,
  { book, window: { from, to } }: WindowOfBook,
  together = callsTogether,
): AsyncGenerator<Window> {
  const calls = Number(database.one(begun, book, from, to)?.['calls'] ?? 0);
  const partMs = calls <= together ? to - from : Math.ceil(((to - from) * together) / calls);
  for (let start = from; start < to; start += partMs) {
    if (start > from) await giveWay();
    yield { from: start, to: Math.min(start + partMs, to) };
  }
}
