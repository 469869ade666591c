import assert from 'node:assert/strict';
import { adminCenter } from '../../bot/drivers/system/admin-center.ts';
import { textOf } from '../support/card.ts';
import { Office } from '../support/office.ts';

describe('a mirrored wallet', () => {
  it('waits for an admin to confirm what was bought, and never charges', async () => {
    const office = await new Office().open(() => adminCenter, 'mirror');
    const review = await office.reviews({ payment: 'admin-centre' });
    const placed = await office.presses(review, 'Place order');
    assert.match(textOf(placed.card), /The order of \$100\.00 is recorded\. Buy it in the Microsoft 365 admin center/);

    const waiting = await office.types('balance');
    assert.match(textOf(waiting), /\$0\.00[\s\S]*Orders under way: \$100\.00/);
    assert.match(textOf((await office.presses(waiting, 'I have bought it')).card), /\$100\.00 was added\. Invoice 1/);
    await office.presses(waiting, 'I have bought it');
    assert.match(textOf(await office.types('balance')), /\$100\.00/);

    await office.types('alerts here', { conversation: 'general', kind: 'channel' });
    await office.types('sandbox spend 85');
    const expected = office.told().at(-1)!;
    assert.match(
      textOf(expected),
      /A recharge needs your confirmation\nWarning\nThe balance is \$15\.00: Microsoft's auto-recharge should add \$50\.00 now/,
    );
    assert.match(
      textOf((await office.presses(expected, 'I have bought it')).card),
      /\$50\.00 was added\. Invoice 2\. The balance is \$65\.00/,
    );
    assert.deepEqual(office.charged, []);
    await office.close();
  });
});
