import assert from 'node:assert/strict';
import { hourMs } from '../../core/index.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';
import { inMemory } from '../support/stores.ts';

describe('a disk that is full', () => {
  let office: Office;
  let stores: ReturnType<typeof inMemory>;
  beforeEach(async () => {
    stores = inMemory();
    office = await new Office(stores).open();
    await office.setsUp();
  });
  afterEach(() => office.close());

  /** Until there is room again nothing grows: what still fits into pages that are there does. */
  function fill(): () => void {
    const pages = Number(stores.database.one('PRAGMA page_count')?.['page_count']);
    stores.database.exec(`CREATE TABLE filler (bytes BLOB); PRAGMA max_page_count = ${pages + 1}`);
    for (const bytes of [2000, 200, 20])
      for (let isFull = false; !isFull;)
        try {
          stores.database.exec(`INSERT INTO filler VALUES (zeroblob(${bytes}))`);
        } catch {
          isFull = true;
        }
    return () => stores.database.exec('PRAGMA max_page_count = 1000000');
  }

  it('when an order is placed says so or has it, and has it once when there is room again', async () => {
    const review = await office.types('add funds 60');
    const button = review.buttons[0]?.title ?? '';
    const room = fill();
    const { card } = await office.submits(review, button);
    const first = textOf(card);
    assert.match(first, /Order placed|The store cannot be written to: nothing is recorded/);
    assert.match(textOf(await office.types('balance')), /\$1[06]0\.00/);
    room();
    await office.submits(review, button);
    const orders = (await office.entries()).filter(({ kind }) => kind === 'payment-requested');
    assert.deepEqual([orders.length, office.charged.length], [2, 2], first);
    assert.match(textOf(await office.types('balance')), /\$160\.00/);
  });

  it('when somebody is to be told tells them once, at the latest when there is room again', async () => {
    await office.types('alerts here', { conversation: '19:general@thread.tacv2', kind: 'channel' });
    await office.types('auto-recharge off');
    office.connector.failures.push(412);
    await office.types('sandbox spend 85');
    const room = fill();
    for (let round = 0; round < 3; round += 1) {
      office.clock.advance(hourMs);
      await office.tenant.deliveries.run().catch(() => undefined);
    }
    room();
    office.clock.advance(hourMs);
    await office.tenant.deliveries.run();
    assert.deepEqual(
      office.told().map(card => card.texts[1]),
      ['Low balance'],
    );
  });
});
