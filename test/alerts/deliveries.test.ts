import assert from 'node:assert/strict';
import { hourMs, minuteMs } from '../../core/index.ts';
import { textOf } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';

describe('alerts on their way', () => {
  let office: Office;
  beforeEach(async () => {
    office = await new Office(await setUp()).open();
    await office.types('alerts here', { conversation: '19:general@thread.tacv2', kind: 'channel' });
  });
  afterEach(() => office.close());

  const titles = (): readonly string[] => office.told().map(card => card.texts[1] ?? '');

  it('are delivered once, however often it is looked', async () => {
    await office.types('auto-recharge off');
    await office.types('sandbox spend 85');
    await office.tenant.deliveries.run();
    office.clock.advance(hourMs);
    await office.tenant.deliveries.run();
    assert.deepEqual(titles(), ['Low balance']);
  });

  it('say nothing of what mends itself in a moment, but what was charged', async () => {
    await office.types('sandbox spend 85');
    office.clock.advance(hourMs);
    await office.tenant.deliveries.run();
    assert.deepEqual(titles(), ['Recharge succeeded']);
  });

  it('are left to the next start once the program stops', async () => {
    await office.types('auto-recharge off');
    office.connector.failures.push(412);
    await office.types('sandbox spend 85');
    office.clock.advance(hourMs);
    office.stopping.abort();
    await office.tenant.deliveries.run();
    assert.deepEqual(titles(), []);
    const due = await office.stores.matters.claim({ at: office.clock.now(), leaseMs: 1, limit: 9 });
    assert.equal(due.length, 1);
  });

  it('are tried again later when Teams is busy', async () => {
    await office.types('auto-recharge off');
    office.connector.failures.push(412, 412);
    await office.types('sandbox spend 85');
    assert.deepEqual(titles(), []);
    await office.tenant.deliveries.run();
    assert.deepEqual(titles(), []);
    office.clock.advance(hourMs);
    await office.tenant.deliveries.run();
    assert.deepEqual(titles(), []);
    office.clock.advance(hourMs);
    await office.tenant.deliveries.run();
    assert.deepEqual(titles(), ['Low balance']);
  });

  it('stay due through an outage of a week, while what they are about holds', async () => {
    await office.types('sandbox decline');
    office.connector.failures.push(...Array.from({ length: 400 }, () => 412));
    await office.types('sandbox spend 85');
    for (let hours = 0; hours < 8 * 24; hours += 1) {
      await office.tenant.deliveries.run();
      office.clock.advance(hourMs);
    }
    assert.deepEqual(titles(), []);
    office.connector.failures.length = 0;
    await office.tenant.deliveries.run();
    assert.deepEqual(titles(), ['Low balance', 'Recharge failed']);
  });

  it('are given up after a week, once what they are about is over', async () => {
    office.connector.failures.push(...Array.from({ length: 400 }, () => 412));
    await office.types('sandbox spend 85');
    for (let hours = 0; hours < 8 * 24; hours += 1) {
      await office.tenant.deliveries.run();
      office.clock.advance(hourMs);
    }
    office.connector.failures.length = 0;
    await office.tenant.deliveries.run();
    assert.deepEqual(titles(), []);
  });

  it('unsubscribe a conversation that is gone', async () => {
    await office.types('auto-recharge off');
    office.connector.failures.push(404);
    office.connector.code = 'ConversationNotFound';
    await office.types('sandbox spend 85');
    assert.deepEqual(await office.tenant.conversations.subscribed(), []);
    office.clock.advance(hourMs);
    await office.tenant.deliveries.run();
    assert.ok(!titles().includes('Low balance'));
  });

  it('keep a conversation that a proxy, a policy or a mistake of ours answers for, and are tried again', async () => {
    await office.types('auto-recharge off');
    for (const status of [403, 404]) {
      office.connector.failures.push(status);
      await office.types('sandbox spend 85');
      assert.deepEqual(await office.tenant.conversations.subscribed(), ['19:general@thread.tacv2']);
      office.clock.advance(hourMs);
      await office.tenant.deliveries.run();
    }
    assert.ok(titles().includes('Low balance'));
  });

  it('tell a message that is gone from a conversation that is', async () => {
    const [known] = await office.tenant.conversations.subscribed();
    const conversation = await office.tenant.conversations.find(known ?? '');
    const kinds = async (code: string): Promise<readonly string[]> => {
      office.connector.code = code;
      office.connector.failures.push(404, 404, 403);
      const { messenger } = office.tenant;
      const deliveries = [
        await messenger.update(conversation!, 'm1', {}),
        await messenger.send(conversation!, {}),
        await messenger.send(conversation!, {}),
      ];
      return deliveries.map(({ kind }) => kind);
    };
    assert.deepEqual(await kinds('ActivityNotFoundInConversation'), ['message-gone', 'failed', 'failed']);
    assert.deepEqual(await kinds('ConversationNotFound'), ['gone', 'gone', 'gone']);
    assert.deepEqual(await kinds('BotNotInConversationRoster'), ['gone', 'gone', 'gone']);
  });

  it('say that rounds of a job begin no more, until they do again', async () => {
    const { roundWatch, deliveries } = office.tenant;
    const audits = { name: 'audit', everyMs: hourMs };
    roundWatch.expect([audits]);
    office.clock.advance(2 * hourMs + 1000);
    await deliveries.run();
    assert.deepEqual(titles(), ['Alerts are late']);
    await roundWatch.during(audits.name, () => Promise.resolve());
    // Until then another process might still know of it.
    office.clock.advance(6 * minuteMs);
    await deliveries.run();
    assert.match(textOf(office.told().at(-1)!), /Over since/);
  });

  it('stop after "alerts off"', async () => {
    await office.types('alerts off', { conversation: '19:general@thread.tacv2', kind: 'channel' });
    await office.types('sandbox spend 85');
    assert.deepEqual(titles(), []);
  });
});
