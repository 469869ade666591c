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

/**
 * A window in parts in which at most so many calls began, unless they began at once; others have their turn after each. The parts are of different
 * moments: a call whose beginning is corrected meanwhile may be in two of them, or in none.
 */
export async function* partsOfWindow(
  database: Database,
  asked: WindowOfBook,
  together = callsTogether,
): AsyncGenerator<Window> {
  let isFirst = true;
  for (const part of halved(database, asked, together)) {
    if (!isFirst) await giveWay();
    isFirst = false;
    yield part;
  }
}

function* halved(
  database: Database,
  { book, window: { from, to } }: WindowOfBook,
  together: number,
): Generator<Window> {
  const calls = Number(database.one(begun, book, from, to)?.['calls'] ?? 0);
  const middle = Math.floor((from + to) / 2);
  if (calls <= together || middle === from) yield { from, to };
  else
    for (const window of [
      { from, to: middle },
      { from: middle, to },
    ])
      yield* halved(database, { book, window }, together);
}
