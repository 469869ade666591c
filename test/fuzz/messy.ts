import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { anyManner, messyExport, rowsIn } from '../support/messy-exports.ts';
import { outcomeOf } from '../support/messy-outcome.ts';
import type { Cases } from './cases.ts';
import { Dice } from './dice.ts';

/** Saves an export in mixtures of the manners of other programs: each is read right, or refused with the right reason. */
export async function fuzz({ seed, from, count }: Cases): Promise<void> {
  const rows = rowsIn(readFileSync(path.join(import.meta.dirname, '../data/messy/as-it-came.csv'), 'utf8'));
  let refused = 0;
  for (let number = from; number < from + count; number += 1) {
    const manner = anyManner(new Dice(seed, number));
    console.log(`case ${number} ${JSON.stringify(manner)}`);
    const { name, bytes, expected } = await messyExport(rows, manner);
    const outcome = await outcomeOf({ name, bytes });
    if ('refused' in outcome) refused += 1;
    if (!isDeepStrictEqual(outcome, expected))
      console.log(`FOUND messy seed ${seed} case ${number}: ${JSON.stringify({ outcome, expected, manner })}`);
  }
  console.log(`done ${count} cases, of which ${refused} refused`);
}
