import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { aFolder } from '../support/drivers.ts';
import { Ledgers } from '../support/kills.ts';
import { flipped, recordRun, Restarts, type RecordedRun } from '../support/recorded-run.ts';
import { whole, type Extent, type Figure } from './figures.ts';

// What the tests sample, at length: a write-ahead log cut at many bytes, many flipped bits, and many killed writers.

/** The stride is the bytes from one cut of the log to the next: every byte, or no divisor of a page, so that each is cut at other places than the one before it. */
const sizes = {
  small: { kills: 40, flips: 600, stride: 149 },
  full: { kills: 200, flips: 20_000, stride: 1 },
} as const;
const seed = 20_261_123;

export async function benchCrashes(_folder: string, extent: Extent): Promise<readonly Figure[]> {
  const { kills, flips, stride } = sizes[extent];
  const folder = await aFolder();
  const run = await recordRun(path.join(folder, 'recorded'), 1);
  const restarts = new Restarts(folder);
  const prefixes = await manyPrefixes(run, restarts, stride);
  const bits = await manyFlips(run, restarts, flips);
  const killed = await manyKills(folder, kills);
  await rm(folder, { recursive: true });
  const target = { is: '=', value: 0 } as const;
  return [
    {
      key: 'prefixes-wrong',
      figure: `a log of ${whole(run.acknowledged.length)} commits cut at ${whole(prefixes.all)} places: not the last acknowledged state`,
      value: prefixes.wrong,
      target,
    },
    {
      key: 'flips-wrong',
      figure: `${whole(bits.all)} bits turned in log and database, seed ${seed}: neither all of it nor a stop`,
      value: bits.wrong,
      target,
    },
    { key: 'flips-stopped', figure: '  of them stops', value: bits.stops },
    {
      key: 'kills-wrong',
      figure: `${killed.kills} × kill -9 under load, seed ${seed}: acknowledged and lost, or done twice`,
      value: killed.wrong,
      target,
    },
    { key: 'kills-acknowledged', figure: '  acknowledged in all', value: killed.acknowledged },
  ];
}

/** Beside those at even distances, the cuts at which a commit is all there, and one byte before and after. */
function cutsOf({ files, acknowledged }: RecordedRun, stride: number): readonly number[] {
  const begin = acknowledged[0]?.logBytes ?? 0;
  const even = Array.from({ length: Math.ceil((files.log.length - begin) / stride) }, (_, cut) => begin + cut * stride);
  const atCommits = acknowledged.flatMap(({ logBytes }) => [logBytes - 1, logBytes, logBytes + 1]);
  return [...new Set([...even, ...atCommits])].filter(length => length >= begin && length <= files.log.length);
}

async function manyPrefixes(run: RecordedRun, restarts: Restarts, stride: number) {
  const { files, acknowledged } = run;
  const cuts = cutsOf(run, stride);
  let wrong = 0;
  for (const length of cuts) {
    const state = acknowledged.findLast(one => one.logBytes <= length);
    if (state === undefined) throw new Error('the first commit is there');
    const after = await restarts.of({ ...files, log: files.log.subarray(0, length), witness: state.witness });
    if (!('told' in after) || after.told !== state.told || after.beside !== state.beside) wrong += 1;
  }
  return { wrong, all: cuts.length };
}

async function manyFlips({ files, settled, acknowledged }: RecordedRun, restarts: Restarts, flips: number) {
  const random = seeded(seed);
  let wrong = 0;
  let stops = 0;
  for (let round = 0; round < flips; round += 1) {
    const [whichever, name] = round % 2 === 0 ? [files, 'log' as const] : [settled, 'database' as const];
    const bit = Math.floor(random() * whichever[name].length * 8);
    const after = await restarts.of({ ...whichever, [name]: flipped(whichever[name], bit) });
    // What is beside the books has no witness: of a log that was cut short it may lack the end.
    const before = name === 'log' ? acknowledged : acknowledged.slice(-1);
    if ('stop' in after) stops += 1;
    else if (after.told !== acknowledged.at(-1)?.told || !before.some(({ beside }) => beside === after.beside))
      wrong += 1;
  }
  return { wrong, stops, all: flips };
}

/** Two writers at a time, each of a store of its own: most of a life is its start. */
async function manyKills(folder: string, kills: number) {
  const all = await Promise.all(
    [0, 1].map(half => lives(path.join(folder, `killed-${half}`), { half, count: kills / 2 })),
  );
  for (const wrong of all.flatMap(({ wrongs }) => wrongs)) console.error(wrong);
  return {
    wrong: all.reduce((sum, { wrongs }) => sum + wrongs.length, 0),
    acknowledged: all.reduce((sum, { ledgers }) => sum + ledgers.acknowledged.size, 0),
    kills: all.reduce((sum, { ledgers }) => sum + ledgers.kills, 0),
  };
}

async function lives(folder: string, { half, count }: { readonly half: number; readonly count: number }) {
  const random = seeded(seed + half);
  const ledgers = new Ledgers();
  for (let life = 0; life < count; life += 1)
    await ledgers.life(folder, {
      name: `clerk${half}`,
      acks: 1 + Math.floor(random() * 200),
      workers: 1 + (life % 16),
    });
  const stores = openEmbedded(folder, systemClock);
  const wrongs = await ledgers.wrongs(stores);
  await stores.close();
  return { ledgers, wrongs };
}
