import { parseArgs } from 'node:util';
import { toldYear } from '../../alerts/year/told-year.ts';
import { misbehavingWorld } from '../../drivers/world/world.ts';
import { loadedDay } from '../../process/day/day.ts';
import { foreseenYear } from '../foresight/foreseen-year.ts';
import { simulateFraud } from '../fraud/simulate-fraud.ts';
import { mirroredYear } from './mirrored-year.ts';
import { liveYear } from './simulator.ts';

// npm run simulate -- [mirrored | alerts | foresight] --seeds 1000 [--from 1]: simulates that many years of the ledger, of credits that
// Microsoft sells, of who is told what, or of what is
// foreseen, each of another seed; prints a seed that fails, to repeat it.
// npm run simulate -- world [--people 10000] [--rows 100000] [--speed 10]: a Graph that misbehaves in every way at once.
// npm run simulate -- day [--minutes 8] [--organizations 50] [--from 1]: a day of organizations on two replicas with one PostgreSQL.
// npm run simulate -- fraud [--text COMMIT] [--most 500]: plants fraud in organizations of up to so many people, by seeds made of a text.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ seeds: { type: 'string', default: '100' }, from: { type: 'string', default: '1' } },
    ...{ text: { type: 'string', default: 'fraud' }, most: { type: 'string', default: '500' } },
    ...{ people: { type: 'string', default: '10000' }, rows: { type: 'string', default: '100000' } },
    speed: { type: 'string', default: '10' },
    ...{ minutes: { type: 'string', default: '8' }, organizations: { type: 'string', default: '50' } },
  },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from))
  throw new Error('--seeds and --from are whole numbers');
if (positionals.includes('fraud')) {
  simulateFraud({ text: values.text, most: Number(values.most) });
  process.exit();
}
if (positionals.includes('day')) {
  const [minutes, organizations] = [values.minutes, values.organizations].map(Number) as [number, number];
  const wrongs = await loadedDay({ minutes, organizations, seed: from });
  for (const wrong of wrongs.slice(0, 20)) console.error(wrong);
  process.exit(wrongs.length === 0 ? 0 : 1);
}
if (positionals.includes('world')) {
  const [people, rows, speed] = [values.people, values.rows, values.speed].map(Number) as [number, number, number];
  const wrongs = await misbehavingWorld({ people, rows, speed });
  for (const wrong of wrongs.slice(0, 20)) console.error(wrong);
  process.exit(wrongs.length === 0 ? 0 : 1);
}
const years: Readonly<Record<string, (seed: number) => object | Promise<object>>> = {
  mirrored: mirroredYear,
  alerts: toldYear,
  foresight: foreseenYear,
};
const year = years[positionals[0] ?? ''] ?? liveYear;

const totals: Record<string, number> = {};
let failed = 0;
for (let seed = from; seed < from + seeds; seed += 1) {
  try {
    for (const [name, count] of Object.entries<number>({ ...(await year(seed)) }))
      totals[name] = (totals[name] ?? 0) + count;
  } catch (error) {
    failed += 1;
    console.error(`seed ${seed}: ${(error as Error).message}`);
  }
}
console.log(`${seeds} years lived, ${failed} failed`);
console.table(totals);
process.exitCode = failed === 0 ? 0 : 1;
