import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { aFolder } from '../support/drivers.ts';
import { Ledgers } from '../support/kills.ts';
import { flipped, recordRun, Restarts, type RecordedRun } from '../support/recorded-run.ts';
import { whole, type Figures } from './figures.ts';

// What the tests sample, at length: every byte of a write-ahead log, many flipped bits, and 200 killed writers.

const kills = 200;
const flips = 20_000;
const seed = 20_261_123;

export async function benchCrashes(): Promise<Figures> {
  const folder = await aFolder();
  try {
    const run = await recordRun(path.join(folder, 'recorded'), 1);
    const restarts = new Restarts(folder);
    const prefixes = await everyPrefix(run, restarts);
    const bits = await manyFlips(run, restarts);
    const killed = await manyKills(path.join(folder, 'killed'));
    return {
      table: [
        {
          figure: `prefixes of a log of ${whole(run.acknowledged.length)} commits, every byte: not the last acknowledged state`,
          target: '0',
          measured: `${prefixes.wrong} of ${whole(prefixes.all)}`,
        },
        {
          figure: `bits turned in log and database, seed ${seed}: neither all of it nor a stop`,
          target: '0',
          measured: `${bits.wrong} of ${whole(bits.all)} (${whole(bits.stops)} stops)`,
        },
        {
          figure: `${kills} × kill -9 under load, seed ${seed}: acknowledged and lost, or done twice`,
          target: '0',
          measured: `${killed.wrong} of ${whole(killed.acknowledged)}`,
        },
      ],
      json: { prefixes, bits, killed },
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function everyPrefix({ files, acknowledged }: RecordedRun, restarts: Restarts) {
  let wrong = 0;
  let all = 0;
  for (let length = acknowledged[0]?.logBytes ?? 0; length <= files.log.length; length += 1) {
    const state = acknowledged.findLast(one => one.logBytes <= length);
    if (state === undefined) continue;
    const after = await restarts.of({ ...files, log: files.log.subarray(0, length), witness: state.witness });
    all += 1;
    if (!('told' in after) || after.told !== state.told) wrong += 1;
  }
  return { wrong, all };
}

async function manyFlips({ files, settled, acknowledged }: RecordedRun, restarts: Restarts) {
  const random = seeded(seed);
  let wrong = 0;
  let stops = 0;
  for (let round = 0; round < flips; round += 1) {
    const [whichever, name] = round % 2 === 0 ? [files, 'log' as const] : [settled, 'database' as const];
    const bit = Math.floor(random() * whichever[name].length * 8);
    const after = await restarts.of({ ...whichever, [name]: flipped(whichever[name], bit) });
    if ('stop' in after) stops += 1;
    else if (after.told !== acknowledged.at(-1)?.told) wrong += 1;
  }
  return { wrong, stops, all: flips };
}

async function manyKills(folder: string) {
  const random = seeded(seed);
  const ledgers = new Ledgers();
  for (let life = 0; life < kills; life += 1)
    await ledgers.life(folder, { name: 'one', acks: 1 + Math.floor(random() * 200), workers: 1 + (life % 16) });
  const stores = openEmbedded(folder, systemClock);
  const wrongs = await ledgers.wrongs(stores);
  await stores.close();
  for (const wrong of wrongs) console.error(wrong);
  return { wrong: wrongs.length, acknowledged: ledgers.acknowledged.size, kills: ledgers.kills };
}
