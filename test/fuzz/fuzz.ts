import { parseArgs } from 'node:util';
import { fuzzActivities } from './fuzz-activities.ts';

// npm run fuzz -- activities --seed 1 --count 30000: prints each fault with the number of the activity that made it, and ends with 1 if any did.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '30000' } },
});
const [seed, count] = [Number(values.seed), Number(values.count)];
if (positionals.join() !== 'activities' || !Number.isSafeInteger(seed) || !(count > 0))
  throw new Error('npm run fuzz -- activities --seed N --count N');

const started = performance.now();
const { faults, statuses, slowestMs, largest, memory } = await fuzzActivities({ seed, count }, ({ index, what }) =>
  console.error(`seed ${seed}, number ${index}: ${what.slice(0, 300)}`),
);
console.log(
  `${count} activities of seed ${seed} in ${Math.round((performance.now() - started) / 1000)} s: ${faults.length} faults`,
);
console.log(`answers: ${[...statuses].map(([status, times]) => `${times} × ${status}`).join(', ')}`);
console.log(`at most ${slowestMs} ms of CPU, and ${largest} bytes; memory in MB: ${memory.join(', ')}`);
process.exitCode = faults.length === 0 ? 0 : 1;
