import assert from 'node:assert/strict';
import { dayMs, hourMs, minuteMs } from '../../core/index.ts';
import { Backups } from '../../bot/backups/backups.ts';
import { backupStateOf, type BackupState } from '../../bot/backups/backup-state.ts';
import { backupError } from '../../bot/drivers/backup/backup-folder.ts';
import { DriverError, type BackupMaker } from '../../bot/ports/index.ts';
import { at } from '../support/builders.ts';
import { MemoryDocuments } from '../support/memory/documents.ts';
import { testLog } from '../support/logs.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('the backups of every night', () => {
  let clock: VirtualClock;
  let state: ReturnType<typeof backupStateOf>;
  let made: string[];
  let make: BackupMaker['make'];
  beforeEach(() => {
    clock = new VirtualClock(at('2026-11-26T18:30:00Z'));
    state = backupStateOf(new MemoryDocuments('_program'));
    made = [];
    make = asked => {
      made.push(new Date(asked.at).toISOString().slice(0, 16));
      return Promise.resolve({ file: `${asked.store}.backup`, bytes: 1, at: asked.at, wallets: [], isTidy: true });
    };
  });
  const aProgram = (nightIn?: string) =>
    new Backups({ state, clock, log: testLog, nightIn, maker: { make: asked => make(asked) } });
  /** Rounds of a program, some minutes apart, over some hours. */
  const hours = async (count: number, backups = aProgram(), zone = 'Europe/Berlin'): Promise<void> => {
    for (let round = 0; round < count * 2; round += 1) {
      await backups.makeDue(zone);
      clock.advance(30 * minuteMs);
    }
  };

  it('are made at once where there is none, and then at two by the organization’s clocks', async () => {
    await hours(48);
    assert.deepEqual(made, ['2026-11-26T18:30', '2026-11-27T01:00', '2026-11-28T01:00']);
    // Where several organizations share the store, the night is that of UTC, which began an hour after the last one was made.
    await hours(24, aProgram('UTC'));
    assert.deepEqual(made.slice(3), ['2026-11-28T18:30', '2026-11-29T02:00']);
  });

  it('are made once, however many replicas have their rounds at the same moment', async () => {
    const replicas = [aProgram(), aProgram(), aProgram()];
    for (let day = 0; day < 3; day += 1) {
      await Promise.all(replicas.map(replica => replica.makeDue('UTC')));
      clock.advance(dayMs);
    }
    assert.equal(made.length, 3);
  });

  it('that fail are tried again an hour later, and are missing until one is made', async () => {
    const backups = aProgram();
    await backups.makeDue('UTC');
    const works = make;
    const [last] = [clock.now()];
    make = () => Promise.reject(backupError('disk-full', 'no room'));
    clock.advance(dayMs);
    await backups.makeDue('UTC');
    assert.deepEqual(await backups.missing(), { since: last, failure: 'disk-full' });
    make = works;
    await hours(1, backups);
    assert.equal(made.length, 1);
    await hours(1, backups);
    assert.deepEqual([made.length, await backups.missing()], [2, undefined]);
    // Nobody makes any: after two days one is missing.
    clock.advance(48 * hourMs);
    assert.deepEqual(await backups.missing(), { since: (await state.read())?.made?.at, failure: undefined });
  });

  it('of a program that is stopped leave nothing behind, and the next one makes it at once', async () => {
    const backups = aProgram();
    const works = make;
    make = ({ signal }) => new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('aborted'))));
    const making = backups.makeDue('UTC');
    await new Promise(setImmediate);
    backups.stop();
    await making;
    const { leaseUntil, failed } = (await state.read()) as BackupState;
    assert.deepEqual([leaseUntil, failed], [null, null]);
    make = works;
    await aProgram().makeDue('UTC');
    assert.equal(made.length, 1);
  });

  it('of a program that was killed are made by another half a minute later', async () => {
    const works = make;
    make = () => new Promise(() => undefined);
    const now = () => clock.now();
    const killed = new Backups({ state, clock: { now, after: () => () => undefined }, log: testLog, maker: { make } });
    void killed.makeDue('UTC');
    await new Promise(setImmediate);
    make = works;
    clock.advance(minuteMs / 4);
    assert.equal(await aProgram().makeNow(), undefined);
    clock.advance(minuteMs / 4);
    assert.equal((await aProgram().makeNow())?.ok, true);
    assert.equal(made.length, 1);
  });

  it('are left to the one that is at work for as long as it is', async () => {
    const works = make;
    const done = Promise.withResolvers<undefined>();
    make = async asked => {
      await done.promise;
      return works(asked);
    };
    const making = aProgram().makeNow();
    await new Promise(setImmediate);
    for (let quarter = 0; quarter < 360; quarter += 1) {
      clock.advance(minuteMs / 4);
      await new Promise(setImmediate);
    }
    assert.equal(await aProgram().makeNow(), undefined);
    done.resolve(undefined);
    assert.equal((await making)?.ok, true);
    clock.advance(minuteMs);
    assert.equal((await aProgram().makeNow())?.ok, true);
  });

  it('that take two hours are given up', async () => {
    const backups = aProgram();
    make = ({ signal }) => new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('aborted'))));
    const making = backups.makeNow();
    await new Promise(setImmediate);
    clock.advance(2 * hourMs);
    const given = await making;
    assert.ok(given?.ok === false && given.refusal instanceof DriverError);
    assert.equal((await backups.missing())?.failure, 'took-too-long');
  });

  it('are made when a clock that was ahead is set back: what it dated counts for nothing', async () => {
    const backups = aProgram();
    clock.set(at('2030-01-01T00:00:00Z'));
    await backups.makeDue('UTC');
    clock.set(at('2026-11-26T18:30:00Z'));
    assert.notEqual(await backups.missing(), undefined);
    await backups.makeDue('UTC');
    assert.deepEqual([made.length, await backups.missing()], [2, undefined]);
    // Back by a little: neither twice, nor missing.
    clock.set(clock.now() - 2 * minuteMs);
    await backups.makeDue('UTC');
    assert.deepEqual([made.length, await backups.missing()], [2, undefined]);
  });
});
