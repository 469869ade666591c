import type { CallMix } from '../../../core/index.ts';
import { callMixOf } from '../stored/usage-answers.ts';
import { personKey } from './call-columns.ts';
import type { Database } from './database.ts';
import { partsOfWindow, type WindowOfBook } from './parts-of-window.ts';

/** Micro-units in two parts, as the kept sums have them: of the largest rows they might not fit into one. */
const mixes = `
  SELECT ${personKey} AS person, destination, callType AS type, capability, count(*) AS calls, sum((seconds + 59) / 60) AS minutes,
         CAST(sum(creditsCost / 1000000) AS TEXT) AS "costUnits", CAST(sum(creditsCost % 1000000) AS TEXT) AS "costMicros"
    FROM calls WHERE book = ? AND start >= ? AND start < ? AND state = 0
   GROUP BY 1, 2, 3, 4`;

/** What calls of a window have in common, added up in parts of it, so that others have their turn where there are very many. */
export async function callMixes(
  database: Database,
  asked: WindowOfBook,
  together?: number,
): Promise<readonly CallMix[]> {
  const sums = new Map<string, CallMix>();
  for await (const { from, to } of partsOfWindow(database, asked, together)) {
    for (const mix of database.all(mixes, asked.book, from, to).map(callMixOf)) {
      const key = JSON.stringify([mix.person, mix.destination, mix.type, mix.capability]);
      const known = sums.get(key);
      sums.set(key, known === undefined ? mix : added(known, mix));
    }
  }
  return [...sums.values()];
}

const added = (one: CallMix, other: CallMix): CallMix => ({
  ...one,
  calls: one.calls + other.calls,
  minutes: one.minutes + other.minutes,
  cost: one.cost + other.cost,
});
