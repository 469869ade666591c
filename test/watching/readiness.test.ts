import assert from 'node:assert/strict';
import { rm, chmod } from 'node:fs/promises';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import type { StoreState } from '../../bot/ports/index.ts';
import type { OrganizationFacts } from '../../bot/watching/organization-facts.ts';
import { Readiness } from '../../bot/watching/readiness.ts';
import { at } from '../support/builders.ts';
import { aFolder } from '../support/drivers.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const good: StoreState = { isReachable: true, isWritable: true, isMigrated: true, freeBytes: undefined };

const facts = (outboxMinutes: number): OrganizationFacts => ({
  outboxOldestMs: outboxMinutes * 60_000,
  ...{ importAgeMs: 9e9, isVerified: false, verifiedAgeMs: 9e9, jobsLateMs: 9e9 },
  ...{ openMatters: ['import-stalled'], balance: undefined },
});

describe('whether it is ready', () => {
  const clock = new VirtualClock(at('2026-11-22T12:00:00Z'));
  let asked = 0;
  const readinessOf = ({
    state = () => Promise.resolve(good),
    served = 1,
    lagMinutes = [0],
  }: {
    readonly state?: () => Promise<StoreState>;
    readonly served?: number;
    readonly lagMinutes?: readonly number[];
  }): Readiness =>
    new Readiness({
      stores: {
        state: () => {
          asked += 1;
          return state();
        },
      },
      survey: {
        facts: new Map(lagMinutes.map((minutes, index) => [String(index), facts(minutes)])),
        refresh: () => Promise.resolve(),
      },
      ...{ served: () => served, clock },
    });

  const rows: readonly (readonly [
    what: string,
    needs: Parameters<typeof readinessOf>[0],
    failed: readonly string[],
  ])[] = [
    ['all is well, whatever Microsoft or one ledger does', {}, []],
    ['the store fails', { state: () => Promise.reject(new Error('gone')) }, ['store', 'writable', 'migrations']],
    ['the store cannot be written to', { state: () => Promise.resolve({ ...good, isWritable: false }) }, ['writable']],
    [
      'the store is of an earlier version',
      { state: () => Promise.resolve({ ...good, isMigrated: false }) },
      ['migrations'],
    ],
    ['no organization is served', { served: 0 }, ['credentials']],
    ['what is due has waited for long', { lagMinutes: [16] }, ['outbox']],
    ['a few of many organizations are behind', { lagMinutes: [16, 1, 2] }, []],
    ['half of them are', { lagMinutes: [16, 1] }, ['outbox']],
  ];
  for (const [what, needs, failed] of rows)
    it(`says of each part whether it is, where ${what}`, async () => {
      const { isReady, parts } = await readinessOf(needs).look();
      assert.equal(isReady, failed.length === 0);
      assert.deepEqual(
        Object.entries(parts).flatMap(([part, state]) => (state === 'ok' ? [] : [part])),
        failed,
      );
    });

  it('is not while it stops, at once', async () => {
    const readiness = readinessOf({});
    assert.equal((await readiness.look()).isReady, true);
    readiness.stop();
    assert.deepEqual((await readiness.look()).parts.program, 'failed');
  });

  it('asks the store once in two seconds, however many ask', async () => {
    const readiness = readinessOf({});
    asked = 0;
    await Promise.all(Array.from({ length: 100 }, () => readiness.look()));
    assert.equal(asked, 1);
    clock.advance(2000);
    await readiness.look();
    assert.equal(asked, 2);
  });

  it('does not wait for a store that does not answer', async () => {
    const readiness = readinessOf({ state: () => new Promise(() => undefined) });
    const looking = readiness.look();
    clock.advance(1000);
    const { isReady, parts } = await looking;
    assert.deepEqual([isReady, parts.store], [false, 'failed']);
  });

  it('looks at a folder without writing to it', async () => {
    const folder = await aFolder();
    const stores = openEmbedded(folder, systemClock);
    const { freeBytes = 0, ...state } = await stores.state();
    assert.deepEqual(state, { isReachable: true, isWritable: true, isMigrated: true });
    assert.ok(freeBytes > 0);
    await stores.close();
    assert.equal((await stores.state()).isReachable, false);
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true });
  });
});
