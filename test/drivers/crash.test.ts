import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { seeded } from '../../bot/drivers/sandbox/random.ts';
import { aFolder } from '../support/drivers.ts';
import {
  flipped,
  recordRun,
  Restarts,
  type Acknowledged,
  type Readings,
  type RecordedRun,
} from '../support/recorded-run.ts';

// A sample of the log's bytes; `npm run bench -- crashes` takes every one.

describe('the embedded store after a crash', function () {
  this.timeout(120_000);
  const seed = 20_261_123;
  let folder: string;
  let run: RecordedRun;
  let restarts: Restarts;
  before(async () => {
    folder = await aFolder();
    run = await recordRun(path.join(folder, 'recorded'), 8);
    restarts = new Restarts(folder);
  });
  after(() => rm(folder, { recursive: true }));

  const last = () => run.acknowledged.at(-1)!;
  /** The last state acknowledged when the log had that length. */
  const stateAt = (logBytes: number) => run.acknowledged.findLast(state => state.logBytes <= logBytes);
  const readingsOf = ({ told, beside }: Readings): Readings => ({ told, beside });
  /** Lengths around the end of every acknowledged state, and some within. */
  const lengths = (): readonly number[] => {
    const random = seeded(seed);
    const around = run.acknowledged.flatMap(({ logBytes }) => [logBytes - 1, logBytes, logBytes + 1, logBytes + 24]);
    const within = Array.from({ length: 70 }, () => Math.floor(random() * run.files.log.length));
    return [...around, ...within].filter(length => length <= run.files.log.length);
  };

  it('has recorded what it is about', () => {
    assert.ok(run.acknowledged.length > 10);
    assert.equal(last().logBytes, run.files.log.length);
  });

  it('at any byte of the log has exactly the last acknowledged state', async () => {
    for (const length of lengths()) {
      const state = stateAt(length);
      if (state === undefined) continue;
      const after = await restarts.of({ ...run.files, log: run.files.log.subarray(0, length), witness: state.witness });
      assert.deepEqual(after, readingsOf(state), `the log ends at byte ${length}`);
    }
  });

  it('with a torn or empty end, or with the end twice, has it too', async () => {
    const random = seeded(seed + 1);
    for (const length of lengths().filter((_, index) => index % 4 === 0)) {
      const state = stateAt(length);
      if (state === undefined) continue;
      const log = run.files.log.subarray(0, length);
      const noise = Buffer.from(Array.from({ length: 3000 }, () => Math.floor(random() * 256)));
      for (const tail of [noise, Buffer.alloc(10_000), log.subarray(-8216)]) {
        const after = await restarts.of({ ...run.files, log: Buffer.concat([log, tail]), witness: state.witness });
        // Noise may happen to complete the commit in progress: then it counts as written.
        const onItsWay: Acknowledged | undefined = run.acknowledged[run.acknowledged.indexOf(state) + 1];
        assert.ok('told' in after, JSON.stringify(after));
        const either: readonly string[] = [state, onItsWay ?? state].map(one => JSON.stringify(readingsOf(one)));
        assert.ok(either.includes(JSON.stringify(after)), `the log ends at byte ${length}`);
      }
    }
  });

  it('never shows a shorter history than was acknowledged without saying so', async () => {
    for (const length of lengths()) {
      const after = await restarts.of({ ...run.files, log: run.files.log.subarray(0, length) });
      if ('told' in after) assert.equal(after.told, last().told, `the log ends at byte ${length}`);
      else assert.match(after.stop, /lacks the last \d+ change\(s\) that were acknowledged/);
    }
  });

  it('with one flipped bit in the log or the database has all of it, or stops and names what is wrong', async () => {
    const random = seeded(seed + 2);
    const stops = new Set<string>();
    for (let round = 0; round < 150; round += 1) {
      const [files, name] = round % 2 === 0 ? [run.files, 'log' as const] : [run.settled, 'database' as const];
      const bit = Math.floor(random() * files[name].length * 8);
      const after = await restarts.of({ ...files, [name]: flipped(files[name], bit) });
      // What is beside the books has no witness: of a log that was cut short it may lack the end, and nothing else.
      const before = name === 'log' ? run.acknowledged : [last()];
      if ('told' in after) assert.equal(after.told, last().told, `bit ${bit} of the ${name}`);
      if ('told' in after)
        assert.ok(
          before.some(({ beside }) => beside === after.beside),
          `bit ${bit} of the ${name}`,
        );
      if ('stop' in after) stops.add(after.stop.replaceAll(/\d+|"[^"]*"|\/\S+/g, '…'));
    }
    assert.ok(stops.size > 3, [...stops].join('\n'));
  });
});
