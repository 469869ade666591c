import assert from 'node:assert/strict';
import { balanceOf, hourMs, minuteMs, secondMs } from '../../core/index.ts';
import { MatterSurroundings, type MatterSurroundingsPorts } from '../../bot/alerts/matter-surroundings.ts';
import { DriverError } from '../../bot/ports/index.ts';
import { importDueLogs } from '../../bot/usage/import-log.job.ts';
import { countCallers } from '../../bot/licenses/count-callers.ts';
import { money } from '../support/builders.ts';
import { anAlert } from '../support/matters.ts';
import { Office } from '../support/office.ts';

const how = { hasMoved: false, showsAmounts: true };

describe('what is known beside a matter', () => {
  let office: Office;
  let isDown: boolean;
  let read: string[];
  let surroundings: MatterSurroundings;

  /** Notes what is read; others take the place of what the office has. */
  function made(others: Partial<MatterSurroundingsPorts> = {}): MatterSurroundings {
    const { tenant } = office;
    const ledger = {
      read: () => {
        read.push('ledger');
        return tenant.ledger.read();
      },
      onCommit: tenant.ledger.onCommit.bind(tenant.ledger),
    };
    const callers = (): Promise<number | undefined> => {
      read.push('callers');
      return countCallers(tenant);
    };
    const ownNews = (): Promise<undefined> => Promise.resolve(undefined);
    const seesCalls = (person: string): Promise<boolean> => Promise.resolve(person === 'ana');
    return new MatterSurroundings({ ...tenant, ledger, callers, ownNews, seesCalls, ...others });
  }
  const now = (): number => office.clock.now();
  const lately = (at = 0) => ({
    ...{ id: 'matter-1', alert: anAlert('alert-1') },
    timeline: [{ kind: 'raised', at }] as const,
  });

  beforeEach(async () => {
    office = new Office();
    isDown = false;
    office.callLog = real => ({
      pages: range => {
        if (isDown) throw new DriverError('graph-unreachable', 'no answer');
        return real.pages(range);
      },
    });
    await office.open();
    await office.skipsSetUp();
    await importDueLogs.run(office.tenant);
    await office.tenant.keptDirectory.read();
    read = [];
    surroundings = made();
  });
  afterEach(() => office.close());

  it('is the wallet as it is, and how many people have calls that credits pay for', async () => {
    const { around } = await surroundings.of(lately(), how);
    assert.equal(balanceOf(around!.wallet!.pool, now()), money('$100'));
    assert.ok(around!.callers! > 10);
    assert.ok(around!.outlook);
    assert.equal(around!.usageUntil, undefined);
  });

  it('is read once for all that are told at the same time', async () => {
    await Promise.all(Array.from({ length: 1000 }, () => surroundings.of(lately(), how)));
    assert.deepEqual(read.toSorted(), ['callers', 'ledger']);
    office.clock.advance(secondMs);
    await surroundings.of(lately(), how);
    assert.deepEqual(read.toSorted(), ['callers', 'ledger', 'ledger']);
    office.clock.advance(minuteMs);
    await surroundings.of(lately(), how);
    assert.deepEqual(read.toSorted(), ['callers', 'callers', 'ledger', 'ledger', 'ledger']);
  });

  it('is never from before what was recorded, or what last happened to the matter', async () => {
    await surroundings.of(lately(), how);
    await office.types('sandbox spend 85');
    const { around } = await surroundings.of(lately(), how);
    assert.notEqual(balanceOf(around!.wallet!.pool, now()), money('$100'));
    read.length = 0;
    office.clock.advance(10);
    await surroundings.of(lately(now()), how);
    assert.deepEqual(read, ['ledger']);
  });

  it('says up to when usage was imported while it is not', async () => {
    const { tenant, clock } = office;
    const until = now();
    isDown = true;
    for (let hour = 0; hour < 8; hour += 1) {
      clock.advance(hourMs);
      await importDueLogs.run(tenant).catch(() => undefined);
    }
    assert.equal((await surroundings.of(lately(), how)).around!.usageUntil, until);
  });

  it('names whoever it is about as their last call has them, where people may be named', async () => {
    await office.types('sandbox fraud');
    const { stages } = await office.tenant.foresight.read();
    const { alert } = stages.find(one => one.alert.kind === 'fraud-suspected')!;
    const matter = { ...lately(), alert: { ...alert, id: 'alert-1' } };
    assert.equal((await surroundings.of(matter, how)).whose, undefined, 'several read it');
    assert.equal((await surroundings.of(matter, { ...how, reader: 'bo' })).whose, undefined, 'who may see no calls');
    const { whose } = await surroundings.of(matter, { ...how, reader: 'ana' });
    assert.equal(whose, (await office.tenant.rows.lastCallers([alert.person!])).get(alert.person!)?.name);
    assert.match(whose!, /^\w+ \w+$/);
    assert.equal((await surroundings.of(matter, { ...how, reader: 'ana', showsAmounts: false })).whose, undefined);
    const unknown = { ...matter, alert: { ...matter.alert, person: 'nobody' } };
    assert.equal((await surroundings.of(unknown, { ...how, reader: 'ana' })).whose, undefined);
  });

  it('tells an alert with less rather than late: without a ledger, without a directory, or while it is slow', async () => {
    const failing = (): Promise<never> => Promise.reject(new Error('the store is down'));
    const bare = await made({ ledger: { read: failing, onCommit: () => undefined }, callers: failing }).of(
      lately(),
      how,
    );
    assert.deepEqual([bare.around!.wallet, bare.around!.callers], [undefined, undefined]);
    const slow = made({ callers: () => new Promise(() => undefined) });
    const telling = slow.of(lately(), how);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve));
    office.clock.advance(secondMs);
    const { around } = await telling;
    assert.equal(around!.callers, undefined);
    assert.ok(around!.wallet);
  });
});
