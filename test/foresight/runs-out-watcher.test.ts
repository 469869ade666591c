import assert from 'node:assert/strict';
import { dayMs, type Instant, type Matter, type Stage } from '../../core/index.ts';
import { expiringWatcher } from '../../bot/foresight/expiring-watcher.ts';
import { runsOutWatcher } from '../../bot/foresight/runs-out-watcher.ts';
import type { Watcher } from '../../bot/foresight/watcher.ts';
import { say } from '../../cards/words.ts';
import { money } from '../support/builders.ts';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';
import { people } from '../support/teams-client.ts';

describe('the watchers of credits that run out, and of those that expire', () => {
  let office: Office;
  let runsOut: Watcher;
  let expiring: Watcher;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    runsOut = runsOutWatcher(office.tenant);
    expiring = expiringWatcher(office.tenant);
  });
  afterEach(() => office.close());

  const now = (): Instant => office.tenant.clock.now();
  const look = async (watcher: Watcher, before: readonly Matter[] = []): Promise<readonly Stage[]> =>
    (await watcher.look({ at: now(), before })) ?? assert.fail('it does not know');
  const stepsOf = (stages: readonly Stage[]) => stages.map(({ alert }) => alert.step);
  const spends = async (days: number, amount: number): Promise<void> => {
    for (let day = 0; day < days; day += 1) {
      office.clock.advance(dayMs);
      await office.types(`sandbox spend ${amount}`);
    }
  };

  it('find nothing before there is a wallet, or while there is enough', async () => {
    const empty = await new Office().open();
    assert.deepEqual([await look(runsOutWatcher(empty.tenant)), await look(expiringWatcher(empty.tenant))], [[], []]);
    await empty.close();
    assert.deepEqual([await look(runsOut), await look(expiring)], [[], []]);
  });

  it('tell that credits run out where auto-recharge will not add any, from the days that were chosen on', async () => {
    await spends(5, 12);
    assert.deepEqual(await look(runsOut), []);
    await office.types('auto-recharge off');
    const [stage] = await look(runsOut);
    // 40 dollars are left, and some 24 of them are used up by calls that no report shows yet.
    assert.deepEqual([stage?.alert.kind, stage?.alert.balance], ['runs-out', money('$40')]);
    assert.ok((stage?.alert.amount ?? 0) >= money('$50'));
  });

  it('tell as many days before as were chosen', async () => {
    await office.types('auto-recharge off');
    office.clock.advance(dayMs);
    await office.tenant.choices.change({ setting: 'warned-days', was: null, is: '30' }, { by: 'Megan', at: now() });
    await spends(12, 5);
    assert.deepEqual(stepsOf(await look(runsOut)), [30]);
    await office.tenant.choices.change({ setting: 'warned-days', was: '30', is: '14' }, { by: 'Megan', at: now() });
    assert.deepEqual(stepsOf(await look(runsOut)), [14]);
  });

  it('tell of what expires a month before, and what would use it', async () => {
    await office.types('auto-recharge off');
    office.clock.advance(340 * dayMs);
    const [stage] = await look(expiring);
    assert.deepEqual([stage?.alert.kind, stage?.alert.step, stage?.alert.amount], ['lot-expires', 30, money('$100')]);
  });

  it('tell a channel with alerts, whose card adds what lasts three months', async () => {
    await office.types('auto-recharge off');
    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await spends(5, 12);
    await office.tenant.foresight.look();
    await office.tenant.deliveries.run();
    const card = office.told().find(one => textOf(one).includes(say('en', 'alert.runs-out')));
    assert.ok(card);
    assert.match(textOf(card), /Adding \$\d+\.00 makes the credits last about three months/);
    const adds = card.buttons.find(({ title }) => /^Add \$/.test(title))?.title ?? '';
    await office.presses(card, adds, {}, { conversation: 'general', kind: 'channel', as: people.billingAdmin });
    const order = office.told().at(-1);
    assert.ok(order !== undefined && order !== card);
    assert.ok(textOf(order).includes(`Add funds: ${adds.slice('Add '.length)}`), textOf(order));
  });
});
