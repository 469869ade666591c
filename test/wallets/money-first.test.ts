import assert from 'node:assert/strict';
import { minuteMs } from '../../core/index.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { inMemory, type AppStores } from '../support/stores.ts';
import { orderForm } from '../support/teams-client.ts';

describe('money that was charged', () => {
  let offices: Office[];
  let stores: AppStores;
  /** The documents that cannot be read or written at the moment. */
  let damaged: Set<string>;

  beforeEach(() => {
    offices = [];
    damaged = new Set();
    const made = inMemory();
    const { documents } = made;
    const whole = (name: string): void => {
      if (damaged.has(name)) throw new Error(`${name} is damaged`);
    };
    stores = {
      ...made,
      documents: {
        read: async name => {
          whole(name);
          return documents.read(name);
        },
        change: async (name, edit) => {
          whole(name);
          return documents.change(name, edit);
        },
      },
    };
  });
  afterEach(async () => {
    for (const office of offices) await office.close();
  });

  const anOffice = async (): Promise<Office> => {
    const office = await new Office(stores).open();
    offices.push(office);
    return office;
  };
  const titles = (office: Office) => office.told().map(card => card.texts[1]);
  const settledIn = async (office: Office) =>
    (await office.entries()).filter(({ kind }) => kind === 'payment-settled').length;

  it('comes into the books though nobody knows whom to tell, and is told by another process once that is known', async () => {
    const before = await anOffice();
    await before.setsUp();
    await before.types('alerts here', { conversation: 'general', kind: 'channel' });
    await before.tenant.idle();
    // A process that has read them once tells them as they were.
    const first = await anOffice();
    damaged.add('conversations');
    assert.match(textOf(await first.types('sandbox spend 85')), /The balance is \$65\.00/);
    assert.deepEqual([await settledIn(first), titles(first)], [2, []]);
    first.clock.advance(2 * minuteMs);
    await assert.rejects(first.tenant.deliveries.run(), /conversations is damaged/);

    const second = await anOffice();
    damaged.clear();
    second.clock.advance(5 * minuteMs);
    await second.tenant.deliveries.run();
    await first.tenant.deliveries.run();
    // The channel is reached at the address that it had when it subscribed.
    assert.deepEqual(titles(before), ['Recharge succeeded']);
  });

  for (const name of ['settings', 'conversations', 'imports', 'log-cursors', 'snapshot', 'assignment-credits'])
    it(`in set-up is in the books, with the rule that was reviewed, though the document "${name}" is damaged`, async () => {
      const office = await anOffice();
      const review = await office.reviews();
      damaged.add(name);
      await office.presses(review, 'Place order');
      assert.equal(await settledIn(office), 1);
      assert.equal((await office.entries()).filter(({ kind }) => kind === 'rule-set').length, 1);
      damaged.clear();
      const again = await office.presses(review, 'Place order');
      assert.match(textOf(again.card), /Communications Credits license/);
      assert.match(textOf(await office.types('balance')), /\$100\.00/);
      assert.equal(await settledIn(office), 1);
    });

  for (const name of ['settings', 'conversations', 'imports', 'log-cursors', 'snapshot', 'setup', 'assignment-credits'])
    it(`by an order or a recharge is in the books though the document "${name}" is damaged`, async () => {
      const office = await anOffice();
      await office.setsUp(orderForm);
      damaged.add(name);
      await office.presses(await office.types('add funds 60'), 'Place order');
      assert.equal(await settledIn(office), 2);
      damaged.clear();
      await office.types('auto-recharge on');
      const { rule } = (await office.tenant.ledger.read().then(read => (read.ok ? read.value.wallet : undefined)))!;
      damaged.add(name);
      const raised = { ...rule!, trigger: 200_000_000 };
      await office.tenant.ledger.execute({ kind: 'set-rule', id: 'raised', rule: raised }, null);
      await office.tenant.idle();
      assert.equal(await settledIn(office), 3);
    });
});
