import assert from 'node:assert/strict';
import { dayMs, minuteMs } from '../../core/index.ts';
import { forgetMatters } from '../../bot/alerts/forget-matters.job.ts';
import { says } from '../support/card.ts';
import { Office, setUp } from '../support/office.ts';

const general = { conversation: '19:general@thread.tacv2', kind: 'channel' } as const;

describe('a matter that ended three months ago', () => {
  it('is forgotten with what was told of it, and its card says so to whoever presses it', async () => {
    const office = await new Office(await setUp({ autoRecharge: 'false' })).open();
    try {
      await office.types('alerts here', general);
      const goesLow = async (spend: number): Promise<void> => {
        await office.types(`sandbox spend ${spend}`);
        office.clock.advance(20 * minuteMs);
        await office.tenant.deliveries.run();
      };
      await goesLow(85);
      const alert = office.told().at(-1)!;
      await office.presses(await office.types('add funds 200'), /^Place order/);
      office.clock.advance(89 * dayMs);
      await office.tenant.deliveries.run();
      await goesLow(200);
      const { matters } = office.tenant;
      const known = async () => (await Promise.all(['matter-1', 'matter-2'].map(id => matters.find(id)))).map(Boolean);
      await forgetMatters.run(office.tenant);
      assert.deepEqual(await known(), [true, true]);
      office.clock.advance(2 * dayMs);
      await forgetMatters.run(office.tenant);
      assert.deepEqual(await known(), [false, true]);
      says((await office.presses(alert, 'Acknowledge', {}, general)).card, 'alert.gone');
    } finally {
      await office.close();
    }
  });
});
