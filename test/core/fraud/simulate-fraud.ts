import { createHash } from 'node:crypto';
import { alarmFigures, alarmLine, figuresOf, isInTime, missLine, weighty } from './figures.ts';
import { lookAt, type Seen } from './measure.ts';
import { fraudKinds } from './planted-fraud.ts';

/** How many organizations of each size, and on how many of their people each kind of fraud is planted. */
const plan = [
  { people: 5, organizations: 60, victims: 3 },
  { people: 20, organizations: 40, victims: 5 },
  { people: 100, organizations: 20, victims: 10 },
  { people: 500, organizations: 10, victims: 20 },
  { people: 2000, organizations: 6, victims: 30 },
  { people: 5000, organizations: 4, victims: 50 },
];

/**
 * Measures what is told of unusual spend, and prints it by kind and by size, with some misses and false alarms. The seeds come from a text:
 * of the commit that set the limits its id, so that nobody could choose them.
 */
export function simulateFraud({ text, most }: { readonly text: string; readonly most: number }): void {
  const seen: Seen[] = [];
  for (const { people, organizations, victims } of plan.filter(one => one.people <= most)) {
    for (let number = 0; number < organizations; number += 1)
      seen.push(lookAt(seedOf(`${text} ${people} ${number}`), { people, victims }));
    const size = `${people} people`;
    console.table({ [size]: alarmFigures(seen.filter(one => one.people === people)) });
  }
  const outcomes = seen.flatMap(one => one.outcomes);
  const by = (rows: readonly (readonly [string, typeof outcomes])[]) =>
    console.table(Object.fromEntries(rows.map(([name, some]) => [name, figuresOf(some)])));
  by(fraudKinds.map(kind => [kind, outcomes.filter(one => one.kind === kind)]));
  by([...Map.groupBy(outcomes, ({ people }) => `${people} people`)]);
  by([['all', outcomes]]);
  console.log('False alarms:');
  for (const alarm of spread(seen.flatMap(({ alarms }) => alarms))) console.log(`  ${alarmLine(alarm)}`);
  console.log('Found late, or never:');
  const late = weighty(outcomes).filter(one => !isInTime(one, 'byCallTime'));
  for (const miss of spread(late)) console.log(`  ${missLine(miss)}`);
}

const seedOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32LE(0);

/** Twenty of them, from the first to the last. */
const spread = <Item>(items: readonly Item[]): readonly Item[] =>
  items.filter((_, index) => Math.floor((index * 20) / items.length) !== Math.floor(((index - 1) * 20) / items.length));
